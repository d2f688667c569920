import { AppError } from '../../../shared/contract/app-error.ts';
import { schemeOf } from '../../cms/algorithms.ts';
import type { Certificate } from '../../cms/certificate.ts';
import { sameBytes, TAG } from '../../cms/der.ts';
import { encode } from '../../cms/der-writer.ts';
import { randomBytes } from '../../platform/random.ts';
import { issuersOf } from '../choice.ts';
import type { HostTemplate } from '../host/protocol.ts';
import { keyShapeOf } from '../key-kind.ts';
import { KEY_TYPE } from '../mechanisms.ts';
import { CKA, CKO, numberIn } from './attributes.ts';
import type { Described } from './describe.ts';
import { foundLabel } from './key-label.ts';
import { allOrNothing } from './leave-nothing.ts';
import type { ManagedToken } from './managed-token.ts';
import { isSameKey } from './public-key.ts';

export interface CertificateImport {
  /** The certificate of a key that is on the token. */
  readonly certificate: Certificate;
  /** Further ones; those that lead from the certificate upwards are written too where they are not there. */
  readonly others: readonly Certificate[];
  /** Only for the key with this CKA_ID, hexadecimal. */
  readonly keyId?: string | undefined;
  /** CKA_LABEL; the subject’s name where absent. */
  readonly label?: string | undefined;
}

export interface ImportedCertificate {
  readonly keyId: string;
  readonly sha256: string;
  /** SHA-256 of issuers that were written beside it. */
  readonly issuers: readonly string[];
}

/**
 * Writes the certificate of a key to the token, under the key's CKA_ID. That it belongs to the key is shown by the public key that the
 * token tells, or, where it tells none, by a signature of the key.
 * @throws AppError OBJECT_EXISTS, KEY_MISSING where no key on the token belongs to it, KEY_MISMATCH where the one that is named does not,
 * CKR_*, MODULE_*
 */
export async function importCertificate(token: ManagedToken, wish: CertificateImport): Promise<ImportedCertificate> {
  const { certificate } = wish;
  const objects = await token.list();
  const key = await keyOf(token, objects, wish);
  const { keyId } = key.about;
  if (objects.some((other) => other.certificate?.sha256 === certificate.sha256 && other.about.keyId === keyId)) {
    throw new AppError(
      'OBJECT_EXISTS',
      `The token “${token.info.label}” holds this certificate for this key already; nothing was changed.`,
      { token: token.info.label, sha256: certificate.sha256 },
    );
  }
  const issuers = missingIssuers(objects, certificate, wish.others);
  return allOrNothing(token, async (made) => {
    made(await token.create(certificateTemplate(certificate, keyId, wish.label ?? foundLabel(certificate.commonName))));
    for (const issuer of issuers) made(await token.create(issuerTemplate(issuer)));
    return { keyId, sha256: certificate.sha256, issuers: issuers.map(({ sha256 }) => sha256) };
  });
}

/** Issuers of the certificate that are not on the token. */
export function missingIssuers(
  objects: readonly Described[],
  certificate: Certificate,
  pool: readonly Certificate[],
): Certificate[] {
  const chain = issuersOf(
    certificate.der,
    pool.map(({ der }) => der),
  );
  return chain.flatMap((der) => {
    const issuer = pool.find((candidate) => sameBytes(candidate.der, der));
    const isThere = objects.some((object) => object.certificate?.sha256 === issuer?.sha256);
    return issuer === undefined || isThere ? [] : [issuer];
  });
}

/** An issuer has no key here: its CKA_ID is its key identifier, so that it is told apart from others. */
export function issuerTemplate(issuer: Certificate): HostTemplate {
  const id = Buffer.from(issuer.subjectKeyId ?? Buffer.from(issuer.sha256.slice(0, 40), 'hex')).toString('hex');
  return certificateTemplate(issuer, id, foundLabel(issuer.commonName));
}

/** An X.509 certificate object (PKCS#11 v3.1, 4.6.3). */
export function certificateTemplate(certificate: Certificate, keyId: string, label: string): HostTemplate {
  return [
    { type: CKA.class, value: CKO.certificate },
    { type: CKA.certificateType, value: 0 },
    { type: CKA.token, value: true },
    { type: CKA.private, value: false },
    { type: CKA.label, value: Uint8Array.from(Buffer.from(label, 'utf8')) },
    { type: CKA.id, value: Uint8Array.from(Buffer.from(keyId, 'hex')) },
    { type: CKA.subject, value: certificate.subjectName.der },
    { type: CKA.issuer, value: certificate.issuerName.der },
    { type: CKA.serialNumber, value: encode(TAG.integer, certificate.serialBytes) },
    { type: CKA.value, value: certificate.der },
  ];
}

async function keyOf(
  token: ManagedToken,
  objects: readonly Described[],
  { certificate, keyId }: CertificateImport,
): Promise<Described> {
  const keys = objects.filter(
    ({ about }) => about.kind === 'private-key' && (keyId === undefined || about.keyId === keyId.toLowerCase()),
  );
  for (const key of keys) {
    if (await belongsTogether(token, key, certificate)) return key;
  }
  const details = { token: token.info.label, sha256: certificate.sha256, keys: keys.length };
  const name = certificate.commonName;
  if (keyId !== undefined && keys.length > 0) {
    throw new AppError(
      'KEY_MISMATCH',
      `The certificate of ${name} does not belong to the key with the CKA_ID ${keyId} on the token “${token.info.label}”; nothing was changed. Name the key that its request came from.`,
      details,
    );
  }
  throw new AppError(
    'KEY_MISSING',
    `The token “${token.info.label}” holds no private key for the certificate of ${name}; nothing was changed. Insert the token on which its key was made.`,
    details,
  );
}

/** By the public key that the token tells; where it tells none, by a signature. */
async function belongsTogether(token: ManagedToken, key: Described, certificate: Certificate): Promise<boolean> {
  const { publicKey } = key;
  const { spki } = certificate;
  if (publicKey !== undefined) return isSameKey(publicKey, spki);
  if (numberIn(key.object, CKA.keyType) !== KEY_TYPE[keyShapeOf(spki).family]) return false;
  const challenge = randomBytes(32);
  const { algorithm, signature } = await token.signWith(key.object, spki, challenge);
  return certificate.checkScheme(schemeOf(algorithm), challenge, signature) === 'valid';
}
