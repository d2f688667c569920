import { describe, expect, test } from 'vitest';
import { hexPairs } from '../../../src-main/pdf/hex-pairs.ts';

const digits = (text: string): Uint8Array => Buffer.from(text, 'latin1');

describe('pairs of hexadecimal digits', () => {
  test.each([
    ['nothing', '', []],
    ['both cases', '0aFf9B', [0x0a, 0xff, 0x9b]],
  ])('%s', (_name, text, bytes) => {
    expect(hexPairs(digits(text))).toEqual(Uint8Array.from(bytes));
  });

  test.each(['0', '0g', 'g0', '00 0', '0\n00', '00\xff0', '0000>0'])('anything else is refused: %j', (text) => {
    expect(hexPairs(digits(text))).toBeUndefined();
  });

  test.each([
    [0, 40_000],
    [1, 40_000],
    [3000, 40_000],
    [3001, 39_999],
    [3000, 140_000],
  ])('content of %i digits and room of %i after it', (content, room) => {
    const text = 'c0'.repeat(content).slice(0, content) + '0'.repeat(room);
    const even = text.slice(0, text.length - (text.length % 2));
    expect(hexPairs(digits(even))).toEqual(new Uint8Array(Buffer.from(even, 'hex')));
  });

  test.each([10, 2_999, 3_500, 21_000, 39_999])('one wrong digit at %i is found wherever it stands', (at) => {
    const text = `${'ab'.repeat(1500)}${'0'.repeat(37_000)}`;
    expect(hexPairs(digits(text))).toHaveLength(20_000);
    expect(hexPairs(digits(`${text.slice(0, at)}x${text.slice(at + 1)}`))).toBeUndefined();
  });

  test('zeros in the middle are no room', () => {
    const text = `${'ab'.repeat(500)}${'0'.repeat(5_000)}${'cd'.repeat(500)}`;
    expect(hexPairs(digits(text))).toEqual(new Uint8Array(Buffer.from(text, 'hex')));
  });
});
