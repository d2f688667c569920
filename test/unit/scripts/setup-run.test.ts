import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { startProgram } from '../../support/cli.ts';
import { PROJECT_ROOT, temporaryFolder } from '../../support/tools.ts';

const RUN = pathToFileURL(path.join(PROJECT_ROOT, 'scripts/setup/run.mjs')).href;

/** A set-up step that says when it is at work, and tidies up for a while when it is asked to stop. */
const STEP = `
process.on('SIGTERM', () => setTimeout(() => {
  require('node:fs').writeFileSync(process.argv[1], '');
  process.exit(1);
}, 300));
setInterval(() => undefined, 1000);
console.error('at work');
`;

it.skipIf(process.platform === 'win32')('a set-up that is asked to stop ends after the step it runs', async () => {
  const tidied = path.join(temporaryFolder('countersign-run-'), 'tidied');
  const setUp = `
    import { run } from ${JSON.stringify(RUN)};
    await run(process.execPath, ['-e', ${JSON.stringify(STEP)}, ${JSON.stringify(tidied)}])
      .catch((error) => { console.error(error.message); process.exitCode = error.exitStatus; });
  `;
  const { child, ended } = startProgram(process.execPath, ['--input-type=module', '-e', setUp]);
  child.stderr.on('data', (text: string) => {
    if (text.includes('at work')) child.kill('SIGTERM');
  });
  const { status, stderr } = await ended;
  expect(stderr).toMatch(/Stopping.*\nStopped at your request: run the command again to go on\.\n$/);
  expect({ status, tidied: existsSync(tidied) }).toEqual({ status: 143, tidied: true });
});
