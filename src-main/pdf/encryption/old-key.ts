import { createHash } from 'node:crypto';
import { rc4 } from './rc4.ts';
import type { StandardDictionary } from './standard-dictionary.ts';

/** ISO 32000-2, 7.6.4.3.2: what fills a password up to 32 bytes. */
const PADDING = Buffer.from('28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a', 'hex');

/**
 * File key of revisions 2 to 4 from the user password (ISO 32000-2, algorithms 2 and 6).
 * @param id first part of the file's /ID, empty where it has none
 * @returns undefined where this is not the user password
 */
export function keyFromUserPassword(
  dict: StandardDictionary,
  id: Uint8Array,
  password: Uint8Array,
): Uint8Array | undefined {
  return dict.keyLengths
    .map((length) => fileKey(dict, id, padded(password), length))
    .find((key) => isFileKey(dict, id, key));
}

/** The same from the owner password (algorithm 7). */
export function keyFromOwnerPassword(
  dict: StandardDictionary,
  id: Uint8Array,
  password: Uint8Array,
): Uint8Array | undefined {
  for (const length of dict.keyLengths) {
    const key = fileKey(dict, id, userPassword(dict, padded(password), length), length);
    if (isFileKey(dict, id, key)) return key;
  }
  return undefined;
}

function padded(password: Uint8Array): Uint8Array {
  return Buffer.concat([password, PADDING]).subarray(0, 32);
}

function fileKey(dict: StandardDictionary, id: Uint8Array, password: Uint8Array, length: number): Uint8Array {
  const permissions = Buffer.alloc(4);
  permissions.writeInt32LE(dict.permissions);
  const parts = [password, dict.owner, permissions, id];
  if (dict.revision >= 4 && !dict.encryptMetadata) parts.push(Buffer.alloc(4, 0xff));
  let digest = md5(Buffer.concat(parts));
  if (dict.revision >= 3) for (let round = 0; round < 50; round++) digest = md5(digest.subarray(0, length));
  return digest.subarray(0, length);
}

/** Algorithms 4 and 5: /U is what the right key makes of known bytes. */
function isFileKey(dict: StandardDictionary, id: Uint8Array, key: Uint8Array): boolean {
  if (dict.revision === 2) return Buffer.compare(rc4(key, PADDING), dict.user) === 0;
  const made = twentyTimes(key, md5(Buffer.concat([PADDING, id])), 0, 1);
  return Buffer.compare(made, dict.user.subarray(0, 16)) === 0;
}

/** The user password, padded, that /O holds under the owner password. */
function userPassword(dict: StandardDictionary, owner: Uint8Array, length: number): Uint8Array {
  let digest = md5(owner);
  if (dict.revision >= 3) for (let round = 0; round < 50; round++) digest = md5(digest);
  const key = digest.subarray(0, length);
  return dict.revision === 2 ? rc4(key, dict.owner) : twentyTimes(key, dict.owner, 19, -1);
}

/** RC4 with twenty keys, each the given one with the round's number added to every byte by exclusive or. */
function twentyTimes(key: Uint8Array, data: Uint8Array, first: number, step: 1 | -1): Uint8Array {
  let result = data;
  for (let count = 0, round = first; count < 20; count++, round += step) {
    const mask = round;
    result = rc4(
      key.map((octet) => octet ^ mask),
      result,
    );
  }
  return result;
}

function md5(data: Uint8Array): Uint8Array {
  return createHash('md5').update(data).digest();
}
