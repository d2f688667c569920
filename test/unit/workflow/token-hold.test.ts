import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { locateHome } from '../../../src-main/platform/home.ts';
import { holdToken } from '../../../src-main/workflow/token-hold.ts';
import { PROJECT_ROOT, temporaryFolder } from '../../support/tools.ts';

const ALICE = { label: 'Alice', serial: '0123' };

it('a token is held by one run; another one is told who has it, and has its turn afterwards', async () => {
  const home = locateHome({ COUNTERSIGN_HOME: temporaryFolder() });
  const letGo = await holdToken(home, ALICE, { documents: 2000 });
  await expect(holdToken(home, ALICE, { documents: 1 })).rejects.toMatchObject({
    code: 'TOKEN_IN_USE',
    message: expect.stringMatching(/“Alice” is in use: This program is signing 2000 files with it\. Wait /),
    details: { token: 'Alice', process: process.pid },
  });
  const other = await holdToken(home, { label: 'Alice', serial: '0124' }, { documents: 1 });
  await other();
  await letGo();
  await (await holdToken(home, ALICE, { documents: 1 }))();
});

it('a run of one file is waited for', async () => {
  const home = locateHome({ COUNTERSIGN_HOME: temporaryFolder() });
  const letGo = await holdToken(home, ALICE, { documents: 1 });
  const waiting = holdToken(home, ALICE, { documents: 2000 });
  await letGo();
  await (await waiting)();
});

it('another process that has it is named; what it leaves when it is killed is taken over', async () => {
  const folder = temporaryFolder();
  const home = locateHome({ COUNTERSIGN_HOME: folder });
  const program = `
    const { locateHome } = await import('${PROJECT_ROOT}/src-main/platform/home.ts');
    const { holdToken } = await import('${PROJECT_ROOT}/src-main/workflow/token-hold.ts');
    await holdToken(locateHome({ COUNTERSIGN_HOME: ${JSON.stringify(folder)} }), ${JSON.stringify(ALICE)}, { documents: 9 });
    process.stdout.write('held');
    setInterval(() => undefined, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  await expect(holdToken(home, ALICE, { documents: 1 })).rejects.toMatchObject({
    message: expect.stringContaining(`Process ${child.pid} is signing 9 files with it`),
  });
  child.kill('SIGKILL');
  await once(child, 'exit');
  await (await holdToken(home, ALICE, { documents: 1 }))();
});
