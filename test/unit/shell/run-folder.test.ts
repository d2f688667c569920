import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { locateHome } from '../../../src-main/platform/home.ts';
import { createRunFolder } from '../../../src-main/shell/chromium/run-folder.ts';
import { temporaryFolder } from '../../support/tools.ts';

it('what a run left that ended without tidying up goes with the next one, also where its number is in use again', async () => {
  const home = locateHome({ COUNTERSIGN_HOME: temporaryFolder() });
  const other = await createRunFolder(home);
  const gone = home.at('runs', `999999999-${'0'.repeat(16)}`);
  const sameNumber = home.at('runs', `${process.pid}@1.00000000-${'1'.repeat(16)}`);
  for (const folder of [gone, sameNumber]) {
    mkdirSync(folder);
    writeFileSync(`${folder}/contract.pdf`, '%PDF-');
  }
  const run = await createRunFolder(home);
  expect(existsSync(gone)).toBe(false);
  expect(existsSync(sameNumber)).toBe(process.platform !== 'linux');
  expect(existsSync(other.uploads), 'another window of a process that is there').toBe(true);
  await run.remove();
  expect([existsSync(run.profile), existsSync(other.profile)]).toEqual([false, true]);
});
