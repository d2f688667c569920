import { readAlgorithm } from '../../cms/algorithm-identifier.ts';
import { Members, readDer, TAG } from '../../cms/der.ts';
import type { HostTemplate } from '../host/protocol.ts';
import { KEY_TYPE } from '../mechanisms.ts';
import { CKA, EDWARDS_25519 } from './attributes.ts';

const RSA = ['1.2.840.113549.1.1.1', '1.2.840.113549.1.1.10'];
const EC_PUBLIC_KEY = '1.2.840.10045.2.1';
const ED25519 = '1.3.101.112';

/** CKA_* of RSAPrivateKey's members after its version (RFC 8017, A.1.2), in their order. */
const RSA_MEMBERS = [
  CKA.modulus,
  CKA.publicExponent,
  CKA.privateExponent,
  CKA.prime1,
  CKA.prime2,
  CKA.exponent1,
  CKA.exponent2,
  CKA.coefficient,
];

/**
 * The numbers of a private key as a token wants them (PKCS#11 v3.1, 6.1.3 and 6.3.4), from PrivateKeyInfo (RFC 5208): RSA, which an
 * id-RSASSA-PSS key is to a token, a curve, or Ed25519. The bytes are those of `pkcs8`: overwriting it overwrites them.
 * @returns undefined for another kind of key
 * @throws FormatError for what is no private key
 */
export function privateKeyTemplate(pkcs8: Uint8Array): HostTemplate | undefined {
  const info = new Members(readDer(pkcs8));
  info.take(TAG.integer);
  const algorithm = readAlgorithm(info.take());
  const inner = readDer(info.take(TAG.octetString).content);
  if (RSA.includes(algorithm.oid)) {
    const numbers = new Members(inner);
    numbers.take(TAG.integer);
    const parts = RSA_MEMBERS.map((type) => ({ type, value: unsigned(numbers.take(TAG.integer).content) }));
    return [{ type: CKA.keyType, value: KEY_TYPE.rsa }, ...parts];
  }
  if (algorithm.oid === EC_PUBLIC_KEY && algorithm.parameters !== undefined) {
    const ecPrivateKey = new Members(inner);
    ecPrivateKey.take(TAG.integer);
    return [
      { type: CKA.keyType, value: KEY_TYPE.ec },
      { type: CKA.ecParams, value: algorithm.parameters.bytes },
      { type: CKA.value, value: ecPrivateKey.take(TAG.octetString).content },
    ];
  }
  if (algorithm.oid !== ED25519) return undefined;
  return [
    { type: CKA.keyType, value: KEY_TYPE.ed25519 },
    { type: CKA.ecParams, value: EDWARDS_25519.name },
    { type: CKA.value, value: inner.content },
  ];
}

function unsigned(content: Uint8Array): Uint8Array {
  const start = content.findIndex((octet) => octet !== 0);
  return start < 0 ? content : content.subarray(start);
}
