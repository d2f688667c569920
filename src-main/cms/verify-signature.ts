import { constants, createHash, type KeyObject, publicDecrypt, verify } from 'node:crypto';
import { type HashName, hashLength, type SignatureScheme } from './algorithms.ts';
import type { PublicKeyInfo } from './public-key.ts';

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
    return verifyWith(key(), scheme, data, signature) ? 'valid' : 'invalid';
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
    case 'ed25519':
      return info.family === 'ed25519';
  }
}

function verifyWith(key: KeyObject, scheme: SignatureScheme, data: Uint8Array, signature: Uint8Array): boolean {
  switch (scheme.family) {
    case 'rsa-pkcs1':
    case 'ecdsa':
      return verify(scheme.hash, data, key, signature);
    case 'rsa-pss':
      return scheme.hash === scheme.maskHash
        ? verify(
            scheme.hash,
            data,
            { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: scheme.saltLength },
            signature,
          )
        : verifyPss(key, scheme, data, signature);
    case 'ed25519':
      return verify(null, data, key, signature);
  }
}

/** EMSA-PSS-VERIFY (RFC 8017, 9.1.2) over raw RSA, for a mask hash that differs from the message hash. */
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
  const messageHash = createHash(scheme.hash).update(data).digest();
  return createHash(scheme.hash).update(new Uint8Array(8)).update(messageHash).update(salt).digest().equals(digest);
}

function mgf1(hash: HashName, seed: Uint8Array, length: number): Uint8Array {
  const blocks: Buffer[] = [];
  for (let counter = 0; counter * hashLength(hash) < length; counter++) {
    const suffix = Buffer.alloc(4);
    suffix.writeUInt32BE(counter);
    blocks.push(createHash(hash).update(seed).update(suffix).digest());
  }
  return new Uint8Array(Buffer.concat(blocks).subarray(0, length));
}
