import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { targetsOf, withTargetFolder } from '../../../src-cli/targets.ts';
import { temporaryFolder } from '../../support/tools.ts';

const folder = temporaryFolder();

it('makes the folder that is named, and takes it away again where nothing came into it', async () => {
  const wanted = `${join(folder, 'signed')}/`;
  await expect(withTargetFolder(wanted, () => Promise.reject(new Error('wrong PIN')))).rejects.toThrow('wrong PIN');
  expect(readdirSync(folder)).toEqual([]);
  const write = async () => writeFileSync(join(wanted, 'a.pdf'), 'signed');
  await withTargetFolder(wanted, write);
  expect(readdirSync(wanted)).toEqual(['a.pdf']);
});

it('leaves a folder that was there, even an empty one, and makes none for a file', async () => {
  const work = async () => existsSync(join(folder, 'none'));
  await withTargetFolder(`${folder}/`, work);
  expect(existsSync(folder)).toBe(true);
  expect(await withTargetFolder(join(folder, 'none'), work)).toBe(false);
});

it('refuses where the folder above is missing', async () => {
  await expect(withTargetFolder(`${join(folder, 'no', 'signed')}/`, async () => 0)).rejects.toMatchObject({
    code: 'TARGET_NOT_WRITABLE',
    message: expect.stringContaining(join(folder, 'no')),
  });
});

it('says how several files get a folder that is not there yet', async () => {
  await expect(targetsOf(['a.pdf', 'b.pdf'], 'signed', 'signed')).rejects.toMatchObject({
    code: 'USAGE',
    message: '“signed” is no folder, and several files need one. With / at its end it is made: -o DIR/.',
  });
});
