import { hash } from 'node:crypto';

/** What an entry tells of people; kept beside the tree so that it can be erased. */
export interface PersonalData {
  /** File name without its folder. */
  readonly document: string;
  /** The signer as people name them. */
  readonly signer: string | null;
}

/** Bytes of the key that hides the personal data of one entry. Without it the commitment tells nothing, not even to a guesser. */
export const SALT_SIZE = 32;

const BLOCK = 64;

/** JSON in the canonical form of RFC 8785, UTF-8. */
export function encodePersonalData({ document, signer }: PersonalData): Uint8Array {
  return Buffer.from(JSON.stringify({ document, signer }));
}

/** Reads it back; undefined for anything else. */
export function decodePersonalData(bytes: Uint8Array): PersonalData | undefined {
  try {
    const { document, signer } = JSON.parse(Buffer.from(bytes).toString('utf8')) ?? {};
    if (typeof document !== 'string' || (signer !== null && typeof signer !== 'string')) return undefined;
    return { document, signer };
  } catch {
    return undefined;
  }
}

const inner = Buffer.alloc(4096);
const outer = Buffer.alloc(BLOCK + 32);

/**
 * HMAC-SHA-256 (RFC 2104), hexadecimal. Written out because the one-shot hash is many times faster than an Hmac object for so few bytes,
 * and a full verification computes one per entry. `salt` has SALT_SIZE bytes.
 */
export function commitmentTo(data: Uint8Array, salt: Uint8Array): string {
  const message = BLOCK + data.length <= inner.length ? inner : Buffer.alloc(BLOCK + data.length);
  for (let i = 0; i < BLOCK; i++) {
    const key = i < SALT_SIZE ? (salt[i] ?? 0) : 0;
    message[i] = 0x36 ^ key;
    outer[i] = 0x5c ^ key;
  }
  message.set(data, BLOCK);
  outer.set(hash('sha256', message.subarray(0, BLOCK + data.length), 'buffer'), BLOCK);
  return hash('sha256', outer, 'hex');
}
