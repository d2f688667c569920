import { encode } from './der-writer.ts';
import { FormatError, placedIn } from './format-error.ts';

const MAX_DEPTH = 64;

/** One BER value in definite-length form, and the offset just behind it. */
interface Normalised {
  readonly bytes: Uint8Array;
  readonly end: number;
}

/**
 * Rewrites the BER value at the start of `bytes` with definite, shortest lengths and primitive strings (X.690, 8.1.3.6 and 8.7.3),
 * which is all that separates the CMS of real signers from DER as far as reading goes. Orders nothing.
 * @returns the value and the number of octets it took; the same octets where they were definite already
 * @throws FormatError
 */
export function normaliseBer(bytes: Uint8Array): { readonly value: Uint8Array; readonly consumed: number } {
  const plain = definiteEnd(bytes, 0, bytes.length, 0);
  if (plain !== undefined) {
    return { value: bytes.subarray(0, plain), consumed: plain };
  }
  const { bytes: value, end } = placedIn(bytes, () => normalise(bytes, 0, 0, { left: MOST_VALUES }));
  return { value, consumed: end };
}

/** Values that are rewritten: each costs far more memory than its own length. */
const MOST_VALUES = 200_000;

/**
 * End of the value at `offset` where nothing in it needs rewriting; undefined where something does or is malformed. Takes no memory.
 */
function definiteEnd(bytes: Uint8Array, offset: number, limit: number, depth: number): number | undefined {
  const tag = bytes[offset] ?? 0;
  const first = bytes[offset + 1];
  const octets = first === undefined || first < 0x80 ? 0 : first & 0x7f;
  if (first === undefined || first === 0x80 || octets > 4 || depth > MAX_DEPTH) return undefined;
  if ((tag & 0x1f) === 0x1f || isStringTag(tag)) return undefined;
  let at = offset + 2 + octets;
  let length = octets === 0 ? first : 0;
  for (let i = 0; i < octets; i++) length = length * 256 + (bytes[offset + 2 + i] ?? 0);
  const end = at + length;
  if (end > limit) return undefined;
  while ((tag & 0x20) !== 0 && at < end) {
    const next = definiteEnd(bytes, at, end, depth + 1);
    if (next === undefined) return undefined;
    at = next;
  }
  return end;
}

function normalise(bytes: Uint8Array, offset: number, depth: number, budget: { left: number }): Normalised {
  if (--budget.left < 0) {
    throw new FormatError('An ASN.1 value holds more values than any signature needs.', bytes.subarray(offset));
  }
  const tag = bytes[offset];
  const first = bytes[offset + 1];
  if (tag === undefined || first === undefined) {
    throw new FormatError('An ASN.1 value ends before its length.', bytes.subarray(offset));
  }
  if (depth > MAX_DEPTH) {
    throw new FormatError(`ASN.1 values are nested more than ${MAX_DEPTH} deep.`, bytes.subarray(offset));
  }
  if ((tag & 0x1f) === 0x1f) {
    throw new FormatError('An ASN.1 value has a tag number over 30.', bytes.subarray(offset));
  }
  const constructed = (tag & 0x20) !== 0;
  if (first === 0x80) {
    if (!constructed) {
      throw new FormatError('A primitive ASN.1 value has an indefinite length.', bytes.subarray(offset));
    }
    const parts: Uint8Array[] = [];
    let at = offset + 2;
    while (bytes[at] !== 0 || bytes[at + 1] !== 0) {
      const part = normalise(bytes, at, depth + 1, budget);
      parts.push(part.bytes);
      at = part.end;
    }
    return { bytes: join(tag, parts), end: at + 2 };
  }
  const { start, end } = definiteSpan(bytes, offset, first);
  if (!constructed) {
    return { bytes: bytes.subarray(offset, end), end };
  }
  const parts: Uint8Array[] = [];
  let changed = isStringTag(tag);
  for (let at = start; at < end; ) {
    const part = normalise(bytes.subarray(0, end), at, depth + 1, budget);
    changed ||= part.bytes.buffer !== bytes.buffer;
    parts.push(part.bytes);
    at = part.end;
  }
  return { bytes: changed ? join(tag, parts) : bytes.subarray(offset, end), end };
}

function definiteSpan(bytes: Uint8Array, offset: number, first: number): { start: number; end: number } {
  let start = offset + 2;
  let length = first;
  if (first > 0x80) {
    const octets = first & 0x7f;
    if (octets > 4) {
      throw new FormatError('An ASN.1 value has an oversized length.', bytes.subarray(offset));
    }
    length = 0;
    for (let i = 0; i < octets; i++) {
      length = length * 256 + (bytes[start + i] ?? 0);
    }
    start += octets;
  }
  if (start + length > bytes.length) {
    throw new FormatError('An ASN.1 value is longer than what holds it.', bytes.subarray(offset));
  }
  return { start, end: start + length };
}

/** A constructed universal string type: only OCTET STRING is used constructed in CMS. */
function isStringTag(tag: number): boolean {
  return tag === 0x24;
}

function join(tag: number, parts: readonly Uint8Array[]): Uint8Array {
  if (!isStringTag(tag)) {
    return encode(tag, ...parts);
  }
  return encode(
    0x04,
    ...parts.map((part) => {
      if (part[0] !== 0x04) {
        throw new FormatError('A constructed octet string holds something else.', part);
      }
      const { start, end } = definiteSpan(part, 0, part[1] ?? 0);
      return part.subarray(start, end);
    }),
  );
}
