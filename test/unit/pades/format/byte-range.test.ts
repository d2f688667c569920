import { describe, expect, it } from 'vitest';
import { gapFault, hexFault, readByteRange } from '../../../../src-main/pades/format/byte-range.ts';
import { PdfRef } from '../../../../src-main/pdf/objects.ts';
import { bytesSource } from '../../../../src-main/platform/byte-source.ts';

describe('readByteRange', () => {
  it('reads what is signed', () => {
    expect(readByteRange([0, 10, 30, 5], 40)).toEqual({ gapStart: 10, gapEnd: 30, end: 35 });
  });

  it.each([
    ['missing', undefined],
    ['a reference', new PdfRef(3)],
    ['two numbers', [0, 10]],
    ['six numbers', [0, 10, 30, 5, 36, 1]],
    ['a fraction', [0, 10.5, 30, 5]],
    ['a negative number', [0, 10, 30, -5]],
    ['not from the first byte', [1, 10, 30, 5]],
    ['an empty first part', [0, 0, 30, 5]],
    ['an empty last part', [0, 10, 30, 0]],
    ['overlapping parts', [0, 10, 9, 5]],
    ['no gap', [0, 10, 10, 5]],
    ['beyond the file', [0, 10, 30, 11]],
    ['numbers that overflow', [0, 10, Number.MAX_SAFE_INTEGER, 2]],
  ])('refuses %s', (_name, value) => {
    expect(readByteRange(value as never, 40)).toEqual(expect.any(String));
  });
});

describe('gapFault', () => {
  const range = { gapStart: 10, gapEnd: 30, end: 35 };
  it('accepts the string with its delimiters only', () => {
    expect(gapFault(range, { start: 10, end: 30 })).toBeUndefined();
    expect(gapFault(range, { start: 11, end: 29 })).toContain('leaves out');
    expect(gapFault(range, { start: 10, end: 29 })).toContain('leaves out');
    expect(gapFault(range, { start: 9, end: 30 })).toContain('leaves out');
  });
});

describe('hexFault', () => {
  const check = (text: string) =>
    hexFault(bytesSource(Buffer.from(`12345${text}`)), { start: 5, end: 5 + text.length });
  it('takes an even number of digits and nothing else, and says where else it is', async () => {
    expect(await check('<00aF>')).toBeUndefined();
    expect(await check('<>')).toBeUndefined();
    const faults = { '<0 0>': 7, '<00\n0>': 8, '<00g0>': 8, '<000>': 9, '(0000)': 5, '<0000': 10, '<00%0>': 8 };
    for (const [text, at] of Object.entries(faults)) expect(await check(text), text).toBe(at);
  });
});
