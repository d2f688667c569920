/** What a leaf says: what happened, when, to which bytes, by which certificate. No name of a person or a document. */
export interface Leaf {
  /** "document.signed", "entry.erased" … */
  readonly kind: string;
  /** ISO 8601, UTC, from the system clock: claimed. */
  readonly time: string;
  /** 16 random bytes, hexadecimal: the signing run that made the entry. Null for entries the ledger makes itself. */
  readonly operation: string | null;
  /** Hexadecimal SHA-256 of the file before and after. */
  readonly sourceSha256: string | null;
  readonly resultSha256: string | null;
  /** Hexadecimal SHA-256 of the signer's certificate. */
  readonly signerSha256: string | null;
  /** Hexadecimal HMAC-SHA-256 of the personal data under its own salt. Null where there is none. */
  readonly commitment: string | null;
  /** Position of the entry whose personal data was erased by this one, else null. */
  readonly erases: number | null;
}

const HASH = /^[0-9a-f]{64}$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const FORMAT = 1;

/** True for a leaf that `encodeLeaf` may write: each value in its one spelling. */
export function isLeaf(leaf: { readonly [K in keyof Leaf]: unknown }): leaf is Leaf {
  return (
    matches(leaf.kind, /^[a-z]+(?:[.-][a-z]+)*$/) &&
    matches(leaf.time, TIME) &&
    (leaf.operation === null || matches(leaf.operation, /^[0-9a-f]{32}$/)) &&
    [leaf.sourceSha256, leaf.resultSha256, leaf.signerSha256, leaf.commitment].every(isHashOrNull) &&
    (leaf.erases === null || (Number.isSafeInteger(leaf.erases) && Number(leaf.erases) >= 0))
  );
}

/** Leaf data: JSON in the canonical form of RFC 8785 (keys in order, no white space; every value is ASCII). */
export function encodeLeaf(leaf: Leaf): Uint8Array {
  const { commitment, erases, kind, operation, resultSha256, signerSha256, sourceSha256, time } = leaf;
  return Buffer.from(
    JSON.stringify({
      commitment,
      erases,
      format: FORMAT,
      kind,
      operation,
      resultSha256,
      signerSha256,
      sourceSha256,
      time,
    }),
  );
}

/** Reads leaf data back; undefined for anything `encodeLeaf` does not write. */
export function decodeLeaf(bytes: unknown): Leaf | undefined {
  if (!Buffer.isBuffer(bytes)) return undefined;
  try {
    const { format, ...leaf } = JSON.parse(bytes.toString('latin1')) ?? {};
    return format === FORMAT && isLeaf(leaf) ? leaf : undefined;
  } catch {
    return undefined;
  }
}

function isHashOrNull(value: unknown): boolean {
  return value === null || matches(value, HASH);
}

function matches(value: unknown, pattern: RegExp): boolean {
  return typeof value === 'string' && pattern.test(value);
}
