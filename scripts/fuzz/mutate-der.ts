import fc from 'fast-check';
import { mutateBytes } from './mutate-bytes.ts';

/** An element of DER by its place: `start` of its tag, `body` of its content, `end` behind it. */
interface Element {
  readonly start: number;
  readonly body: number;
  readonly end: number;
}

const share = fc.noBias(fc.nat(2 ** 30 - 1)).map((part) => part / 2 ** 30);
const change = fc.record({
  which: share,
  other: share,
  what: fc.constantFrom('tag', 'length', 'remove', 'double', 'swap', 'empty', 'bytes'),
  byte: fc.nat(255),
});
const changes = fc.array(change, { minLength: 1, maxLength: 4 });
const MOST = 5000;

/** Changes elements of DER: other tags and lengths, elements removed, doubled, put in each other's place. */
export function mutateDer(bytes: Uint8Array, seed: number): Uint8Array {
  let result = Buffer.from(bytes);
  for (const [index, one] of (fc.sample(changes, { seed, numRuns: 1 })[0] ?? []).entries()) {
    const elements = elementsOf(result);
    const element = elements[Math.floor(one.which * elements.length)];
    const other = elements[Math.floor(one.other * elements.length)];
    if (element === undefined || other === undefined) return mutateBytes(result, seed);
    const { start, body, end } = element;
    if (one.what === 'tag') result[start] = one.byte;
    else if (one.what === 'length') result[start + 1] = one.byte;
    else if (one.what === 'bytes') result = Buffer.from(mutateBytes(result, seed + index));
    else {
      const middle = {
        remove: Buffer.alloc(0),
        double: Buffer.concat([result.subarray(start, end), result.subarray(start, end)]),
        swap: result.subarray(other.start, other.end),
        empty: Buffer.concat([result.subarray(start, Math.min(start + 1, body)), Buffer.from([0])]),
      }[one.what];
      result = Buffer.concat([result.subarray(0, start), middle, result.subarray(end)]);
    }
  }
  return result;
}

/** Every element at any depth, in order. */
export function elementsOf(bytes: Uint8Array): Element[] {
  const found: Element[] = [];
  const walk = (from: number, to: number, depth: number): void => {
    let at = from;
    while (at + 2 <= to && found.length < MOST && depth < 30) {
      const tag = bytes[at] ?? 0;
      const first = bytes[at + 1] ?? 0;
      const extra = first < 0x80 ? 0 : first & 0x7f;
      if (extra > 4) return;
      let length = extra === 0 ? first : 0;
      for (let index = 0; index < extra; index++) length = length * 256 + (bytes[at + 2 + index] ?? 0);
      const body = at + 2 + extra;
      const end = Math.min(to, body + length);
      found.push({ start: at, body, end });
      if ((tag & 0x20) !== 0) walk(body, end, depth + 1);
      at = Math.max(end, at + 2);
    }
  };
  walk(0, bytes.length, 0);
  return found;
}
