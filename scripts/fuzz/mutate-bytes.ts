import fc from 'fast-check';

/** A place, as a share of the length; every one as likely. */
const share = fc.noBias(fc.nat(2 ** 30)).map((part) => part / 2 ** 30);

/** Pieces of syntax that mean much in a PDF. */
const TOKENS = [
  'endobj',
  'endstream',
  'stream\n',
  '<<',
  '>>',
  '[',
  ']',
  '(',
  ')',
  '<',
  '>',
  '/',
  '%',
  ' R ',
  ' obj ',
  'trailer',
  'startxref\n0\n%%EOF\n',
  'xref\n0 99999999\n',
  '-1',
  '99999999999999999999',
  '0.0.0',
  '/Length 999999999',
  '/Length -1',
  '/ByteRange [0 1 2 3]',
  '/ByteRange [0.5 -1 1e9 4]',
  '/Prev 0',
  '/Prev 999999',
  '/XRefStm 15',
  '/Filter [/FlateDecode /FlateDecode]',
  '1 0 R',
  '[[[[[[[[[[[[[[[[',
  '<<<<<<<<<<<<',
  '\0',
  '\r',
];

const change = fc.oneof(
  fc.record({ kind: fc.constant('flip' as const), at: share, bit: fc.nat(7) }),
  fc.record({ kind: fc.constant('byte' as const), at: share, value: fc.nat(255) }),
  fc.record({ kind: fc.constant('cut' as const), at: share, length: fc.noBias(fc.nat(2000)) }),
  fc.record({ kind: fc.constant('copy' as const), at: share, from: share, length: fc.noBias(fc.nat(2000)) }),
  fc.record({ kind: fc.constant('insert' as const), at: share, text: fc.constantFrom(...TOKENS) }),
  fc.record({
    kind: fc.constant('digits' as const),
    at: share,
    text: fc.constantFrom('0', '-1', '99999999999', '4294967296', '9', ''),
  }),
  fc.record({ kind: fc.constant('end' as const), at: share }),
);
const changes = fc.array(change, { minLength: 1, maxLength: 12 });

/** Flips bits, cuts, copies, inserts syntax and puts other numbers in place of numbers. Any bytes, deterministic by seed. */
export function mutateBytes(bytes: Uint8Array, seed: number): Uint8Array {
  let result = Buffer.from(bytes);
  for (const one of fc.sample(changes, { seed, numRuns: 1 })[0] ?? []) {
    const at = Math.floor(one.at * result.length);
    switch (one.kind) {
      case 'flip':
        result[at] = (result[at] ?? 0) ^ (1 << one.bit);
        break;
      case 'byte':
        result[at] = one.value;
        break;
      case 'cut':
        result = Buffer.concat([result.subarray(0, at), result.subarray(at + one.length)]);
        break;
      case 'copy': {
        const from = Math.floor(one.from * result.length);
        result = Buffer.concat([result.subarray(0, at), result.subarray(from, from + one.length), result.subarray(at)]);
        break;
      }
      case 'insert':
        result = Buffer.concat([result.subarray(0, at), Buffer.from(one.text, 'latin1'), result.subarray(at)]);
        break;
      case 'digits':
        result = otherNumber(result, at, one.text);
        break;
      case 'end':
        if (one.at > 0.5) result = result.subarray(0, at);
        break;
    }
  }
  return result;
}

/** Puts `text` in place of the next number behind `at`. */
function otherNumber(bytes: Buffer<ArrayBuffer>, at: number, text: string): Buffer<ArrayBuffer> {
  const found = /\d+/.exec(bytes.toString('latin1', at, at + 400));
  if (found === null) return bytes;
  const start = at + found.index;
  return Buffer.concat([bytes.subarray(0, start), Buffer.from(text), bytes.subarray(start + found[0].length)]);
}
