import { hash } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { PdfDict, PdfName, type PdfObject, type PdfRef, PdfStream, PdfString } from '../../pdf/objects.ts';
import type { FontRun, Glyph } from './set-text.ts';
import { type FontSubset, subsetFont } from './subset.ts';
import type { TrueTypeFont } from './true-type.ts';

/** Where new objects go: what drawing needs of an incremental update. */
export interface ObjectSink {
  /** A free object number. */
  reserve(): PdfRef;
  put(ref: PdfRef, object: PdfObject): void;
}

/** A font cut down to what some runs need, ready to be put into a file as a composite font. */
export interface EmbeddedFont {
  /** Two-byte character code of a glyph of these runs. The same outline has as many codes as it stands for texts. */
  codeOf(glyph: Glyph): number;
  /** Puts the font's objects into the update; gives the Type0 dictionary's reference. */
  put(update: ObjectSink): PdfRef;
}

/** Vertical stem width is asked for and used by no viewer for an embedded font; this suits both weights. */
const STEM_WIDTH = 90;
/** Symbolic: the codes are glyph numbers, not a standard character set (ISO 32000-2, table 121). */
const SYMBOLIC = 4;

/** A code of the embedded font: outline and text. */
interface Coded {
  readonly glyph: number;
  readonly text: string;
}

/** Subsets and embeds (ISO 32000-2, 9.7.4 and 9.9): Identity-H, CIDFontType2, widths, glyph map, ToUnicode. */
export function embedFont(font: TrueTypeFont, runs: readonly FontRun[]): EmbeddedFont {
  const codes = new Map<string, number>();
  const coded: Coded[] = [{ glyph: 0, text: '' }];
  for (const { id, text } of runs.flatMap(({ glyphs }) => glyphs)) {
    if (codes.has(keyOf(id, text))) continue;
    codes.set(keyOf(id, text), coded.push({ glyph: id, text }) - 1);
  }
  const subset = subsetFont(
    font,
    coded.map(({ glyph }) => glyph),
  );
  const name = `${subsetTag(subset.file)}+${font.postScriptName}`;
  return {
    codeOf: ({ id, text }) => codes.get(keyOf(id, text)) ?? 0,
    put: (update) => {
      const fontFile = put(update, compressed(subset.file, [['Length1', subset.file.length]]));
      const cidSet = put(update, compressed(allOf(coded.length)));
      const descriptor = put(update, fontDescriptor(font, name, { fontFile, cidSet }));
      const glyphMap = put(update, compressed(glyphNumbers(subset, coded)));
      const descendant = put(update, descendantFont(font, name, coded, { descriptor, glyphMap }));
      const toUnicode = put(update, compressed(Buffer.from(toUnicodeMap(coded), 'latin1')));
      return put(
        update,
        dictionary([
          ['Type', new PdfName('Font')],
          ['Subtype', new PdfName('Type0')],
          ['BaseFont', new PdfName(name)],
          ['Encoding', new PdfName('Identity-H')],
          ['DescendantFonts', [descendant]],
          ['ToUnicode', toUnicode],
        ]),
      );
    },
  };
}

/** A stream with FlateDecode. */
export function compressed(bytes: Uint8Array, entries: readonly (readonly [string, PdfObject])[] = []): PdfStream {
  const data = new Uint8Array(deflateSync(bytes));
  return new PdfStream(dictionary([...entries, ['Filter', new PdfName('FlateDecode')], ['Length', data.length]]), data);
}

function keyOf(glyph: number, text: string): string {
  return `${glyph} ${text}`;
}

/** /CIDToGIDMap: the subset's glyph number of each code, two bytes each. */
function glyphNumbers({ numberOf }: FontSubset, coded: readonly Coded[]): Uint8Array {
  const map = new DataView(new ArrayBuffer(2 * coded.length));
  for (const [code, { glyph }] of coded.entries()) map.setUint16(2 * code, numberOf.get(glyph) ?? 0);
  return new Uint8Array(map.buffer);
}

function descendantFont(
  font: TrueTypeFont,
  name: string,
  coded: readonly Coded[],
  { descriptor, glyphMap }: { readonly descriptor: PdfRef; readonly glyphMap: PdfRef },
): PdfDict {
  const identity = dictionary([
    ['Registry', new PdfString(Buffer.from('Adobe'))],
    ['Ordering', new PdfString(Buffer.from('Identity'))],
    ['Supplement', 0],
  ]);
  return dictionary([
    ['Type', new PdfName('Font')],
    ['Subtype', new PdfName('CIDFontType2')],
    ['BaseFont', new PdfName(name)],
    ['CIDSystemInfo', identity],
    ['FontDescriptor', descriptor],
    ['W', [0, coded.map(({ glyph }) => thousandths(font, font.advanceOf(glyph)))]],
    ['CIDToGIDMap', glyphMap],
  ]);
}

/** /CIDSet: one bit a code, and none is missing. PDF/A-1 asks for it (ISO 19005-1, 6.3.5). */
function allOf(codes: number): Uint8Array {
  const bits = new Uint8Array(Math.ceil(codes / 8)).fill(0xff);
  const last = bits.length - 1;
  bits[last] = 0xff & (0xff << (8 * bits.length - codes));
  return bits;
}

function fontDescriptor(
  font: TrueTypeFont,
  name: string,
  { fontFile, cidSet }: { readonly fontFile: PdfRef; readonly cidSet: PdfRef },
): PdfDict {
  return dictionary([
    ['Type', new PdfName('FontDescriptor')],
    ['FontName', new PdfName(name)],
    ['Flags', SYMBOLIC],
    ['FontBBox', font.box.map((value) => thousandths(font, value))],
    ['ItalicAngle', 0],
    ['Ascent', thousandths(font, font.ascent)],
    ['Descent', thousandths(font, font.descent)],
    ['CapHeight', thousandths(font, font.capHeight)],
    ['StemV', STEM_WIDTH],
    ['FontFile2', fontFile],
    ['CIDSet', cidSet],
  ]);
}

/** Glyph space of a PDF font: a thousandth of the size. */
export function thousandths(font: TrueTypeFont, value: number): number {
  return Math.round((value * 1000) / font.unitsPerEm);
}

/** Six letters that differ where the subset differs (ISO 32000-2, 9.9.2). */
function subsetTag(file: Uint8Array): string {
  const digest = hash('sha256', file, 'buffer');
  return String.fromCharCode(...digest.subarray(0, 6).map((byte) => 65 + (byte % 26)));
}

/** CMap from codes to text (ISO 32000-2, 9.10.3), at most 100 lines a section. */
function toUnicodeMap(coded: readonly Coded[]): string {
  const lines = coded.map(({ text }, code) => `<${hex(code)}> <${[...utf16(text)].map(hex).join('')}>`);
  const sections: string[] = [];
  for (let i = 0; i < lines.length; i += 100) {
    const section = lines.slice(i, i + 100);
    sections.push(`${section.length} beginbfchar`, ...section, 'endbfchar');
  }
  return `${[
    '/CIDInit /ProcSet findresource begin',
    '12 dict begin',
    'begincmap',
    '/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def',
    '/CMapName /Adobe-Identity-UCS def',
    '/CMapType 2 def',
    '1 begincodespacerange',
    '<0000> <FFFF>',
    'endcodespacerange',
    ...sections,
    'endcmap',
    'CMapName currentdict /CMap defineresource pop',
    'end',
    'end',
  ].join('\n')}\n`;
}

function* utf16(text: string): Generator<number> {
  for (let i = 0; i < text.length; i++) yield text.charCodeAt(i);
}

function hex(value: number): string {
  return value.toString(16).toUpperCase().padStart(4, '0');
}

function dictionary(entries: readonly (readonly [string, PdfObject])[]): PdfDict {
  return new PdfDict(entries);
}

function put(update: ObjectSink, object: PdfObject): PdfRef {
  const ref = update.reserve();
  update.put(ref, object);
  return ref;
}
