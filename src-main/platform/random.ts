import { randomBytes as nodeRandomBytes } from 'node:crypto';

/** `length` bytes from the operating system's generator. */
export function randomBytes(length: number): Uint8Array {
  return new Uint8Array(nodeRandomBytes(length));
}

/** `length` random bytes as lower-case hexadecimal. */
export function randomHex(length: number): string {
  return Buffer.from(randomBytes(length)).toString('hex');
}
