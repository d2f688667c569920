/** The parts of a TrueType font that measuring, subsetting and embedding need. Font units, unless said otherwise. */
export interface TrueTypeFont {
  readonly postScriptName: string;
  readonly unitsPerEm: number;
  readonly ascent: number;
  readonly descent: number;
  readonly capHeight: number;
  /** xMin, yMin, xMax, yMax. */
  readonly box: readonly [number, number, number, number];
  readonly tables: ReadonlyMap<string, DataView>;
  /** Glyph of a code point; 0 where the font has none. */
  glyphOf(codePoint: number): number;
  advanceOf(glyph: number): number;
  /** Outline data, empty for a blank glyph. */
  outlineOf(glyph: number): DataView;
}

/**
 * Opens a font file with TrueType outlines, long loca offsets and a format 12 cmap: one of ours, checked in, so its structure
 * is believed.
 */
export function openTrueType(bytes: Uint8Array): TrueTypeFont {
  const tables = readTables(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  const head = tableOf(tables, 'head');
  const hhea = tableOf(tables, 'hhea');
  const hmtx = tableOf(tables, 'hmtx');
  const loca = tableOf(tables, 'loca');
  const glyf = tableOf(tables, 'glyf');
  const lastAdvance = hhea.getUint16(34) - 1;
  const groups = readGroups(tableOf(tables, 'cmap'));
  return {
    postScriptName: readPostScriptName(tableOf(tables, 'name')),
    unitsPerEm: head.getUint16(18),
    ascent: hhea.getInt16(4),
    descent: hhea.getInt16(6),
    capHeight: tableOf(tables, 'OS/2').getInt16(88),
    box: [head.getInt16(36), head.getInt16(38), head.getInt16(40), head.getInt16(42)],
    tables,
    glyphOf: (codePoint) => {
      const group = groups.find(({ first, last }) => first <= codePoint && codePoint <= last);
      return group === undefined ? 0 : group.glyph + codePoint - group.first;
    },
    advanceOf: (glyph) => hmtx.getUint16(Math.min(glyph, lastAdvance) * 4),
    outlineOf: (glyph) => {
      const start = loca.getUint32(glyph * 4);
      return new DataView(glyf.buffer, glyf.byteOffset + start, loca.getUint32(glyph * 4 + 4) - start);
    },
  };
}

/** A table that every font of ours has. */
export function tableOf(tables: ReadonlyMap<string, DataView>, tag: string): DataView {
  const table = tables.get(tag);
  if (table === undefined) throw new Error(`The font has no table “${tag}”.`);
  return table;
}

function readTables(file: DataView): ReadonlyMap<string, DataView> {
  const tables = new Map<string, DataView>();
  for (let i = 0; i < file.getUint16(4); i++) {
    const record = 12 + 16 * i;
    const offset = file.byteOffset + file.getUint32(record + 8);
    tables.set(ascii(file, record, 4), new DataView(file.buffer, offset, file.getUint32(record + 12)));
  }
  return tables;
}

/** Runs of code points whose glyphs follow each other (cmap format 12). */
function readGroups(cmap: DataView): { first: number; last: number; glyph: number }[] {
  for (let i = 0; i < cmap.getUint16(2); i++) {
    const offset = cmap.getUint32(4 + 8 * i + 4);
    if (cmap.getUint16(offset) !== 12) continue;
    return Array.from({ length: cmap.getUint32(offset + 12) }, (_, group) => {
      const at = offset + 16 + 12 * group;
      return { first: cmap.getUint32(at), last: cmap.getUint32(at + 4), glyph: cmap.getUint32(at + 8) };
    });
  }
  throw new Error('The font has no cmap of format 12.');
}

/** Name 6 in the Windows encoding, UTF-16BE, of which a PostScript name uses ASCII only. */
function readPostScriptName(name: DataView): string {
  const strings = name.getUint16(4);
  for (let i = 0; i < name.getUint16(2); i++) {
    const record = 6 + 12 * i;
    if (name.getUint16(record) !== 3 || name.getUint16(record + 6) !== 6) continue;
    return ascii(name, strings + name.getUint16(record + 10), name.getUint16(record + 8)).replaceAll('\0', '');
  }
  throw new Error('The font has no PostScript name.');
}

function ascii(view: DataView, offset: number, length: number): string {
  return String.fromCharCode(...new Uint8Array(view.buffer, view.byteOffset + offset, length));
}
