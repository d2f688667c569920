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
  /** The file. */
  readonly bytes: Uint8Array;
  /** Glyph of a code point; 0 where the font has none. */
  glyphOf(codePoint: number): number;
  advanceOf(glyph: number): number;
  /** Outline data, empty for a blank glyph. */
  outlineOf(glyph: number): DataView;
}

/**
 * Opens a font file with TrueType outlines and a cmap of format 12 or 4: one of ours, checked in, so its structure is believed.
 */
export function openTrueType(bytes: Uint8Array): TrueTypeFont {
  const tables = readTables(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  const head = tableOf(tables, 'head');
  const hhea = tableOf(tables, 'hhea');
  const hmtx = tableOf(tables, 'hmtx');
  const loca = tableOf(tables, 'loca');
  const glyf = tableOf(tables, 'glyf');
  const lastAdvance = hhea.getUint16(34) - 1;
  const glyphOf = readCharacters(tableOf(tables, 'cmap'));
  const outlineAt = head.getInt16(50) === 1 ? (glyph: number) => loca.getUint32(4 * glyph) : halved;
  return {
    postScriptName: readPostScriptName(tableOf(tables, 'name')),
    unitsPerEm: head.getUint16(18),
    ascent: hhea.getInt16(4),
    descent: hhea.getInt16(6),
    capHeight: tableOf(tables, 'OS/2').getInt16(88),
    box: [head.getInt16(36), head.getInt16(38), head.getInt16(40), head.getInt16(42)],
    tables,
    bytes,
    glyphOf,
    advanceOf: (glyph) => hmtx.getUint16(Math.min(glyph, lastAdvance) * 4),
    outlineOf: (glyph) => {
      const start = outlineAt(glyph);
      return new DataView(glyf.buffer, glyf.byteOffset + start, outlineAt(glyph + 1) - start);
    },
  };

  function halved(glyph: number): number {
    return 2 * loca.getUint16(2 * glyph);
  }
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

/** Glyphs of code points (OpenType, “cmap”): of all planes where the font has such a table, else of the basic one. */
function readCharacters(cmap: DataView): (codePoint: number) => number {
  const subtables = new Map<number, number>();
  for (let i = 0; i < cmap.getUint16(2); i++) {
    const offset = cmap.getUint32(4 + 8 * i + 4);
    subtables.set(cmap.getUint16(offset), offset);
  }
  const groups = subtables.get(12);
  const segments = subtables.get(4);
  if (groups !== undefined) return inGroups(cmap, groups);
  if (segments !== undefined) return inSegments(cmap, segments);
  throw new Error('The font has no cmap of format 12 or 4.');
}

/** Format 12: groups of code points in order, whose glyphs follow each other. */
function inGroups(cmap: DataView, offset: number): (codePoint: number) => number {
  const count = cmap.getUint32(offset + 12);
  const at = (group: number) => offset + 16 + 12 * group;
  return (codePoint) => {
    const group = firstThat(count, (i) => cmap.getUint32(at(i) + 4) >= codePoint);
    if (group === count || cmap.getUint32(at(group)) > codePoint) return 0;
    return cmap.getUint32(at(group) + 8) + codePoint - cmap.getUint32(at(group));
  };
}

/** Format 4: segments of the basic plane, each with a difference or a list of glyphs. */
function inSegments(cmap: DataView, offset: number): (codePoint: number) => number {
  const doubled = cmap.getUint16(offset + 6);
  const ends = offset + 14;
  const starts = ends + doubled + 2;
  return (codePoint) => {
    const i = 2 * firstThat(doubled / 2, (segment) => cmap.getUint16(ends + 2 * segment) >= codePoint);
    if (i === doubled || cmap.getUint16(starts + i) > codePoint) return 0;
    const delta = cmap.getUint16(starts + doubled + i);
    const range = starts + 2 * doubled + i;
    if (cmap.getUint16(range) === 0) return (codePoint + delta) & 0xffff;
    const glyph = cmap.getUint16(range + cmap.getUint16(range) + 2 * (codePoint - cmap.getUint16(starts + i)));
    return glyph === 0 ? 0 : (glyph + delta) & 0xffff;
  };
}

/** The first of `count` indices in order for which `test` holds; `count` where it holds for none. */
function firstThat(count: number, test: (index: number) => boolean): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (test(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
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
