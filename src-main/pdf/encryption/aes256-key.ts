import { createHash } from 'node:crypto';
import { cbcEncrypt, decryptBlock, unwrapKey } from './aes.ts';
import type { StandardDictionary } from './standard-dictionary.ts';

const HASHES = ['sha256', 'sha384', 'sha512'] as const;
const NOTHING = new Uint8Array(0);

/** File key of revisions 5 and 6 from the user password (ISO 32000-2, algorithm 2.A); undefined where it is not that. */
export function keyFromUserPassword(dict: StandardDictionary, password: Uint8Array): Uint8Array | undefined {
  return keyFrom(dict, password, { entry: dict.user, wrapped: dict.userKey, context: NOTHING });
}

/** The same from the owner password. */
export function keyFromOwnerPassword(dict: StandardDictionary, password: Uint8Array): Uint8Array | undefined {
  return keyFrom(dict, password, { entry: dict.owner, wrapped: dict.ownerKey, context: dict.user });
}

/** /P as the key holder wrote it (algorithm 13); undefined where /Perms does not decrypt to anything sound. */
export function sealedPermissions(dict: StandardDictionary, key: Uint8Array): number | undefined {
  if (dict.permissionBlock.length !== 16) return undefined;
  const clear = Buffer.from(decryptBlock(key, dict.permissionBlock));
  return clear.toString('latin1', 9, 12) === 'adb' ? clear.readInt32LE(0) : undefined;
}

interface Place {
  /** /U or /O: hash, validation salt, key salt. */
  readonly entry: Uint8Array;
  /** /UE or /OE. */
  readonly wrapped: Uint8Array;
  /** /U where the owner password is hashed. */
  readonly context: Uint8Array;
}

function keyFrom(dict: StandardDictionary, password: Uint8Array, { entry, wrapped, context }: Place) {
  const hash = (salt: Uint8Array): Uint8Array => hashOf(dict.revision, password, salt, context);
  if (Buffer.compare(hash(entry.subarray(32, 40)), entry.subarray(0, 32)) !== 0) return undefined;
  return unwrapKey(hash(entry.subarray(40, 48)), wrapped);
}

/** Algorithm 2.B; revision 5 stops after its first step. */
function hashOf(revision: number, password: Uint8Array, salt: Uint8Array, context: Uint8Array): Uint8Array {
  let key: Uint8Array = createHash('sha256').update(password).update(salt).update(context).digest();
  if (revision === 5) return key;
  for (let round = 0, last = 0; round < 64 || last > round - 32; round++) {
    const block = Buffer.concat([password, key, context]);
    const repeated = Buffer.concat(Array.from({ length: 64 }, () => block));
    const encrypted = cbcEncrypt(key.subarray(0, 16), key.subarray(16, 32), repeated);
    // 256 is 1 modulo 3: the first sixteen bytes as a number leave the same remainder as their sum.
    const remainder = encrypted.subarray(0, 16).reduce((sum, octet) => sum + octet, 0) % 3;
    key = createHash(HASHES[remainder] ?? 'sha256')
      .update(encrypted)
      .digest();
    last = encrypted.at(-1) ?? 0;
  }
  return key.subarray(0, 32);
}
