import { createHash } from 'node:crypto';
import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { openFile } from '../../../src-main/platform/files.ts';
import { type StagedFile, stagedPath, stageFile } from '../../../src-main/workflow/staged-file.ts';
import { filesUnder } from '../../support/signing-scene.ts';
import { temporaryFolder } from '../../support/tools.ts';

const CONTENT = Buffer.from('0123456789'.repeat(700_000));
const silent = { report: () => undefined };

let folder: string;
let target: string;
beforeEach(() => {
  folder = temporaryFolder();
  target = join(folder, 'signed.pdf');
  writeFileSync(join(folder, 'contract.pdf'), CONTENT);
});

async function staged(mode = 0o640): Promise<StagedFile> {
  chmodSync(join(folder, 'contract.pdf'), mode);
  const source = await openFile(join(folder, 'contract.pdf'));
  try {
    const file = await stageFile(stagedPath(target, 'a'.repeat(32)), source);
    await file.fill([], silent);
    return file;
  } finally {
    await source.close();
  }
}

it('is a hidden copy beside the target that every byte of went through the hash', async () => {
  const source = await openFile(join(folder, 'contract.pdf'));
  const file = await stageFile(stagedPath(target, 'b'.repeat(32)), source);
  const hash = createHash('sha256');
  const fractions: number[] = [];
  await file.fill([hash], { report: (fraction) => fractions.push(fraction) });
  await source.close();
  expect(hash.digest('hex')).toBe(createHash('sha256').update(CONTENT).digest('hex'));
  expect(fractions.at(-1)).toBe(1);
  expect(fractions.length).toBeGreaterThan(2);
  expect(dirname(file.path)).toBe(folder);
  expect(basename(file.path)).toMatch(/^\.signed\.pdf\./);
  expect(readFileSync(file.path).equals(CONTENT)).toBe(true);
  await file.dispose();
  await file.dispose();
  expect(filesUnder(folder)).toEqual(['contract.pdf']);
});

it('has a name of at most 255 bytes for any name of the target', () => {
  for (const letter of ['n', 'é', '文', '🖋']) {
    const name = basename(stagedPath(join(folder, `${letter.repeat(120)}.pdf`), 'c'.repeat(32)));
    expect(Buffer.byteLength(name), letter).toBeLessThanOrEqual(255);
  }
});

it('becomes the target with what was appended, and the permissions of the source', async () => {
  const file = await staged(0o640);
  await file.append(Buffer.from('and more'));
  expect(file.size).toBe(CONTENT.length + 8);
  expect(Buffer.from(await file.source().read(CONTENT.length, 100)).toString()).toBe('and more');
  await file.sync();
  await file.publish(target, false);
  await file.dispose();
  expect(filesUnder(folder)).toEqual(['contract.pdf', 'signed.pdf']);
  expect(readFileSync(target).equals(Buffer.concat([CONTENT, Buffer.from('and more')]))).toBe(true);
  if (process.platform !== 'win32') expect(statSync(target).mode & 0o777).toBe(0o640);
});

it.skipIf(process.platform === 'win32')('of a document that may only be read can be written all the same', async () => {
  const file = await staged(0o444);
  await file.append(Buffer.from('!'));
  await file.publish(target, false);
  await file.dispose();
  expect(statSync(target).mode & 0o777).toBe(0o444);
});

it('does not replace a target that came meanwhile', async () => {
  const file = await staged();
  writeFileSync(target, 'somebody else');
  await expect(file.publish(target, false)).rejects.toMatchObject({ code: 'TARGET_EXISTS' });
  expect(file.published).toBe(false);
  await file.dispose();
  expect(readFileSync(target, 'utf8')).toBe('somebody else');
  expect(filesUnder(folder)).toEqual(['contract.pdf', 'signed.pdf']);
});

it('replaces it where it is told to', async () => {
  const file = await staged();
  writeFileSync(target, 'older');
  await file.publish(target, true);
  expect(file.published).toBe(true);
  await file.dispose();
  expect(readFileSync(target).equals(CONTENT)).toBe(true);
  expect(filesUnder(folder)).toEqual(['contract.pdf', 'signed.pdf']);
});

it('of a source that becomes shorter is given up', async () => {
  const source = await openFile(join(folder, 'contract.pdf'));
  writeFileSync(join(folder, 'contract.pdf'), 'short');
  const file = await stageFile(stagedPath(target, 'd'.repeat(32)), source);
  await expect(file.fill([], silent)).rejects.toThrow(/shorter/);
  await file.dispose();
  await source.close();
  expect(filesUnder(folder)).toEqual(['contract.pdf']);
});
