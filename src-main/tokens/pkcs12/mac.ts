import { createHmac, timingSafeEqual } from 'node:crypto';
import { type Ber, unsupported } from './ber.ts';
import { pbkdf2Of } from './encryption.ts';
import { deriveOld, type Password, type Pkcs12Hash, PURPOSE } from './password.ts';

export const OID_SHA256 = '2.16.840.1.101.3.4.2.1';
const OID_PBMAC1 = '1.2.840.113549.1.5.14';
/** Octets. */
const SHORTEST_KEY = 20;

const DIGESTS: Readonly<Record<string, Pkcs12Hash>> = {
  '1.3.14.3.2.26': 'sha1',
  '2.16.840.1.101.3.4.2.4': 'sha224',
  [OID_SHA256]: 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
};

/** HMAC schemes of PBMAC1 (RFC 9579, 4). */
const SCHEMES: Readonly<Record<string, Pkcs12Hash>> = {
  '1.2.840.113549.2.7': 'sha1',
  '1.2.840.113549.2.9': 'sha256',
  '1.2.840.113549.2.10': 'sha384',
  '1.2.840.113549.2.11': 'sha512',
};

/**
 * Whether the password is the one the key store was sealed with (RFC 7292, 4 and 5.1; RFC 9579 for PBMAC1).
 * @throws AppError P12_UNSUPPORTED, P12_UNREADABLE
 */
export async function isSealedWith(password: Password, macData: Ber, content: Uint8Array): Promise<boolean> {
  const algorithm = macData.at(0).at(0);
  const expected = macData.at(0).at(1).octets;
  const [hashName, key] =
    algorithm.at(0).oid === OID_PBMAC1 ? await pbmac1Key(algorithm.at(1), password) : await oldKey(macData, password);
  const actual = createHmac(hashName, key).update(content).digest();
  key.fill(0);
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}

async function pbmac1Key(parameters: Ber, password: Password): Promise<readonly [Pkcs12Hash, Uint8Array]> {
  const scheme = SCHEMES[parameters.at(1).at(0).oid];
  if (scheme === undefined) throw unsupported('an unknown message authentication code');
  const key = await pbkdf2Of(parameters.at(0), password);
  // SECURITY: of a key of one octet there are 256; whoever changed the file would only have to try them (RFC 9579, 5 and 9).
  if (key.length < SHORTEST_KEY) throw unsupported(`a seal with a key of ${key.length} octets`);
  return [scheme, key];
}

async function oldKey(macData: Ber, password: Password): Promise<readonly [Pkcs12Hash, Uint8Array]> {
  const hashName = DIGESTS[macData.at(0).at(0).at(0).oid];
  if (hashName === undefined) throw unsupported('an unknown digest');
  const salt = macData.at(1).octets;
  const iterations = macData.members[2]?.integer ?? 1;
  return [hashName, await macKey(password, salt, iterations, hashName)];
}

/** HMAC key by the derivation of RFC 7292, as long as the hash. */
export function macKey(
  password: Password,
  salt: Uint8Array,
  iterations: number,
  hashName: Pkcs12Hash,
): Promise<Uint8Array> {
  const length = { sha1: 20, sha224: 28, sha256: 32, sha384: 48, sha512: 64 }[hashName];
  return deriveOld(password.bmp, { salt, iterations, purpose: PURPOSE.mac, length, hashName });
}
