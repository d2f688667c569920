import { hash, pbkdf2 } from 'node:crypto';
import { promisify } from 'node:util';
import { unreadable, unsupported } from './ber.ts';

export type Pkcs12Hash = 'sha1' | 'sha224' | 'sha256' | 'sha384' | 'sha512';

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

/** A file cannot make us compute for minutes. */
const MAX_ITERATIONS = 10_000_000;
const ITERATIONS_PER_TURN = 4096;

/** One password, in the two encodings that PKCS#12 wants: UTF-8 for PBKDF2, BMPString with its zero for the old derivation. */
export interface Password {
  readonly utf8: Uint8Array;
  /** Empty where an empty password is written without its zero, as some programs do. */
  readonly bmp: Uint8Array;
}

/** The ways to write a password down: one, or two for the empty password. */
export function passwordForms(utf8: Uint8Array): Password[] {
  const text = new TextDecoder().decode(utf8);
  const bmp = new Uint8Array(Buffer.from(`${text}\0`, 'utf16le').swap16());
  return text === ''
    ? [
        { utf8, bmp },
        { utf8, bmp: new Uint8Array() },
      ]
    : [{ utf8, bmp }];
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
  checkIterations(iterations);
  const [u, v] = SIZES[hashName];
  const input = Buffer.concat([new Uint8Array(v).fill(purpose), repeated(salt, v), repeated(password, v)]);
  const result = new Uint8Array(Math.ceil(length / u) * u);
  for (let offset = 0; offset < length; offset += u) {
    let a = hash(hashName, input, 'buffer');
    for (let i = 1; i < iterations; i++) {
      a = hash(hashName, a, 'buffer');
      if (i % ITERATIONS_PER_TURN === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    result.set(a, offset);
    for (let block = v; block < input.length; block += v) addWithOne(input.subarray(block, block + v), a);
  }
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
  checkIterations(iterations);
  return promisify(pbkdf2)(password, salt, iterations, length, hashName);
}

function checkIterations(iterations: number): void {
  if (!Number.isSafeInteger(iterations) || iterations < 1) throw unreadable();
  if (iterations > MAX_ITERATIONS) throw unsupported(`${iterations} iterations`);
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
