import { createCipheriv, createDecipheriv } from 'node:crypto';

const BLOCK = 16;
const ZERO_IV = new Uint8Array(BLOCK);

/** AES-CBC without padding; key of 16 or 32 bytes, data in whole blocks. @throws RangeError */
export function cbcEncrypt(key: Uint8Array, iv: Uint8Array, data: Uint8Array): Uint8Array {
  if (data.length % BLOCK !== 0) throw new RangeError('AES-CBC without padding takes whole blocks');
  return createCipheriv(cipherOf(key), key, iv).setAutoPadding(false).update(data);
}

/** AES-CBC without padding and with an IV of zero, as the file keys of revisions 5 and 6 are wrapped. @throws RangeError */
export function unwrapKey(key: Uint8Array, data: Uint8Array): Uint8Array {
  return cbcDecrypt(key, ZERO_IV, data);
}

/** One block of AES-ECB: a block of CBC with an IV of zero is the same. @throws RangeError */
export function decryptBlock(key: Uint8Array, block: Uint8Array): Uint8Array {
  if (block.length !== BLOCK) throw new RangeError('a block of AES has 16 bytes');
  return cbcDecrypt(key, ZERO_IV, block);
}

function cbcDecrypt(key: Uint8Array, iv: Uint8Array, data: Uint8Array): Uint8Array {
  if (data.length % BLOCK !== 0) throw new RangeError('AES-CBC without padding takes whole blocks');
  return createDecipheriv(cipherOf(key), key, iv).setAutoPadding(false).update(data);
}

/** A string or stream as PDF encrypts it (ISO 32000-2, 7.6.3): the IV, then AES-CBC with PKCS#7 padding. */
export function encryptData(key: Uint8Array, iv: Uint8Array, data: Uint8Array): Uint8Array {
  const cipher = createCipheriv(cipherOf(key), key, iv);
  return Buffer.concat([iv, cipher.update(data), cipher.final()]);
}

/**
 * Undoes `encryptData`. As viewers do, an incomplete last block is dropped and padding that is none is left: what comes out wrong
 * is found by whoever parses it. Less than an IV and a block holds nothing.
 */
export function decryptData(key: Uint8Array, data: Uint8Array): Uint8Array {
  const whole = data.length - (data.length % BLOCK);
  if (whole < 2 * BLOCK) return new Uint8Array(0);
  const clear = cbcDecrypt(key, data.subarray(0, BLOCK), data.subarray(BLOCK, whole));
  const padding = clear.at(-1) ?? 0;
  const sound = padding >= 1 && padding <= BLOCK && clear.subarray(-padding).every((octet) => octet === padding);
  return sound ? clear.subarray(0, clear.length - padding) : clear;
}

function cipherOf(key: Uint8Array): 'aes-128-cbc' | 'aes-256-cbc' {
  if (key.length === 16) return 'aes-128-cbc';
  if (key.length === 32) return 'aes-256-cbc';
  throw new RangeError(`a key of ${key.length} bytes is none for AES in a PDF`);
}
