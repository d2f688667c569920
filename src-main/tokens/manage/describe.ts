import { createHash } from 'node:crypto';
import type { ObjectCertificate, TokenObject, TokenObjectKind } from '../../../shared/domain/token-object.ts';
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
  /** The certificate itself, or the one of the key. */
  readonly ofKey: Certificate | undefined;
}

const KINDS: Readonly<Record<number, TokenObjectKind>> = {
  [CKO.data]: 'data',
  [CKO.certificate]: 'certificate',
  [CKO.publicKey]: 'public-key',
  [CKO.privateKey]: 'private-key',
  [CKO.secretKey]: 'secret-key',
};
const ORDER: readonly TokenObjectKind[] = ['private-key', 'public-key', 'certificate', 'secret-key', 'data', 'other'];

interface Part {
  readonly object: HostObject;
  readonly kind: TokenObjectKind;
  readonly keyId: string;
  readonly certificate: Certificate | undefined;
  /** What the object itself tells. */
  readonly own: PublicKeyInfo | undefined;
}

/** What is on a token, private keys first. Keys are put together with their certificates by public key, else by CKA_ID. */
export function described(objects: readonly HostObject[]): Described[] {
  const parts = objects.map((object): Part => {
    const kind = KINDS[numberIn(object, CKA.class) ?? -1] ?? 'other';
    const certificate = kind === 'certificate' ? readable(object) : undefined;
    return { object, kind, keyId: hexIn(object, CKA.id), certificate, own: certificate?.spki ?? publicKeyOf(object) };
  });
  return parts
    .map((part) => {
      const { object, kind, keyId, certificate } = part;
      const isKey = kind === 'private-key' || kind === 'public-key';
      const publicKey = part.own ?? (kind === 'private-key' ? twinOf(part, parts)?.own : undefined);
      const ofKey = certificate ?? (isKey ? certificateFor(keyId, publicKey, parts) : undefined);
      return { object, certificate, publicKey, ofKey, about: aboutOf(part, publicKey, ofKey) };
    })
    .sort((a, b) => inOrder(a.about, b.about));
}

/** By kind, then by name; modules give their objects in any order, another one each time. */
function inOrder(a: TokenObject, b: TokenObject): number {
  const byKind = ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind);
  return byKind || a.label.localeCompare(b.label) || a.ref.localeCompare(b.ref);
}

function twinOf({ keyId }: Part, parts: readonly Part[]): Part | undefined {
  return keyId === '' ? undefined : parts.find((other) => other.kind === 'public-key' && other.keyId === keyId);
}

function certificateFor(keyId: string, publicKey: PublicKeyInfo | undefined, parts: readonly Part[]) {
  const belongs = ({ spki }: Certificate, other: Part) =>
    publicKey === undefined ? keyId !== '' && other.keyId === keyId : isSameKey(spki, publicKey);
  return parts.find((other) => other.certificate !== undefined && belongs(other.certificate, other))?.certificate;
}

function aboutOf(
  { object, kind, keyId, own, certificate }: Part,
  publicKey: PublicKeyInfo | undefined,
  ofKey: Certificate | undefined,
): TokenObject {
  const label = textIn(object, CKA.label);
  return {
    ref: refOf([kind, keyId, label], certificate?.der ?? own?.der ?? new Uint8Array()),
    kind,
    label,
    keyId,
    key: publicKey?.keyName ?? ofKey?.keyName ?? null,
    private: flagIn(object, CKA.private),
    sensitive: flagIn(object, CKA.sensitive),
    extractable: flagIn(object, CKA.extractable),
    local: flagIn(object, CKA.local),
    signs: flagIn(object, CKA.sign),
    pinPerSignature: flagIn(object, CKA.alwaysAuthenticate),
    certificate: ofKey === undefined ? null : certificateWords(ofKey),
  };
}

/** A certificate as it is told in a list. */
export function certificateWords(certificate: Certificate): ObjectCertificate {
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
