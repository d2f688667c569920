import { createHash, type KeyObject, sign } from 'node:crypto';
import type { Issued } from '../../scripts/pki/issue.ts';
import { localTimestamper } from '../../scripts/pki/local-timestamper.ts';
import type { Pki } from '../../scripts/pki/make-pki.ts';
import type { SignatureReport } from '../../shared/domain/verification.ts';
import type { Given } from '../../src-main/cades/verify/verify-cades.ts';
import { neededHashes, verifyCades } from '../../src-main/cades/verify/verify-cades.ts';
import { ATTRIBUTE } from '../../src-main/cms/attributes.ts';
import { children, readDer } from '../../src-main/cms/der.ts';
import { octetString, sequence, setOf } from '../../src-main/cms/der-writer.ts';
import { oid } from '../../src-main/cms/oid.ts';
import { signedAttributes, signedData } from '../../src-main/cms/signed-data.ts';

/** What the signatures of the tests are over. */
export const CONTENT = Buffer.from('An agreement, to be kept for thirty years.\n');

const CONTENT_TIMESTAMP = '1.2.840.113549.1.9.16.2.20';
const SIGNATURE_POLICY = '1.2.840.113549.1.9.16.2.15';

export interface CadesFileOptions {
  /** DER, besides that of the signer. */
  readonly chain?: readonly Uint8Array[];
  /** Further signed attributes, DER. */
  readonly attributes?: readonly Uint8Array[];
  /** Named by the ESS attribute instead of the signer's. */
  readonly essOf?: Uint8Array;
  /** Names the certificate as the first edition of ESS did (RFC 2634, 5.4): by SHA-1. */
  readonly essBySha1?: boolean;
  /** What the signature is over; CONTENT where absent. */
  readonly content?: Uint8Array;
  /** What is signed instead of the attributes. */
  readonly signInstead?: Uint8Array;
}

/** A detached CAdES signature in SHA-256 by an EC or RSA key. */
export function cadesFile({ certificate, key }: Issued, options: CadesFileOptions = {}): Uint8Array {
  const {
    chain = [],
    attributes = [],
    essOf = certificate,
    essBySha1 = false,
    signInstead,
    content = CONTENT,
  } = options;
  const digest = createHash('sha256').update(content).digest();
  const usual = signedAttributes({ digest, certificate: essOf, signingTime: new Date('2026-06-01T00:00:00Z') });
  const v2 = oid(ATTRIBUTE.signingCertificateV2);
  const essCertId = sequence(octetString(createHash('sha1').update(essOf).digest()));
  const old = sequence(oid(ATTRIBUTE.signingCertificate), setOf([sequence(sequence(essCertId))]));
  const own = children(readDer(usual))
    .map(({ bytes }) => bytes)
    .map((bytes) => (essBySha1 && Buffer.from(bytes).includes(Buffer.from(v2)) ? old : bytes));
  const all = setOf([...own, ...attributes]);
  return signedData({
    signedAttributes: all,
    signature: sign('sha256', signInstead ?? all, key),
    algorithm: isRsa(key) ? 'rsa-pkcs1-sha256' : 'ecdsa-sha256',
    certificates: [certificate, ...chain],
  });
}

const isRsa = (key: KeyObject) => key.asymmetricKeyType === 'rsa';

/** The attribute of a timestamp that was made of CONTENT before it was signed. */
export async function contentTimestamp(pki: Pki, time: Date): Promise<Uint8Array> {
  const digest = createHash('sha256').update(CONTENT).digest();
  const token = await localTimestamper(pki, { clock: { now: () => time } }).timestamp(digest, 'sha256');
  return sequence(oid(CONTENT_TIMESTAMP), setOf([token]));
}

/** The attribute that names a signature policy. @param value DER of the SignaturePolicy */
export function policyAttribute(value: Uint8Array): Uint8Array {
  return sequence(oid(SIGNATURE_POLICY), setOf([value]));
}

/** The one signature of a file, verified by the product. */
export function verifiedCades(cms: Uint8Array, given: Given, content: Uint8Array = CONTENT): SignatureReport {
  const digests = new Map(neededHashes(cms).map((hash) => [hash, createHash(hash).update(content).digest()] as const));
  const [report, ...others] = verifyCades(cms, digests, given, 'agreement.txt.p7s');
  if (report === undefined || others.length > 0) throw new Error('one signature was to be reported');
  return report;
}
