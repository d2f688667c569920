import { symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import { freeTarget } from '../../../src-main/workflow/target-name.ts';
import { temporaryFolder } from '../../support/tools.ts';

it('takes the first name that is free', async () => {
  const folder = temporaryFolder();
  const source = join(folder, 'a.contract.PDF');
  expect(await freeTarget(source, folder, 'signed', true)).toBe(join(folder, 'a.contract-signed.pdf'));
  writeFileSync(join(folder, 'a.contract-signed.pdf'), '');
  symlinkSync(join(folder, 'a.contract-signed.pdf'), join(folder, 'a.contract-signed-2.pdf'));
  expect(await freeTarget(source, folder, 'signed', true)).toBe(join(folder, 'a.contract-signed-3.pdf'));
  expect(await freeTarget(source, join(folder, 'elsewhere'), 'signed', true)).toBe(
    join(folder, 'elsewhere', 'a.contract-signed.pdf'),
  );
});

it('names a signature after the whole name of its file, and a container after its first', async () => {
  const folder = temporaryFolder();
  const named = async (name: string, made: 'signed' | 'container' | 'extended') =>
    basename(await freeTarget(join(folder, name), folder, made, false));
  expect(await named('notes.txt', 'signed')).toBe('notes.txt.p7s');
  writeFileSync(join(folder, 'notes.txt.p7s'), '');
  expect(await named('notes.txt', 'signed')).toBe('notes.txt-2.p7s');
  expect(await named('.profile', 'container')).toBe('.profile.asice');
  expect(await named('notes.txt', 'container')).toBe('notes.asice');
  expect(await named('notes.txt.p7s', 'extended')).toBe('notes.txt-extended.p7s');
  expect(await named('notes.sce', 'extended')).toBe('notes-extended.sce');
});
