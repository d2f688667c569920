import { constants, createHash, sign } from 'node:crypto';
import type { PkiSigner } from '../../scripts/pki/make-pki.ts';
import { digestOf, hashLength } from '../../src-main/cms/algorithms.ts';
import { signedAttributes, signedData } from '../../src-main/cms/signed-data.ts';
import type { SignatureAlgorithm } from '../../src-main/platform/signer.ts';

/** Signs as a token would: `toBeSigned` is hashed here, ECDSA comes back as DER. */
export function signWith(signer: PkiSigner, algorithm: SignatureAlgorithm, toBeSigned: Uint8Array): Uint8Array {
  const { key } = signer;
  if (algorithm === 'ed25519') {
    return sign(null, toBeSigned, key);
  }
  const hash = digestOf(algorithm);
  return algorithm.startsWith('rsa-pss')
    ? sign(hash, toBeSigned, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: hashLength(hash) })
    : sign(hash, toBeSigned, key);
}

/** A detached CMS signature over `content`, made by the code under test with a key of the test PKI. */
export function makeCms(signer: PkiSigner, algorithm: SignatureAlgorithm, content: Uint8Array): Uint8Array {
  const digest = createHash(digestOf(algorithm)).update(content).digest();
  const attributes = signedAttributes({ digest, certificate: signer.certificate });
  const signature = signWith(signer, algorithm, attributes);
  const certificates = [signer.certificate, ...signer.chain] as const;
  return signedData({ signedAttributes: attributes, signature, algorithm, certificates });
}
