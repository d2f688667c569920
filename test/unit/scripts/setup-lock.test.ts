import { execFile, spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { PROJECT_ROOT, temporaryFolder } from '../../support/tools.ts';

const MODULE = pathToFileURL(join(PROJECT_ROOT, 'scripts', 'setup', 'lock.mjs')).href;
const execute = promisify(execFile);
const folder = temporaryFolder('countersign-lock-');

/** A program that takes the lock, reads a number, waits, and writes it back one higher: two at once would lose a count. */
function counter(place: string): string {
  return `
    import { readFileSync, writeFileSync } from 'node:fs';
    import { setTimeout } from 'node:timers/promises';
    import { withLock } from ${JSON.stringify(MODULE)};
    const file = ${JSON.stringify(join(place, 'count'))};
    await withLock(async () => {
      const count = Number(readFileSync(file, 'utf8'));
      await setTimeout(30);
      writeFileSync(file, String(count + 1));
    }, { folder: ${JSON.stringify(place)} });`;
}

const runCounter = (place: string): Promise<unknown> =>
  execute(process.execPath, ['--input-type=module', '-e', counter(place)]);

it('lets one set-up in at a time, and leaves no lock behind', async () => {
  writeFileSync(join(folder, 'count'), '0');
  await Promise.all(Array.from({ length: 5 }, () => runCounter(folder)));
  expect(readFileSync(join(folder, 'count'), 'utf8')).toBe('5');
  expect(existsSync(join(folder, 'lock'))).toBe(false);
});

it('takes over the lock of a killed set-up', async () => {
  const place = temporaryFolder('countersign-lock-');
  const holder = spawn(process.execPath, [
    '--input-type=module',
    '-e',
    `import { withLock } from ${JSON.stringify(MODULE)};
     await withLock(() => new Promise(() => { setInterval(() => undefined, 1000); console.log('held'); }), { folder: ${JSON.stringify(place)} });`,
  ]);
  await new Promise((resolve) => holder.stdout.once('data', resolve));
  holder.kill('SIGKILL');
  await new Promise((resolve) => holder.once('exit', resolve));
  expect(existsSync(join(place, 'lock'))).toBe(true);
  writeFileSync(join(place, 'count'), '0');
  await runCounter(place);
  expect(readFileSync(join(place, 'count'), 'utf8')).toBe('1');
});

it('takes over a lock whose process number now belongs to another process', async () => {
  const place = temporaryFolder('countersign-lock-');
  writeFileSync(join(place, 'lock'), `${process.pid} 1`);
  writeFileSync(join(place, 'count'), '0');
  await runCounter(place);
  expect(readFileSync(join(place, 'count'), 'utf8')).toBe('1');
});
