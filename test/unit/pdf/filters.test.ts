import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { codeOf } from '../../../shared/contract/app-error.ts';
import { decodeAscii85, decodeAsciiHex } from '../../../src-main/pdf/filters/ascii.ts';
import { decodeStream, filterSteps } from '../../../src-main/pdf/filters/decode.ts';
import { decodeLzw } from '../../../src-main/pdf/filters/lzw.ts';
import { undoPredictor } from '../../../src-main/pdf/filters/predictor.ts';
import { decodeRunLength } from '../../../src-main/pdf/filters/run-length.ts';
import { DEFAULT_LIMITS } from '../../../src-main/pdf/limits.ts';
import { PdfDict, PdfName, type PdfObject } from '../../../src-main/pdf/objects.ts';

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));
const text = (data: Uint8Array): string => Buffer.from(data).toString('latin1');
const codeIn = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    return codeOf(error);
  }
  return 'nothing thrown';
};
const names = (...filters: string[]): PdfObject => filters.map((name) => new PdfName(name));
const decode = async (data: Uint8Array, entries: [string, PdfObject][], limits = DEFAULT_LIMITS): Promise<Uint8Array> =>
  decodeStream(data, await filterSteps(new PdfDict(entries), limits, async (object) => object ?? null), limits);

describe('ASCIIHexDecode, ASCII85Decode, RunLengthDecode', () => {
  it('hexadecimal', () => {
    expect(text(decodeAsciiHex(bytes('48 65\n6c6C6f2>xx')))).toBe('Hello ');
    expect(codeIn(() => decodeAsciiHex(bytes('4g>')))).toBe('PDF_DAMAGED');
  });
  it('base 85, every length of the last group', () => {
    expect(text(decodeAscii85(bytes('87cURD]i,"Ebo80~>')))).toBe('Hello World!');
    expect(text(decodeAscii85(bytes('z!!~>')))).toBe('\0\0\0\0\0');
    expect(text(decodeAscii85(bytes('9jqo^ BlbD-~>')))).toBe('Man is d');
    expect(text(decodeAscii85(bytes('9jqo^BlbD~>')))).toBe('Man is ');
    expect(codeIn(() => decodeAscii85(bytes('9~>')))).toBe('PDF_DAMAGED');
    expect(codeIn(() => decodeAscii85(bytes('uuuuu~>')))).toBe('PDF_DAMAGED');
    expect(codeIn(() => decodeAscii85(bytes('9\x7fqo^~>')))).toBe('PDF_DAMAGED');
  });
  it('runs', () => {
    expect(text(decodeRunLength(bytes('\x02abc\xfed\x80zz'), 100))).toBe('abcddd');
    expect(codeIn(() => decodeRunLength(bytes('\x05ab'), 100))).toBe('PDF_DAMAGED');
    expect(codeIn(() => decodeRunLength(bytes('\x81x'), 100))).toBe('PDF_LIMIT_EXCEEDED');
  });
});

describe('LZWDecode (ISO 32000-2, 7.4.4.2)', () => {
  it('decodes the example of the standard', () => {
    const encoded = new Uint8Array([0x80, 0x0b, 0x60, 0x50, 0x22, 0x0c, 0x0c, 0x85, 0x01]);
    expect([...decodeLzw(encoded, 1, 100)]).toEqual([45, 45, 45, 45, 45, 65, 45, 45, 45, 66]);
  });
  it.each([0, 1] as const)('through all code widths and a full table, EarlyChange %i', (early) => {
    const data = Uint8Array.from({ length: 20_000 }, (_item, index) => (index * index * 31 + (index >> 3)) & 0xff);
    expect(text(decodeLzw(encodeLzw(data, early), early, 100_000))).toBe(text(data));
  });
  it('refuses codes nothing defined, and more than the limit', () => {
    expect(codeIn(() => decodeLzw(new Uint8Array([0x80, 0x7f, 0xff]), 1, 100))).toBe('PDF_DAMAGED');
    expect(codeIn(() => decodeLzw(encodeLzw(new Uint8Array(500), 1), 1, 100))).toBe('PDF_LIMIT_EXCEEDED');
  });

  /** Textbook encoder over strings. */
  function encodeLzw(data: Uint8Array, early: 0 | 1): Uint8Array {
    const bits: number[] = [];
    let width = 9;
    let table = new Map<string, number>();
    const put = (code: number): void => {
      for (let bit = width - 1; bit >= 0; bit--) bits.push((code >> bit) & 1);
    };
    const clear = (): void => {
      put(256);
      table = new Map(Array.from({ length: 256 }, (_item, code) => [String.fromCharCode(code), code]));
      width = 9;
    };
    clear();
    let next = 258;
    let held = '';
    for (const code of data) {
      const longer = held + String.fromCharCode(code);
      if (table.has(longer)) {
        held = longer;
        continue;
      }
      put(table.get(held) ?? 0);
      table.set(longer, next++);
      if (next + early > 1 << width) width = Math.min(12, width + 1);
      held = String.fromCharCode(code);
      if (next === 4095) {
        put(table.get(held) ?? 0);
        held = '';
        clear();
        next = 258;
      }
    }
    if (held !== '') put(table.get(held) ?? 0);
    put(257);
    const out = new Uint8Array(Math.ceil(bits.length / 8));
    for (const [index, bit] of bits.entries()) out[index >> 3] = (out[index >> 3] ?? 0) | (bit << (7 - (index & 7)));
    return out;
  }
});

describe('predictors (7.4.4.4)', () => {
  const shape = (predictor: number, colors: number, bitsPerComponent: number, columns: number) => ({
    predictor,
    colors,
    bitsPerComponent,
    columns,
  });
  it('undoes each PNG predictor, row by row', () => {
    // none, sub, up, average, Paeth over three columns
    const rows = [0, 1, 2, 3, 1, 10, 1, 1, 2, 1, 1, 1, 3, 5, 5, 5, 4, 1, 1, 1];
    expect([...undoPredictor(new Uint8Array(rows), shape(15, 1, 8, 3))]).toEqual([
      1, 2, 3, 10, 11, 12, 11, 12, 13, 10, 16, 19, 11, 17, 20,
    ]);
    expect(codeIn(() => undoPredictor(new Uint8Array([5, 1, 2, 3]), shape(15, 1, 8, 3)))).toBe('PDF_DAMAGED');
  });
  it('undoes the TIFF predictor for every depth', () => {
    expect([...undoPredictor(new Uint8Array([1, 2, 3, 1, 1, 1]), shape(2, 3, 8, 2))]).toEqual([1, 2, 3, 2, 3, 4]);
    expect([...undoPredictor(new Uint8Array([0, 255, 0, 1]), shape(2, 1, 16, 2))]).toEqual([0, 255, 1, 0]);
    expect([...undoPredictor(new Uint8Array([0x12, 0x3f]), shape(2, 1, 4, 4))]).toEqual([0x13, 0x65]);
    expect([...undoPredictor(new Uint8Array([0b10110000]), shape(2, 1, 1, 8))]).toEqual([0b11011111]);
  });
  it('refuses impossible parameters', () => {
    expect(codeIn(() => undoPredictor(new Uint8Array(9), shape(12, 0, 8, 1)))).toBe('PDF_DAMAGED');
    expect(codeIn(() => undoPredictor(new Uint8Array(9), shape(12, 1, 7, 1)))).toBe('PDF_DAMAGED');
    expect(codeIn(() => undoPredictor(new Uint8Array(9), shape(12, 1, 8, 1e9)))).toBe('PDF_DAMAGED');
    expect(codeIn(() => undoPredictor(new Uint8Array(9), shape(7, 1, 8, 1)))).toBe('PDF_UNSUPPORTED');
  });
});

describe('filter chains', () => {
  it('are undone in order', async () => {
    const data = bytes(deflateSync(bytes('hello')).toString('hex'));
    expect(text(await decode(data, [['Filter', names('ASCIIHexDecode', 'FlateDecode')]]))).toBe('hello');
    expect(text(await decode(bytes('as it is'), []))).toBe('as it is');
  });
  it('inflate long input off the thread', async () => {
    const data = Uint8Array.from({ length: 300_000 }, (_item, index) => (index * 2654435761) >>> 13);
    expect(await decode(deflateSync(data), [['Filter', new PdfName('FlateDecode')]])).toEqual(data);
  });
  it.each([
    ['DCTDecode', 'PDF_UNSUPPORTED'],
    ['JPXDecode', 'PDF_UNSUPPORTED'],
    ['JBIG2Decode', 'PDF_UNSUPPORTED'],
    ['CCITTFaxDecode', 'PDF_UNSUPPORTED'],
    ['FlateDecode', 'PDF_DAMAGED'],
  ])('%s over nonsense: %s', async (filter, code) => {
    const work = decode(bytes('nonsense'), [['Filter', new PdfName(filter)]]);
    await expect(work).rejects.toHaveProperty('code', code);
  });
  it('pass over /Crypt: encryption is undone before any filter is', async () => {
    const entries: [string, PdfObject][] = [['Filter', [new PdfName('Crypt'), new PdfName('AHx')]]];
    expect(await decode(bytes('3132>'), entries)).toEqual(bytes('12'));
  });
  it('refuse a stream that is cut off', async () => {
    const whole = deflateSync(bytes('hello'.repeat(100)));
    const work = decode(whole.subarray(0, whole.length - 6), [['Filter', new PdfName('FlateDecode')]]);
    await expect(work).rejects.toHaveProperty('code', 'PDF_DAMAGED');
  });
  it('stop at decompression bombs', async () => {
    const limits = { ...DEFAULT_LIMITS, ratioFloor: 100_000 };
    const bomb = deflateSync(new Uint8Array(5_000_000));
    const once = decode(bomb, [['Filter', new PdfName('FlateDecode')]], limits);
    await expect(once).rejects.toHaveProperty('code', 'PDF_LIMIT_EXCEEDED');
    const twice = decode(deflateSync(bomb), [['Filter', names('FlateDecode', 'FlateDecode')]], limits);
    await expect(twice).rejects.toHaveProperty('code', 'PDF_LIMIT_EXCEEDED');
    const many = decode(bomb, [['Filter', names(...Array<string>(9).fill('FlateDecode'))]], limits);
    await expect(many).rejects.toHaveProperty('code', 'PDF_LIMIT_EXCEEDED');
    const blank = deflateSync(new Uint8Array(90_000));
    expect(await decode(blank, [['Filter', new PdfName('FlateDecode')]], limits)).toHaveLength(90_000);
  });
});
