import { pbkdf2 } from 'node:crypto';
import { promisify } from 'node:util';
import { sha1 } from '@noble/hashes/legacy.js';
import { sha224, sha256, sha384, sha512 } from '@noble/hashes/sha2.js';
import { ownBytes } from '../pin.ts';
import { unreadable, unsupported } from './ber.ts';

export type Pkcs12Hash = 'sha1' | 'sha224' | 'sha256' | 'sha384' | 'sha512';

/** In JavaScript: for hashes of one block, one after the other, that is several times as fast as a call of the library for each. */
const HASHES = { sha1, sha224, sha256, sha384, sha512 } as const;

/** What a derived key is for: the diversifier byte of RFC 7292, B.3. */
export const PURPOSE = { key: 1, iv: 2, mac: 3 } as const;

/** Output and block length of the hashes, bytes. */
const SIZES: Readonly<Record<Pkcs12Hash, readonly [number, number]>> = {
  sha1: [20, 64],
  sha224: [28, 64],
  sha256: [32, 64],
  sha384: [48, 128],
  sha512: [64, 128],
};

/** A file cannot make us compute for minutes. The old derivation is many small hashes, each a call of its own. */
const MAX_ITERATIONS = 10_000_000;
const MAX_OLD_ITERATIONS = 2_000_000;
const ITERATIONS_PER_TURN = 4096;

/** One password, in the two encodings that PKCS#12 wants: UTF-8 for PBKDF2, BMPString with its zero for the old derivation. */
export interface Password {
  readonly utf8: Uint8Array;
  /** Empty where an empty password is written without its zero, as some programs do. */
  readonly bmp: Uint8Array;
}

/** As RFC 7292, B.1 wants it written. `bmp` is the caller's, to be overwritten. */
export function passwordForm(utf8: Uint8Array): Password {
  const units = utf16Of(utf8);
  const bmp = bmpOf(units);
  units.fill(0);
  return { utf8, bmp };
}

/**
 * The ways in which a password is written down, the right one first. Empty ones stand there with or without their zero. Of others OpenSSL
 * before 1.1 took each octet of the UTF-8 for a character, and in a terminal of Latin-1 its PBKDF2 is given Latin-1.
 */
export function passwordForms(utf8: Uint8Array): Password[] {
  const units = utf16Of(utf8);
  const bmp = bmpOf(units);
  try {
    if (utf8.length === 0) {
      return [
        { utf8, bmp },
        { utf8, bmp: new Uint8Array() },
      ];
    }
    if (utf8.every((octet) => octet < 0x80)) return [{ utf8, bmp }];
    const octetWise = bmpOf(utf8);
    const isLatin = units.every((unit) => unit <= 0xff);
    return [
      { utf8, bmp },
      { utf8, bmp: octetWise },
      ...(isLatin ? [{ utf8: octetsOf(units), bmp: bmpOf(units) }] : []),
    ];
  } finally {
    units.fill(0);
  }
}

/** BMPString with its zero, of UTF-16 code units. */
function bmpOf(units: Uint16Array | Uint8Array): Uint8Array {
  const bmp = ownBytes(2 * (units.length + 1));
  units.forEach((unit, index) => {
    bmp.set([unit >> 8, unit & 0xff], 2 * index);
  });
  return bmp;
}

/** Of code units below U+0100. */
function octetsOf(units: Uint16Array): Uint8Array {
  const octets = ownBytes(units.length);
  octets.set(units);
  return octets;
}

/**
 * UTF-16 code units of UTF-8 (RFC 3629, 3), a replacement character for each octet that is none. No text is made on the way: nobody could
 * overwrite it.
 */
function utf16Of(utf8: Uint8Array): Uint16Array {
  const units = new Uint16Array(new ArrayBuffer(2 * utf8.length));
  let count = 0;
  for (let at = 0; at < utf8.length; ) {
    const { point, length } = pointAt(utf8, at);
    at += length;
    if (point > 0xffff) units[count++] = 0xd7c0 + (point >> 10);
    units[count++] = point > 0xffff ? 0xdc00 | (point & 0x3ff) : point;
  }
  return units.subarray(0, count);
}

/** Of each length of a sequence: the bits of its first octet that tell it, and the first character that needs it. */
const SEQUENCES = [
  { length: 1, mask: 0x80, tells: 0x00, from: 0 },
  { length: 2, mask: 0xe0, tells: 0xc0, from: 0x80 },
  { length: 3, mask: 0xf0, tells: 0xe0, from: 0x800 },
  { length: 4, mask: 0xf8, tells: 0xf0, from: 0x1_0000 },
] as const;
const REPLACEMENT = { point: 0xfffd, length: 1 } as const;

function pointAt(utf8: Uint8Array, at: number): { readonly point: number; readonly length: number } {
  const first = utf8[at] ?? 0;
  const sequence = SEQUENCES.find(({ mask, tells }) => (first & mask) === tells);
  if (sequence === undefined) return REPLACEMENT;
  const { length, mask, from } = sequence;
  let point = first & ~mask;
  for (let next = at + 1; next < at + length; next += 1) {
    const octet = utf8[next] ?? 0;
    if ((octet & 0xc0) !== 0x80) return REPLACEMENT;
    point = (point << 6) | (octet & 0x3f);
  }
  const isCharacter = point >= from && point <= 0x10_ffff && (point < 0xd800 || point > 0xdfff);
  return isCharacter ? { point, length } : REPLACEMENT;
}

/**
 * Derives `length` bytes (RFC 7292, B.2). Yields to the event loop, since iterations are many and each is small.
 * @throws AppError P12_UNSUPPORTED for an absurd number of iterations
 */
export async function deriveOld(
  password: Uint8Array,
  {
    salt,
    iterations,
    purpose,
    length,
    hashName,
  }: {
    salt: Uint8Array;
    iterations: number;
    purpose: number;
    length: number;
    hashName: Pkcs12Hash;
  },
): Promise<Uint8Array> {
  checkIterations(iterations, MAX_OLD_ITERATIONS);
  const [u, v] = SIZES[hashName];
  const secret = repeated(password, v);
  const input = Buffer.concat([new Uint8Array(v).fill(purpose), repeated(salt, v), secret]);
  secret.fill(0);
  const result = new Uint8Array(Math.ceil(length / u) * u);
  const fresh = HASHES[hashName].create();
  const work = HASHES[hashName].create();
  for (let offset = 0; offset < length; offset += u) {
    const a = HASHES[hashName](input);
    for (let i = 1; i < iterations; i++) {
      fresh._cloneInto(work).update(a).digestInto(a);
      if (i % ITERATIONS_PER_TURN === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    result.set(a, offset);
    for (let block = v; block < input.length; block += v) addWithOne(input.subarray(block, block + v), a);
  }
  work.destroy();
  input.fill(0);
  return result.subarray(0, length);
}

/**
 * PBKDF2 (RFC 8018, 5.2) off the main thread.
 * @throws AppError P12_UNSUPPORTED for an absurd number of iterations
 */
export async function derivePbkdf2(
  password: Uint8Array,
  {
    salt,
    iterations,
    length,
    hashName,
  }: { salt: Uint8Array; iterations: number; length: number; hashName: Pkcs12Hash },
): Promise<Uint8Array> {
  checkIterations(iterations, MAX_ITERATIONS);
  return promisify(pbkdf2)(password, salt, iterations, length, hashName);
}

function checkIterations(iterations: number, most: number): void {
  if (!Number.isSafeInteger(iterations) || iterations < 1) throw unreadable();
  if (iterations > most) throw unsupported(`${iterations} iterations`);
}

/** The bytes over and over until a multiple of the block is full; nothing for nothing. */
function repeated(bytes: Uint8Array, block: number): Uint8Array {
  const result = new Uint8Array(block * Math.ceil(bytes.length / block));
  for (let i = 0; i < result.length; i++) result[i] = bytes[i % bytes.length] ?? 0;
  return result;
}

/** block = block + a (repeated to its length) + 1, as big-endian numbers, overflow dropped. */
function addWithOne(block: Uint8Array, a: Uint8Array): void {
  let carry = 1;
  for (let i = block.length - 1; i >= 0; i--) {
    carry += (block[i] ?? 0) + (a[i % a.length] ?? 0);
    block[i] = carry & 0xff;
    carry >>= 8;
  }
}
