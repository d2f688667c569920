import { algorithmIdentifier } from '../../cms/algorithm-identifier.ts';
import { readDer, sameBytes, TAG } from '../../cms/der.ts';
import { bitString, encode, NULL, sequence } from '../../cms/der-writer.ts';
import { type PublicKeyInfo, readPublicKeyInfo } from '../../cms/public-key.ts';
import type { HostObject } from '../host/protocol.ts';
import { KEY_TYPE } from '../mechanisms.ts';
import { CKA, numberIn } from './attributes.ts';

const RSA = '1.2.840.113549.1.1.1';
const EC_PUBLIC_KEY = '1.2.840.10045.2.1';
const ED25519 = '1.3.101.112';

/**
 * The public key that a key object tells of: CKA_MODULUS and CKA_PUBLIC_EXPONENT (PKCS#11 v3.1, 6.1.2), or CKA_EC_PARAMS and CKA_EC_POINT
 * (6.3.3). A private RSA key tells it too; a private key on a curve mostly does not.
 * @returns undefined where the object does not tell it, or tells what is no key
 */
export function publicKeyOf(object: HostObject): PublicKeyInfo | undefined {
  try {
    const der = spkiOf(object);
    return der === undefined ? undefined : readPublicKeyInfo(readDer(der));
  } catch {
    return undefined;
  }
}

function spkiOf(object: HostObject): Uint8Array | undefined {
  const { attributes } = object;
  const type = numberIn(object, CKA.keyType);
  if (type === KEY_TYPE.rsa) {
    const modulus = attributes.get(CKA.modulus);
    const exponent = attributes.get(CKA.publicExponent);
    if (!modulus?.length || !exponent?.length) return undefined;
    const key = sequence(positive(modulus), positive(exponent));
    return sequence(algorithmIdentifier(RSA, NULL), bitString(key));
  }
  const point = attributes.get(CKA.ecPoint);
  const parameters = attributes.get(CKA.ecParams);
  if (!point?.length) return undefined;
  if (type === KEY_TYPE.ed25519) return sequence(algorithmIdentifier(ED25519), bitString(unwrapped(point, 32)));
  if (type !== KEY_TYPE.ec || !parameters?.length) return undefined;
  return sequence(algorithmIdentifier(EC_PUBLIC_KEY, parameters), bitString(unwrapped(point, undefined)));
}

/** A token calls an id-RSASSA-PSS key (RFC 4055, 1.2) RSA: of RSA keys the numbers are compared and not the name of the algorithm. */
export function isSameKey(a: PublicKeyInfo, b: PublicKeyInfo): boolean {
  const areRsa = [a, b].every(({ family }) => family === 'rsa' || family === 'rsa-pss');
  return areRsa ? sameBytes(a.keyBits, b.keyBits) : sameBytes(a.der, b.der);
}

/** A point is an OCTET STRING around its octets, to some modules a BIT STRING or the bare octets. */
function unwrapped(point: Uint8Array, bare: number | undefined): Uint8Array {
  if (point.length === bare || (bare === undefined && point[0] === 0x04 && point.length % 2 === 1 && !isWrapped(point)))
    return point;
  const value = readDer(point);
  return value.tag === TAG.bitString ? value.content.subarray(1) : value.content;
}

function isWrapped(point: Uint8Array): boolean {
  try {
    return readDer(point, TAG.octetString).content[0] === 0x04;
  } catch {
    return false;
  }
}

/** An INTEGER from the octets of a number without its sign. */
function positive(unsigned: Uint8Array): Uint8Array {
  const start = unsigned.findIndex((octet) => octet !== 0);
  const digits = start < 0 ? Uint8Array.of(0) : unsigned.subarray(start);
  return (digits[0] ?? 0) >= 0x80 ? encode(TAG.integer, Uint8Array.of(0), digits) : encode(TAG.integer, digits);
}
