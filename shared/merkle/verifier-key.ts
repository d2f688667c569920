import { sha256 } from '@noble/hashes/sha2.js';
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { AppError } from '../contract/app-error.ts';
import { decodeBase64, encodeBase64 } from './base64.ts';
import { isKeyName } from './signed-note.ts';

/** Signature type byte of plain Ed25519 over the note text. */
const ED25519 = 0x01;

/** The public half of a note key. `publicKey`: 32 bytes (RFC 8032). */
export interface Ed25519VerifierKey {
  readonly name: string;
  readonly keyId: number;
  readonly publicKey: Uint8Array;
}

/** Names an Ed25519 public key: key ID = SHA-256(name ‖ 0x0A ‖ 0x01 ‖ key)[:4] (C2SP signed-note). */
export function ed25519VerifierKey(name: string, publicKey: Uint8Array): Ed25519VerifierKey {
  const digest = sha256(concatBytes(utf8ToBytes(`${name}\n`), Uint8Array.of(ED25519), publicKey));
  return { name, publicKey, keyId: new DataView(digest.buffer, digest.byteOffset).getUint32(0) };
}

/** `name+keyid+base64(0x01 ‖ key)`: what is handed to whoever is to check this log. */
export function formatVerifierKey(key: Ed25519VerifierKey): string {
  const hex = key.keyId.toString(16).padStart(8, '0');
  return `${key.name}+${hex}+${encodeBase64(concatBytes(Uint8Array.of(ED25519), key.publicKey))}`;
}

/**
 * Parses a verifier key (“vkey”), Ed25519 only.
 * @throws AppError NOTE_MALFORMED, also where the key ID is not the one that follows from name and key
 */
export function parseVerifierKey(text: string): Ed25519VerifierKey {
  const [, name = '', hex = '', encoded = ''] = /^([^+]+)\+([0-9a-f]{8})\+([^\s]+)$/u.exec(text) ?? [];
  const bytes = decodeBase64(encoded);
  if (isKeyName(name) && bytes?.length === 33 && bytes[0] === ED25519) {
    const key = ed25519VerifierKey(name, bytes.subarray(1));
    if (key.keyId === Number.parseInt(hex, 16)) return key;
  }
  throw new AppError(
    'NOTE_MALFORMED',
    'This is not the verifier key of an Ed25519 signed note (name+id+key). Check that it was copied in full.',
  );
}
