/** Bounds on what a hostile file may cost. Passing one ends in PDF_LIMIT_EXCEEDED, never in a hang or an unbounded allocation. */
export interface PdfLimits {
  /** Nesting of arrays and dictionaries within one object. */
  readonly depth: number;
  /** Values (of dictionaries and arrays at any depth) within one object. */
  readonly values: number;
  /** Highest object number (ISO 32000-1, C.2). */
  readonly objects: number;
  /** Cross-reference entries over all revisions together. */
  readonly entries: number;
  /** Cross-reference sections. */
  readonly sections: number;
  /** Bytes of one object's syntax, stream data not counted. */
  readonly objectBytes: number;
  /** Bytes decoded from object streams over the life of a document, beside four times its length. */
  readonly objectStreamWork: number;
  /** Bytes of one stream, encoded or decoded. */
  readonly streamBytes: number;
  /** Decoded bytes per encoded byte, counted only above `ratioFloor`. */
  readonly ratio: number;
  /** Bytes a stream may always decode to, whatever its ratio. */
  readonly ratioFloor: number;
  /** Filters on one stream. */
  readonly filters: number;
  /** Nodes of the page tree, pages included. */
  readonly pageNodes: number;
  /** References followed one after the other. */
  readonly references: number;
}

const MIB = 1024 * 1024;

export const DEFAULT_LIMITS: PdfLimits = {
  depth: 200,
  values: 500_000,
  objects: 8_388_607,
  entries: 10_000_000,
  sections: 4096,
  objectBytes: 64 * MIB,
  objectStreamWork: 2048 * MIB,
  streamBytes: 256 * MIB,
  ratio: 250,
  ratioFloor: 16 * MIB,
  filters: 8,
  pageNodes: 500_000,
  references: 32,
};
