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

/**
 * HMAC-SHA-256 (RFC 2104), hexadecimal. Written out because the one-shot hash is many times faster than an Hmac object for so few bytes,
 * and a full verification computes one per entry. `salt` has SALT_SIZE bytes.
 */
export function commitmentTo(data: Uint8Array, salt: Uint8Array): string {
  const inner = new Uint8Array(BLOCK + data.length).fill(0x36, 0, BLOCK);
  const outer = new Uint8Array(BLOCK + 32).fill(0x5c, 0, BLOCK);
  for (let i = 0; i < SALT_SIZE; i++) {
    const key = salt[i] ?? 0;
    inner[i] = 0x36 ^ key;
    outer[i] = 0x5c ^ key;
  }
  inner.set(data, BLOCK);
  outer.set(hash('sha256', inner, 'buffer'), BLOCK);
  return hash('sha256', outer, 'hex');
}
