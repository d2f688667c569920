import { FormatError } from './format-error.ts';

/** One ASN.1 value in place: `bytes` is the whole TLV, `content` what follows the length. Views, never copies. */
export interface Der {
  /** The identifier octet (X.690, 8.1.2): class, constructed bit and number below 31. */
  readonly tag: number;
  readonly bytes: Uint8Array;
  readonly content: Uint8Array;
}

export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  enumerated: 0x0a,
  utf8String: 0x0c,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

/** Identifier octet of a context-specific tag. */
export function contextTag(number: number, constructed = true): number {
  return (constructed ? 0xa0 : 0x80) | number;
}

/**
 * Reads the value that starts at `offset`; more may follow it.
 * Lengths are definite and at most four octets long; a non-minimal length is accepted, as signed bytes are never re-encoded from it.
 * @throws FormatError
 */
export function derAt(bytes: Uint8Array, offset = 0): Der {
  const tag = bytes[offset];
  const first = bytes[offset + 1];
  if (tag === undefined || first === undefined) {
    throw new FormatError('An ASN.1 value ends before its length.', bytes.subarray(offset));
  }
  if ((tag & 0x1f) === 0x1f) {
    throw new FormatError('An ASN.1 value has a tag number over 30.', bytes.subarray(offset));
  }
  let start = offset + 2;
  let length = first;
  if (first >= 0x80) {
    const octets = first & 0x7f;
    if (octets === 0 || octets > 4) {
      throw new FormatError('An ASN.1 value has an indefinite or oversized length.', bytes.subarray(offset));
    }
    length = 0;
    for (let i = 0; i < octets; i++) {
      length = length * 256 + (bytes[start + i] ?? 0);
    }
    start += octets;
  }
  const end = start + length;
  if (end > bytes.length) {
    throw new FormatError('An ASN.1 value is longer than what holds it.', bytes.subarray(offset));
  }
  return { tag, bytes: bytes.subarray(offset, end), content: bytes.subarray(start, end) };
}

/**
 * Reads the one value that `bytes` consist of.
 * @throws FormatError also when the tag is another or bytes follow
 */
export function readDer(bytes: Uint8Array, tag?: number): Der {
  const value = derAt(bytes);
  if (value.bytes.length !== bytes.length) {
    throw new FormatError('Bytes follow an ASN.1 value that should stand alone.', behind(value));
  }
  return tag === undefined ? value : expectTag(value, tag);
}

/** @throws FormatError when the value has another tag */
export function expectTag(value: Der, tag: number): Der {
  if (value.tag !== tag) {
    throw new FormatError(
      `An ASN.1 value has tag 0x${value.tag.toString(16)} where 0x${tag.toString(16)} belongs.`,
      value.bytes,
    );
  }
  return value;
}

/** Values inside one other: a hostile structure of empty values costs far more memory than its own length. */
const MOST_CHILDREN = 100_000;

/** The values inside a constructed one, in order. @throws FormatError */
export function children(value: Der): Der[] {
  const found: Der[] = [];
  for (let offset = 0; offset < value.content.length; ) {
    const child = derAt(value.content, offset);
    if (found.push(child) > MOST_CHILDREN) {
      throw new FormatError('An ASN.1 value holds more values than any signature needs.', child.bytes);
    }
    offset += child.bytes.length;
  }
  return found;
}

/** Walks the members of a SEQUENCE in order; what the type does not name must not be there. */
export class Members {
  readonly #items: readonly Der[];
  readonly #end: Uint8Array;
  #next = 0;

  /** @throws FormatError when `value` is not tagged `tag` (default SEQUENCE) */
  constructor(value: Der, tag: number = TAG.sequence) {
    this.#items = children(expectTag(value, tag));
    this.#end = behind(value);
  }

  /** The next member, whatever it is. @throws FormatError when there is none or it has another tag */
  take(tag?: number): Der {
    const item = this.#items[this.#next];
    if (item === undefined) {
      throw new FormatError('An ASN.1 sequence ends too early.', this.#end);
    }
    this.#next++;
    return tag === undefined ? item : expectTag(item, tag);
  }

  /** The next member if it has one of these tags. */
  optional(...tags: readonly number[]): Der | undefined {
    const item = this.#items[this.#next];
    if (item === undefined || !tags.includes(item.tag)) {
      return undefined;
    }
    this.#next++;
    return item;
  }

  /** True while members are left. */
  more(): boolean {
    return this.#next < this.#items.length;
  }

  /** @throws FormatError when members are left over */
  end(): void {
    if (this.more()) {
      throw new FormatError('An ASN.1 sequence holds more than its type names.', this.#items[this.#next]?.bytes);
    }
  }
}

/** The one value inside an explicitly tagged one. @throws FormatError */
export function onlyChild(tagged: Der): Der {
  const members = new Members(tagged, tagged.tag);
  const child = members.take();
  members.end();
  return child;
}

/** A small non-negative INTEGER. @throws FormatError outside 0 … 2^31-1 */
export function readSmallInteger(value: Der, tag: number = TAG.integer): number {
  const { content } = expectTag(value, tag);
  if (content.length === 0 || content.length > 5 || (content[0] ?? 0) >= 0x80) {
    throw new FormatError('An ASN.1 integer is negative or too large.', value.bytes);
  }
  const number = content.reduce((sum, byte) => sum * 256 + byte, 0);
  if (number > 0x7fffffff) {
    throw new FormatError('An ASN.1 integer is negative or too large.', value.bytes);
  }
  return number;
}

/** @throws FormatError */
export function readBoolean(value: Der, tag: number = TAG.boolean): boolean {
  const { content } = expectTag(value, tag);
  if (content.length !== 1) {
    throw new FormatError('An ASN.1 boolean is not one octet long.', value.bytes);
  }
  return content[0] !== 0;
}

/** The octets of a BIT STRING of whole octets. @throws FormatError when bits are left unused */
export function readBitString(value: Der, tag: number = TAG.bitString): Uint8Array {
  const { content } = expectTag(value, tag);
  if (content[0] !== 0) {
    throw new FormatError('An ASN.1 bit string does not end on an octet.', value.bytes);
  }
  return content.subarray(1);
}

/** The octets of a signature value in a BIT STRING; undefined where bits are left unused: no algorithm makes such a value. @throws FormatError */
export function readSignatureValue(value: Der): Uint8Array | undefined {
  const { content } = expectTag(value, TAG.bitString);
  if (content.length === 0) {
    throw new FormatError('An ASN.1 bit string is empty.', value.bytes);
  }
  return content[0] === 0 ? content.subarray(1) : undefined;
}

/** The bits of a named bit list: true where bit `n` (0 = first) is set. @throws FormatError */
export function readNamedBits(value: Der, tag: number = TAG.bitString): (bit: number) => boolean {
  const { content } = expectTag(value, tag);
  if (content.length === 0) {
    throw new FormatError('An ASN.1 bit string is empty.', value.bytes);
  }
  return (bit) => (((content[1 + (bit >> 3)] ?? 0) >> (7 - (bit & 7))) & 1) === 1;
}

/** UTCTime or GeneralizedTime in the only form RFC 5280, 4.1.2.5 allows: seconds, Z, no fraction. @throws FormatError */
export function readTime(value: Der): Date {
  const text = Buffer.from(value.content).toString('latin1');
  const match =
    value.tag === TAG.utcTime
      ? /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(text)
      : value.tag === TAG.generalizedTime
        ? /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(text)
        : null;
  if (match === null) {
    throw new FormatError('An ASN.1 time is not in the form of RFC 5280.', value.bytes);
  }
  const [year = 0, ...rest] = match.slice(1).map(Number);
  const fullYear = value.tag === TAG.generalizedTime ? year : year < 50 ? 2000 + year : 1900 + year;
  return moment([fullYear, ...rest], value.bytes);
}

/** GeneralizedTime with or without a fraction of a second, as RFC 3161, 2.4.2 allows; kept to the millisecond. @throws FormatError */
export function readPreciseTime(value: Der): Date {
  const text = Buffer.from(expectTag(value, TAG.generalizedTime).content).toString('latin1');
  const match = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\.\d{1,9})?Z$/.exec(text);
  if (match === null) {
    throw new FormatError('An ASN.1 time is not in the form of RFC 3161.', value.bytes);
  }
  const time = moment(match.slice(1, 7).map(Number), value.bytes);
  return new Date(time.getTime() + Math.floor(Number(`0${match[7] ?? ''}`) * 1000));
}

/** @param parts year, month from 1, day, hour, minute, second in UTC. @throws FormatError */
function moment(parts: readonly number[], place: Uint8Array): Date {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts;
  const time = new Date(0);
  time.setUTCFullYear(year, month - 1, day);
  time.setUTCHours(hour, minute, second);
  if (time.getUTCMonth() !== month - 1 || time.getUTCDate() !== day || hour > 23 || minute > 59 || second > 59) {
    throw new FormatError('An ASN.1 time names a moment that does not exist.', place);
  }
  return time;
}

/** Content of an INTEGER without octets that say nothing: equal for equal numbers, whoever encoded them. */
export function minimalInteger(content: Uint8Array): Uint8Array {
  let start = 0;
  while (start + 1 < content.length) {
    const first = content[start];
    const negative = (content[start + 1] ?? 0) >= 0x80;
    if ((first !== 0 || negative) && (first !== 0xff || !negative)) break;
    start++;
  }
  return content.subarray(start);
}

/** The empty view behind a value. */
function behind({ bytes }: Der): Uint8Array {
  return bytes.subarray(bytes.length);
}

/** Byte-wise equality. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && Buffer.compare(a, b) === 0;
}
