import { createHash } from 'node:crypto';
import type { TokenObject, TokenObjectKind } from '../../../shared/domain/token-object.ts';
import { Certificate } from '../../cms/certificate.ts';
import type { PublicKeyInfo } from '../../cms/public-key.ts';
import type { HostObject } from '../host/protocol.ts';
import { CKA, CKO, flagIn, hexIn, numberIn, textIn } from './attributes.ts';
import { isSameKey, publicKeyOf } from './public-key.ts';

/** An object with what was made of it. */
export interface Described {
  readonly object: HostObject;
  readonly about: TokenObject;
  /** Of a certificate object that can be read. */
  readonly certificate: Certificate | undefined;
  /** Of a key, as far as the token tells it: by itself or through the public key with the same CKA_ID. */
  readonly publicKey: PublicKeyInfo | undefined;
}

const KINDS: Readonly<Record<number, TokenObjectKind>> = {
  [CKO.data]: 'data',
  [CKO.certificate]: 'certificate',
  [CKO.publicKey]: 'public-key',
  [CKO.privateKey]: 'private-key',
  [CKO.secretKey]: 'secret-key',
};
const ORDER: readonly TokenObjectKind[] = ['private-key', 'public-key', 'certificate', 'secret-key', 'data', 'other'];

/** What is on a token, private keys first. Keys are put together with their certificates by public key, else by CKA_ID. */
export function described(objects: readonly HostObject[]): Described[] {
  const parts = objects.map((object) => {
    const kind = KINDS[numberIn(object, CKA.class) ?? -1] ?? 'other';
    const certificate = kind === 'certificate' ? readable(object) : undefined;
    return { object, kind, keyId: hexIn(object, CKA.id), certificate, own: certificate?.spki ?? publicKeyOf(object) };
  });
  return parts
    .map(({ object, kind, keyId, certificate, own }): Described => {
      const twin = () => parts.find((other) => other.kind === 'public-key' && other.keyId === keyId)?.own;
      const publicKey = own ?? (kind === 'private-key' && keyId !== '' ? twin() : undefined);
      const ofKey = () =>
        parts.find(
          (other) =>
            other.certificate !== undefined &&
            (publicKey === undefined
              ? keyId !== '' && other.keyId === keyId
              : isSameKey(other.certificate.spki, publicKey)),
        )?.certificate;
      const isKey = kind === 'private-key' || kind === 'public-key';
      const shown = certificate ?? (isKey ? ofKey() : undefined);
      const label = textIn(object, CKA.label);
      const fingerprint = certificate?.der ?? own?.der ?? new Uint8Array();
      return {
        object,
        certificate,
        publicKey,
        about: {
          ref: refOf([kind, keyId, label], fingerprint),
          kind,
          label,
          keyId,
          key: publicKey?.keyName ?? (isKey ? (shown?.keyName ?? null) : null),
          private: flagIn(object, CKA.private),
          sensitive: flagIn(object, CKA.sensitive),
          extractable: flagIn(object, CKA.extractable),
          local: flagIn(object, CKA.local),
          signs: flagIn(object, CKA.sign),
          pinPerSignature: flagIn(object, CKA.alwaysAuthenticate),
          certificate: shown === undefined ? null : certificateWords(shown),
        },
      };
    })
    .sort((a, b) => ORDER.indexOf(a.about.kind) - ORDER.indexOf(b.about.kind));
}

function certificateWords(certificate: Certificate): TokenObject['certificate'] {
  return {
    sha256: certificate.sha256,
    name: certificate.commonName,
    subject: certificate.subject,
    issuer: certificate.issuer,
    notAfter: certificate.notAfter.toISOString(),
  };
}

function refOf(words: readonly string[], fingerprint: Uint8Array): string {
  return createHash('sha256').update(JSON.stringify(words)).update(fingerprint).digest('hex').slice(0, 16);
}

/** A token may hold anything: what is no X.509 certificate is an object without one. */
function readable({ attributes }: HostObject): Certificate | undefined {
  try {
    return new Certificate(attributes.get(CKA.value) ?? new Uint8Array());
  } catch {
    return undefined;
  }
}
