import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createUploads, LARGEST_UPLOAD, safeName } from '../../../src-main/shell/chromium/uploads.ts';
import { temporaryFolder } from '../../support/tools.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('files dropped on the Chromium window', () => {
  it('arrive piece by piece under a name that is only a name', async () => {
    const folder = temporaryFolder();
    const uploads = createUploads(folder);
    const token = await uploads.begin('../../etc/contract.pdf', 6);
    await uploads.append(token, 0, bytes('abc'));
    expect(() => uploads.take(token)).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }));
    await uploads.append(token, 3, bytes('def'));
    const file = uploads.take(token);
    expect([readFileSync(file, 'utf8'), path.basename(file)]).toEqual(['abcdef', 'contract.pdf']);
    expect(path.dirname(path.dirname(file))).toBe(folder);
    expect(() => uploads.take(token), 'used up').toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }));
  });

  it.each([
    ['too much at once', [[0, 'abcdefg']]],
    ['a gap', [[3, 'abc']]],
    [
      'a piece twice',
      [
        [0, 'abc'],
        [0, 'abc'],
      ],
    ],
  ] as const)('%s is refused', async (_what, pieces) => {
    const uploads = createUploads(temporaryFolder());
    const token = await uploads.begin('a.pdf', 6);
    const sent = Promise.all(pieces.map(([offset, text]) => uploads.append(token, offset, bytes(text))));
    await expect(sent).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  });

  it.each([-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('a size of %d is refused', async (size) => {
    await expect(createUploads(temporaryFolder()).begin('a.pdf', size)).rejects.toMatchObject({
      code: 'INPUT_INVALID',
    });
  });

  it('more than can be taken is refused before a byte is sent', async () => {
    const begun = createUploads(temporaryFolder()).begin('a.pdf', LARGEST_UPLOAD + 1);
    await expect(begun).rejects.toMatchObject({ code: 'FILE_TOO_LARGE_FOR_UPLOAD' });
  });

  it('those that were begun and left lie do not stand in the way of the next one', async () => {
    const folder = temporaryFolder();
    const uploads = createUploads(folder);
    for (let number = 0; number < 200; number += 1) await uploads.begin('left.pdf', 10);
    expect(readdirSync(folder).length).toBeLessThanOrEqual(16);
    const token = await uploads.begin('next.pdf', 1);
    await uploads.append(token, 0, bytes('x'));
    const file = uploads.take(token);
    await uploads.abandon();
    expect(readdirSync(folder)).toEqual([path.basename(path.dirname(file))]);
  });

  it.each([
    ['C:\\Users\\Anna\\contract.pdf', 'contract.pdf'],
    ['..', 'document.pdf'],
    ['', 'document.pdf'],
    ['.hidden.pdf', 'hidden.pdf'],
    ['a\u0000b<c>.pdf', 'a_b_c_.pdf'],
  ])('the name %j becomes %j', (name, plain) => {
    expect(safeName(name)).toBe(plain);
  });
});
