import { generateKeyPairSync, type KeyObject } from 'node:crypto';

/** Kinds of key that the test and demo PKI makes. */
export type KeyKind =
  | 'rsa-2048'
  | 'rsa-4096'
  | 'rsa-1024'
  | 'rsa-pss'
  | 'p-256'
  | 'p-384'
  | 'p-521'
  | 'ed25519'
  | BrainpoolKind;
type BrainpoolKind = 'brainpool-p256' | 'brainpool-p384' | 'brainpool-p512';

/** A fresh private key. RSA-4096 takes seconds. `rsa-pss`: 2048 bits, an id-RSASSA-PSS key bound to SHA-256 and a salt of 32 octets. */
export function generateKey(kind: KeyKind): KeyObject {
  switch (kind) {
    case 'rsa-1024':
    case 'rsa-2048':
    case 'rsa-4096':
      return generateKeyPairSync('rsa', { modulusLength: Number(kind.slice(4)) }).privateKey;
    case 'rsa-pss': {
      const options = { modulusLength: 2048, hashAlgorithm: 'sha256', mgf1HashAlgorithm: 'sha256' };
      return generateKeyPairSync('rsa-pss', options).privateKey;
    }
    case 'p-256':
    case 'p-384':
    case 'p-521':
      return generateKeyPairSync('ec', { namedCurve: kind.toUpperCase() }).privateKey;
    case 'brainpool-p256':
    case 'brainpool-p384':
    case 'brainpool-p512':
      return generateKeyPairSync('ec', { namedCurve: `brainpoolP${kind.slice(-3)}r1` }).privateKey;
    case 'ed25519':
      return generateKeyPairSync('ed25519').privateKey;
  }
}
