import { type TrueTypeFont, tableOf } from './true-type.ts';

/** A font that holds some glyphs of another, numbered anew. */
export interface FontSubset {
  /** TrueType file for /FontFile2: no cmap, since the glyph number is the character code. */
  readonly file: Uint8Array;
  /** New number of each glyph asked for. */
  readonly numberOf: ReadonlyMap<number, number>;
  /** Old numbers in the new order; the first is .notdef. */
  readonly glyphs: readonly number[];
}

// Flags of a composite glyph's components (OpenType, “glyf”).
const WORDS = 0x0001;
const SCALE = 0x0008;
const MORE = 0x0020;
const TWO_SCALES = 0x0040;
const MATRIX = 0x0080;

/** Cuts a font down to these glyphs, .notdef, and the parts they are composed of. */
export function subsetFont(font: TrueTypeFont, wanted: Iterable<number>): FontSubset {
  const glyphs = [...new Set([0, ...wanted])];
  for (let i = 0; i < glyphs.length; i++) {
    for (const { glyph } of componentsOf(font.outlineOf(glyphs[i] ?? 0))) {
      if (!glyphs.includes(glyph)) glyphs.push(glyph);
    }
  }
  const numberOf = new Map(glyphs.map((glyph, number) => [glyph, number]));
  return { file: assemble(font, glyphs, numberOf), numberOf, glyphs };
}

/** Glyphs a composite outline refers to, and where its data names them. Empty for a simple or blank one. */
function componentsOf(outline: DataView): { glyph: number; offset: number }[] {
  if (outline.byteLength === 0 || outline.getInt16(0) >= 0) return [];
  const components: { glyph: number; offset: number }[] = [];
  let flags = MORE;
  for (let at = 10; flags & MORE; ) {
    flags = outline.getUint16(at);
    components.push({ glyph: outline.getUint16(at + 2), offset: at + 2 });
    at += flags & WORDS ? 8 : 6;
    at += flags & MATRIX ? 8 : flags & TWO_SCALES ? 4 : flags & SCALE ? 2 : 0;
  }
  return components;
}

function assemble(font: TrueTypeFont, glyphs: readonly number[], numberOf: ReadonlyMap<number, number>): Uint8Array {
  const outlines = glyphs.map((glyph) => renumbered(font.outlineOf(glyph), numberOf));
  const loca = new DataView(new ArrayBuffer(4 * (glyphs.length + 1)));
  const hmtx = new DataView(new ArrayBuffer(4 * glyphs.length));
  const oldHmtx = tableOf(font.tables, 'hmtx');
  const advances = tableOf(font.tables, 'hhea').getUint16(34);
  let end = 0;
  for (const [number, outline] of outlines.entries()) {
    end += Math.ceil(outline.length / 4) * 4;
    loca.setUint32(4 * number + 4, end);
    const glyph = glyphs[number] ?? 0;
    hmtx.setUint16(4 * number, font.advanceOf(glyph));
    const bearing = glyph < advances ? glyph * 4 + 2 : advances * 4 + (glyph - advances) * 2;
    hmtx.setInt16(4 * number + 2, oldHmtx.getInt16(bearing));
  }
  const glyf = new Uint8Array(end);
  for (const [number, outline] of outlines.entries()) glyf.set(outline, loca.getUint32(4 * number));
  const head = copyOf(font, 'head');
  head.setUint32(8, 0);
  head.setInt16(50, 1);
  const hhea = copyOf(font, 'hhea');
  hhea.setUint16(34, glyphs.length);
  const maxp = copyOf(font, 'maxp');
  maxp.setUint16(4, glyphs.length);
  const tables: [string, Uint8Array][] = [
    ['glyf', glyf],
    ['head', bytesOf(head)],
    ['hhea', bytesOf(hhea)],
    ['hmtx', bytesOf(hmtx)],
    ['loca', bytesOf(loca)],
    ['maxp', bytesOf(maxp)],
    ['prep', bytesOf(copyOf(font, 'prep'))],
  ];
  return fontFile(tables);
}

function renumbered(outline: DataView, numberOf: ReadonlyMap<number, number>): Uint8Array {
  const copy = bytesOf(outline).slice();
  const view = new DataView(copy.buffer);
  for (const { glyph, offset } of componentsOf(outline)) view.setUint16(offset, numberOf.get(glyph) ?? 0);
  return copy;
}

/** Table directory and tables, checksums included (OpenType, “Organization of an OpenType font”). */
function fontFile(tables: readonly (readonly [string, Uint8Array])[]): Uint8Array {
  const directory = 12 + 16 * tables.length;
  const size = tables.reduce((sum, [, bytes]) => sum + Math.ceil(bytes.length / 4) * 4, directory);
  const file = new Uint8Array(size);
  const view = new DataView(file.buffer);
  const power = Math.floor(Math.log2(tables.length));
  view.setUint32(0, 0x00010000);
  view.setUint16(4, tables.length);
  view.setUint16(6, 16 * 2 ** power);
  view.setUint16(8, power);
  view.setUint16(10, 16 * tables.length - 16 * 2 ** power);
  let offset = directory;
  let head = 0;
  for (const [i, [tag, bytes]] of tables.entries()) {
    file.set(bytes, offset);
    if (tag === 'head') head = offset;
    const padded = Math.ceil(bytes.length / 4) * 4;
    file.set(Buffer.from(tag, 'latin1'), 12 + 16 * i);
    view.setUint32(12 + 16 * i + 4, checksum(view, offset, padded));
    view.setUint32(12 + 16 * i + 8, offset);
    view.setUint32(12 + 16 * i + 12, bytes.length);
    offset += padded;
  }
  view.setUint32(head + 8, (0xb1b0afba - checksum(view, 0, size)) >>> 0);
  return file;
}

function checksum(view: DataView, offset: number, length: number): number {
  let sum = 0;
  for (let at = offset; at < offset + length; at += 4) sum = (sum + view.getUint32(at)) >>> 0;
  return sum;
}

function copyOf(font: TrueTypeFont, tag: string): DataView {
  return new DataView(bytesOf(tableOf(font.tables, tag)).slice().buffer);
}

function bytesOf(view: DataView): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}
