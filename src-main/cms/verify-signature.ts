import { constants, type KeyObject, publicDecrypt, verify } from 'node:crypto';
import { algorithmIdentifier } from './algorithm-identifier.ts';
import { type HashName, hashLength, hashOid, type SignatureScheme, schemeLabel } from './algorithms.ts';
import { type Composite, compositeMessage, splitComposite } from './composite.ts';
import { verifyDigest } from './curves.ts';
import { minimalInteger, readDer, sameBytes, TAG } from './der.ts';
import { concat, encode, NULL, octetString, sequence } from './der-writer.ts';
import { digestBytes, isKeccak } from './digest.ts';
import { verifyDsa } from './dsa.ts';
import { verifyEd448 } from './ed448.ts';
import { FormatError } from './format-error.ts';
import { verifyPostQuantum } from './post-quantum.ts';
import { type PublicKeyInfo, readPublicKeyInfo, toKeyObject } from './public-key.ts';

/** `unsupported`: the arithmetic for this key or scheme is not at hand, nothing is said about the signature. */
export type SignatureCheck = 'valid' | 'invalid' | 'unsupported';

/**
 * Checks one signature value over `data` (hashed here). A scheme that does not go with the key is `invalid`.
 * ECDSA signatures are DER (RFC 3279, 2.2.3).
 */
export function checkSignature(
  info: PublicKeyInfo,
  key: () => KeyObject,
  scheme: SignatureScheme,
  data: Uint8Array,
  signature: Uint8Array,
): SignatureCheck {
  if (!info.usable) {
    return 'unsupported';
  }
  if (!fits(info, scheme)) {
    return 'invalid';
  }
  try {
    return verifyWith(info, key, scheme, data, signature) ? 'valid' : 'invalid';
  } catch {
    return 'invalid';
  }
}

function fits(info: PublicKeyInfo, scheme: SignatureScheme): boolean {
  switch (scheme.family) {
    case 'rsa-pkcs1':
      return info.family === 'rsa';
    case 'rsa-pss': {
      const only = info.pssOnly;
      const allowed =
        only === undefined ||
        (only.hash === scheme.hash && only.maskHash === scheme.maskHash && scheme.saltLength >= only.saltLength);
      return info.family === 'rsa' || (info.family === 'rsa-pss' && allowed);
    }
    case 'ecdsa':
      return info.family === 'ec';
    case 'ml-dsa':
    case 'slh-dsa':
      return info.family === scheme.family && info.keyName === scheme.parameters.name;
    case 'composite':
      return info.family === 'composite' && info.keyName === schemeLabel(scheme);
    case 'dsa':
    case 'ed25519':
    case 'ed448':
      return info.family === scheme.family;
  }
}

function verifyWith(
  info: PublicKeyInfo,
  key: () => KeyObject,
  scheme: SignatureScheme,
  data: Uint8Array,
  signature: Uint8Array,
): boolean {
  switch (scheme.family) {
    case 'rsa-pkcs1':
      return isKeccak(scheme.hash)
        ? verifyPkcs1(key(), scheme.hash, data, signature)
        : verify(scheme.hash, data, key(), signature);
    case 'ecdsa': {
      const value = scheme.plain === true ? fromPlain(signature, info.bits ?? 0) : signature;
      return info.curve !== undefined && (isKeccak(scheme.hash) || !info.isNative)
        ? verifyDigest(info.curve, info.keyBits, digestBytes(scheme.hash, data), value)
        : verify(scheme.hash, data, key(), value);
    }
    case 'rsa-pss':
      return scheme.hash === scheme.maskHash && !isKeccak(scheme.hash)
        ? verify(
            scheme.hash,
            data,
            { key: key(), padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: scheme.saltLength },
            signature,
          )
        : verifyPss(key(), scheme, data, signature);
    case 'dsa':
      return info.dsa !== undefined && verifyDsa(info.dsa, info.keyBits, digestBytes(scheme.hash, data), signature);
    case 'ed25519':
      return verify(null, data, key(), signature);
    case 'ed448':
      return verifyEd448(info.keyBits, data, signature);
    case 'ml-dsa':
    case 'slh-dsa':
      return verifyPostQuantum(scheme.parameters, info.keyBits, data, signature);
    case 'composite':
      return verifyComposite(scheme.composite, info.keyBits, data, signature);
  }
}

/** A signature of two numbers side by side (BSI TR-03111, 5.2.1) as DER. @throws FormatError for another length than that of the curve */
function fromPlain(signature: Uint8Array, bits: number): Uint8Array {
  const length = Math.ceil(bits / 8);
  if (signature.length !== 2 * length) throw new FormatError('A plain ECDSA signature is not as long as its curve.');
  const number = (octets: Uint8Array) => encode(TAG.integer, minimalInteger(concat([Uint8Array.of(0), octets])));
  return sequence(number(signature.subarray(0, length)), number(signature.subarray(length)));
}

/** Good only where both halves are (draft-ietf-lamps-pq-composite-sigs, 3.3); the ML-DSA half has the label for its context. */
function verifyComposite(composite: Composite, keyBits: Uint8Array, data: Uint8Array, signature: Uint8Array): boolean {
  const { mlDsa, label, other, otherBits } = composite;
  const halves = splitComposite(composite, keyBits, signature);
  const message = compositeMessage(composite, digestBytes(composite.hash, data));
  const info = readPublicKeyInfo(readDer(halves.otherKeyInfo));
  return (
    info.bits === otherBits &&
    verifyPostQuantum(mlDsa, halves.key, message, halves.signature, Buffer.from(label, 'latin1')) &&
    checkSignature(info, () => toKeyObject(info), other, message, halves.otherSignature) === 'valid'
  );
}

/** EMSA-PKCS1-v1_5 over raw RSA by comparing what must stand there (RFC 8017, 8.2.2), for hashes that node:crypto may lack. */
function verifyPkcs1(key: KeyObject, hash: HashName, data: Uint8Array, signature: Uint8Array): boolean {
  const length = Math.ceil((key.asymmetricKeyDetails?.modulusLength ?? 0) / 8);
  if (signature.length !== length) {
    return false;
  }
  const encoded = publicDecrypt({ key, padding: constants.RSA_NO_PADDING }, signature);
  const digest = octetString(digestBytes(hash, data));
  // RFC 8017, A.2.4 wants NULL parameters, and lets verifiers take absent ones.
  return [algorithmIdentifier(hashOid(hash), NULL), algorithmIdentifier(hashOid(hash))].some((algorithm) => {
    const info = sequence(algorithm, digest);
    const padding = Buffer.alloc(Math.max(8, length - info.length - 3), 0xff);
    return sameBytes(encoded, Buffer.concat([Uint8Array.of(0, 1), padding, Uint8Array.of(0), info]));
  });
}

/** EMSA-PSS-VERIFY (RFC 8017, 9.1.2) over raw RSA, for a mask hash that differs from the message hash, and for SHA-3. */
function verifyPss(
  key: KeyObject,
  scheme: Extract<SignatureScheme, { family: 'rsa-pss' }>,
  data: Uint8Array,
  signature: Uint8Array,
): boolean {
  const bits = (key.asymmetricKeyDetails?.modulusLength ?? 0) - 1;
  const length = Math.ceil(bits / 8);
  const raw = publicDecrypt({ key, padding: constants.RSA_NO_PADDING }, signature);
  const encoded = raw.subarray(raw.length - length);
  const digestLength = hashLength(scheme.hash);
  const maskedLength = length - digestLength - 1;
  const padding = maskedLength - scheme.saltLength - 1;
  if (signature.length !== Math.ceil((bits + 1) / 8) || padding < 0 || encoded[length - 1] !== 0xbc) {
    return false;
  }
  const unusedBits = 8 * length - bits;
  const digest = encoded.subarray(maskedLength, length - 1);
  const mask = mgf1(scheme.maskHash, digest, maskedLength);
  if (
    raw.subarray(0, raw.length - length).some((octet) => octet !== 0) ||
    (encoded[0] ?? 0) >> (8 - unusedBits) !== 0
  ) {
    return false;
  }
  const block = mask.map((octet, index) => octet ^ (encoded[index] ?? 0));
  block[0] = (block[0] ?? 0) & (0xff >> unusedBits);
  if (block.subarray(0, padding).some((octet) => octet !== 0) || block[padding] !== 1) {
    return false;
  }
  const salt = block.subarray(padding + 1);
  const messageHash = digestBytes(scheme.hash, data);
  return sameBytes(digestBytes(scheme.hash, new Uint8Array(8), messageHash, salt), digest);
}

function mgf1(hash: HashName, seed: Uint8Array, length: number): Uint8Array {
  const blocks: Uint8Array[] = [];
  for (let counter = 0; counter * hashLength(hash) < length; counter++) {
    const suffix = Buffer.alloc(4);
    suffix.writeUInt32BE(counter);
    blocks.push(digestBytes(hash, seed, suffix));
  }
  return new Uint8Array(Buffer.concat(blocks).subarray(0, length));
}
