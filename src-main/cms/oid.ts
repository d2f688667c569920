import { type Der, expectTag, TAG } from './der.ts';
import { encode } from './der-writer.ts';
import { FormatError } from './format-error.ts';

/** Dotted form of an OBJECT IDENTIFIER. @throws FormatError */
export function readOid(value: Der): string {
  const { content } = expectTag(value, TAG.oid);
  const last = content[content.length - 1];
  if (last === undefined || last >= 0x80) {
    throw new FormatError('An ASN.1 object identifier is empty or cut off.', value.bytes);
  }
  const arcs: string[] = [];
  for (let start = 0; start < content.length; ) {
    let end = start;
    while ((content[end] ?? 0) >= 0x80) {
      end++;
    }
    arcs.push(readArc(content.subarray(start, end + 1)));
    start = end + 1;
  }
  const [head = '0', ...tail] = arcs;
  const first = BigInt(head);
  const root = first < 80n ? first / 40n : 2n;
  return [root, first - root * 40n, ...tail].join('.');
}

/** Arcs may pass 2^53 (UUIDs under 2.25). */
function readArc(octets: Uint8Array): string {
  return octets.length <= 7
    ? octets.reduce((arc, octet) => arc * 128 + (octet & 0x7f), 0).toString()
    : octets.reduce((arc, octet) => arc * 128n + BigInt(octet & 0x7f), 0n).toString();
}

const MOST_KNOWN = 500;
const known = new Map<string, Uint8Array>();

/** DER of an OBJECT IDENTIFIER given in dotted form; not to be written to. */
export function oid(dotted: string): Uint8Array {
  const encoded = known.get(dotted) ?? encodeOid(dotted);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(dotted, encoded);
  return encoded;
}

function encodeOid(dotted: string): Uint8Array {
  const [first = 0n, second = 0n, ...rest] = dotted.split('.').map(BigInt);
  const octets: number[] = [];
  for (const arc of [first * 40n + second, ...rest]) {
    const group = [Number(arc & 0x7fn)];
    for (let left = arc >> 7n; left > 0n; left >>= 7n) {
      group.unshift(Number(left & 0x7fn) | 0x80);
    }
    octets.push(...group);
  }
  return encode(TAG.oid, Uint8Array.from(octets));
}
