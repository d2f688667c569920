import { describe, expect, it } from 'vitest';
import { codeOf } from '../../../shared/contract/app-error.ts';
import { latin1Bytes } from '../../../src-main/pdf/characters.ts';
import { NEED_MORE } from '../../../src-main/pdf/lexemes.ts';
import { PdfDict, PdfName, type PdfObject, PdfRef, PdfString } from '../../../src-main/pdf/objects.ts';
import { Syntax } from '../../../src-main/pdf/syntax.ts';

const parse = (text: string, base?: number): PdfObject =>
  new Syntax(latin1Bytes(text), { base, final: true, depth: 20, values: 500_000 }).object();
const text = (object: PdfObject): string =>
  object instanceof PdfString ? Buffer.from(object.bytes).toString('latin1') : 'no string';
const failure = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    return codeOf(error);
  }
  return 'nothing thrown';
};

describe('numbers (ISO 32000-2, 7.3.3)', () => {
  it.each([
    ['0', 0],
    ['-0', 0],
    ['+17', 17],
    ['-98', -98],
    ['34.5', 34.5],
    ['-.002', -0.002],
    ['4.', 4],
    ['.', 0],
    ['00012', 12],
  ])('%s', (source, value) => expect(parse(source)).toBe(value));
  it.each(['--5', '1.2.3', '12-3', '1e5', '+', `1${'0'.repeat(400)}`])('refuses %s', (source) =>
    expect(failure(() => parse(source))).toBe('PDF_DAMAGED'),
  );
});

describe('strings (7.3.4)', () => {
  it.each([
    ['(a(b)c)', 'a(b)c'],
    ['(\\(\\)\\\\)', '()\\'],
    ['(\\n\\r\\t\\b\\f\\x)', '\n\r\t\b\fx'],
    ['(\\053\\53\\5)', '++\x05'],
    ['(\\0533)', '+3'],
    ['(\\501)', 'A'],
    ['(a\\\r\nb\\\nc)', 'abc'],
    ['(a\r\nb\rc\nd)', 'a\nb\nc\nd'],
    ['()', ''],
    ['<48 65\n6C6c6F>', 'Hello'],
    ['<901FA>', '\x90\x1f\xa0'],
    ['<>', ''],
  ])('%j', (source, value) => expect(text(parse(source))).toBe(value));
  it.each(['<4x>', '<48', '(a', '(a(b)'])('refuses %s', (source) =>
    expect(failure(() => parse(source))).toBe('PDF_DAMAGED'),
  );
});

describe('names (7.3.5)', () => {
  it.each([
    ['/Name1', 'Name1'],
    ['/A;Name_With-Various***Characters?', 'A;Name_With-Various***Characters?'],
    ['/Lime#20Green', 'Lime Green'],
    ['/A#42', 'AB'],
    ['/#', '#'],
    ['/x#g1', 'x#g1'],
    ['/', ''],
    ['/\xfc#fc', '\xfc\xfc'],
  ])('%s', (source, value) => expect(parse(source)).toEqual(new PdfName(value)));
});

describe('arrays, dictionaries, references', () => {
  it('tells references from numbers', () => {
    expect(parse('[1 2 R 3 4 5 0 R 6]')).toEqual([new PdfRef(1, 2), 3, 4, new PdfRef(5, 0), 6]);
    expect(failure(() => parse('[1 2 Rx]'))).toBe('PDF_DAMAGED');
  });
  it('skips white space and comments wherever they may be', () => {
    expect(parse('%c\n[ 1%x\r2 %y >> ]\n0 R\0null\ftrue]')).toEqual([1, new PdfRef(2, 0), null, true]);
  });
  it('needs no white space between delimited tokens', () => {
    expect(parse('<</A/B/C[/D]/E<</F(x)>>/G 1 0 R>>')).toMatchObject({
      entries: new Map<string, unknown>([
        ['A', new PdfName('B')],
        ['C', [new PdfName('D')]],
        ['E', expect.any(PdfDict)],
        ['G', new PdfRef(1, 0)],
      ]),
    });
  });
  it('refuses a key given twice with different values, which viewers read differently', () => {
    expect(failure(() => parse('<< /A 1 /A 2 >>'))).toBe('PDF_DAMAGED');
    expect(parse('<< /A 1 /A 1 >>')).toMatchObject({ entries: new Map([['A', 1]]) });
    expect(parse('<< /A [ 4 ] /A [4] >>')).toMatchObject({ entries: new Map([['A', [4]]]) });
    expect(parse('<< /PageMode /UseNone /PageMode /UseOutlines >>')).toMatchObject({
      entries: new Map([['PageMode', { name: 'UseOutlines' }]]),
    });
  });
  it.each(['<< /A >>', '<< 1 2 >>', '[1', '<< /A 1', '', '}', 'R', 'nul', '<< /A 1 >'])('refuses %j', (source) =>
    expect(failure(() => parse(source))).toBe('PDF_DAMAGED'),
  );
  it.each([
    ['<< /A 1.2.3 >>', 1006],
    ['<< /A 1 2 3 >>', 1008],
    ['<6x>', 1002],
    ['[1 }', 1003],
    ['(ab', 1000],
  ])('says at which byte of the file %j is wrong, and names none where it is not in the file itself', (source, at) => {
    expect(() => parse(source, 1000)).toThrow(`(at byte ${at});`);
    expect(() => parse(source)).toThrow(/^(?!.*at byte).*damaged/);
  });
  it('bounds nesting', () => {
    expect(failure(() => parse('['.repeat(30)))).toBe('PDF_LIMIT_EXCEEDED');
    expect(failure(() => parse('<</A'.repeat(30)))).toBe('PDF_LIMIT_EXCEEDED');
  });
});

describe('spans', () => {
  it('include the delimiters and count from the start of the file', () => {
    const source = '  << /A (b) /C <64> >> ';
    const dict = parse(source, 1000);
    expect(dict).toMatchObject({ span: { start: 1002, end: 1022 } });
    const [a, c] = dict instanceof PdfDict ? [dict.get('A'), dict.get('C')] : [];
    expect(a).toMatchObject({ span: { start: 1008, end: 1011 } });
    expect(c).toMatchObject({ span: { start: 1015, end: 1019 } });
  });
  it('are absent outside the file', () => expect(parse('(a)')).toMatchObject({ span: undefined }));
});

it('asks for more wherever the window may cut a token, and for nothing else', () => {
  const source = latin1Bytes('12 0 obj << /Type /Ab#20c /N -12.5 /S (a\\051b) /H <0aFF> /R [1 0 R true] >> stream\r\n');
  for (let end = 0; end < source.length; end++) {
    const cut = new Syntax(source.subarray(0, end), { base: 0, final: false, depth: 20, values: 500_000 });
    expect(() => cut.indirect(), `cut at ${end}`).toThrow(NEED_MORE);
  }
  const padded = new Syntax(Buffer.concat([source, Buffer.from('data')]), {
    base: 0,
    final: false,
    depth: 20,
    values: 500_000,
  });
  expect(padded.indirect()).toMatchObject({ num: 12, gen: 0, data: source.length });
});
