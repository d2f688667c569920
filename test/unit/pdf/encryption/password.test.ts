import { describe, expect, it } from 'vitest';
import { passwordBytes } from '../../../../src-main/pdf/encryption/password.ts';
import { saslprep } from '../../../../src-main/pdf/encryption/saslprep.ts';

describe('SASLprep', () => {
  // RFC 4013, section 3, and the mappings of section 2.1.
  it.each([
    ['I\u00adX', 'IX'],
    ['user', 'user'],
    ['USER', 'USER'],
    ['\u00aa', 'a'],
    ['\u2168', 'IX'],
    ['a\u00a0b\u3000c', 'a b c'],
    ['e\u0301', '\u00e9'],
    ['\ufb01', 'fi'],
    ['a\u200db\ufe0f', 'ab'],
  ])('%j becomes %j', (given, prepared) => {
    expect(saslprep(given)).toBe(prepared);
  });
});

describe('the bytes of a password', () => {
  const hexOf = (password: string, revision: number): string[] =>
    passwordBytes(password, revision).map((bytes) => Buffer.from(bytes).toString('hex'));

  it('are the same one way for ASCII', () => {
    for (const revision of [2, 3, 4, 5, 6]) expect(hexOf('abc', revision)).toEqual(['616263']);
    expect(hexOf('', 6)).toEqual(['']);
  });

  it('are PDFDocEncoding first up to revision 4, UTF-8 first after', () => {
    expect(hexOf('æ€', 4)).toEqual(['e6a0', 'c3a6e282ac']);
    expect(hexOf('æ€', 6)).toEqual(['c3a6e282ac', 'e6a0']);
  });

  it('are UTF-8 where PDFDocEncoding lacks a character', () => {
    expect(hexOf('ж', 3)).toEqual(['d0b6']);
  });

  it('are prepared first and then as typed', () => {
    expect(hexOf('\u00aa\u00ad', 6)).toEqual(['61', 'c2aac2ad']);
  });

  it('end after 127 bytes of UTF-8', () => {
    expect(passwordBytes('x'.repeat(200), 6).map(({ length }) => length)).toEqual([127, 200]);
  });
});
