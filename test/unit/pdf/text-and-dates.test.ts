import { describe, expect, it } from 'vitest';
import { formatPdfDate, parsePdfDate } from '../../../src-main/pdf/date.ts';
import { PdfName, PdfString } from '../../../src-main/pdf/objects.ts';
import { formatNumber, serialize } from '../../../src-main/pdf/serialize.ts';
import { textOf, textString } from '../../../src-main/pdf/text-string.ts';

const string = (bytes: number[]): PdfString => new PdfString(new Uint8Array(bytes));

describe('text strings (ISO 32000-2, 7.9.2.2)', () => {
  it.each<[string, number[], string]>([
    ['PDFDocEncoding', [0x41, 0x80, 0x18, 0xa0, 0xe4, 0x9f, 0x0a], 'A\u2022\u02d8\u20acä\ufffd\n'],
    ['UTF-16BE', [0xfe, 0xff, 0x00, 0xe4, 0xd8, 0x3d, 0xde, 0x00], 'ä😀'],
    ['UTF-16LE, which some writers use', [0xff, 0xfe, 0xe4, 0x00], 'ä'],
    ['UTF-8', [0xef, 0xbb, 0xbf, 0xc3, 0xa4], 'ä'],
    ['half a pair', [0xfe, 0xff, 0xd8, 0x3d, 0x00, 0x41], '\ufffdA'],
    ['an odd byte at the end', [0xfe, 0xff, 0x00, 0x41, 0x00], 'A'],
    ['a language escape', [0xfe, 0xff, 0, 0x1b, 0, 0x64, 0, 0x65, 0, 0x1b, 0, 0x41], 'A'],
  ])('%s', (_name, bytes, text) => expect(textOf(string(bytes))).toBe(text));

  it.each(['', 'plain', 'Ünïcödé', '日本語', '😀', '\tx\r\n', 'a\\(b)'])('%j comes back', (text) =>
    expect(textOf(textString(text))).toBe(text),
  );
  it('keeps ASCII readable', () =>
    expect(Buffer.from(serialize(textString('Jo (x)'))).toString()).toBe('(Jo \\(x\\))'));
});

describe('dates (7.9.4)', () => {
  it.each([
    ['D:20261121075000Z', '2026-11-21T07:50:00Z'],
    ["D:20261121075000+02'00'", '2026-11-21T05:50:00Z'],
    ["D:20261121075000-03'30", '2026-11-21T11:20:00Z'],
    ["D:20261231233000-01'00'", '2027-01-01T00:30:00Z'],
    ["D:20261121075000Z00'00'", '2026-11-21T07:50:00Z'],
    ['D:2026', '2026-01-01T00:00:00Z'],
    ['D:20240229', '2024-02-29T00:00:00Z'],
  ])('%s', (text, time) => expect(parsePdfDate(text)).toBe(time));
  it.each(['', 'D:', '2026', 'D:20261321', 'D:20250229', 'D:20261121246000Z', 'D:202x', 'D:20261121Zoo', 'D:0001'])(
    '%j is none or a very early one',
    (text) => expect([null, '0001-01-01T00:00:00Z']).toContain(parsePdfDate(text)),
  );
  it('writes UTC', () => {
    const time = new Date('2026-11-21T07:50:09.999Z');
    expect(formatPdfDate(time)).toBe('D:20261121075009Z');
    expect(parsePdfDate(formatPdfDate(time))).toBe('2026-11-21T07:50:09Z');
  });
});

describe('what is written', () => {
  it.each([
    [1e21, '1000000000000000000000'],
    [1.5e-7, '0.00000015'],
    [-2.5e22, '-25000000000000000000000'],
    [0.1, '0.1'],
    [-0, '0'],
    [123456789012, '123456789012'],
  ])('%d without an exponent', (value, text) => expect(formatNumber(value)).toBe(text));
  it('escapes names (7.3.5)', () => {
    expect(Buffer.from(serialize(new PdfName('A B#/é\0'))).toString()).toBe('/A#20B#23#2F#E9#00');
    expect(() => serialize(new PdfName('€'))).toThrow(RangeError);
  });
  it('refuses what no PDF can hold', () => {
    expect(() => serialize(Number.NaN)).toThrow(RangeError);
    expect(() => serialize(Number.POSITIVE_INFINITY)).toThrow(RangeError);
  });
});
