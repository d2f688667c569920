import { createHash } from 'node:crypto';
import type { PkiSigner } from '../../../scripts/pki/make-pki.ts';
import {
  digestAlgorithmIdentifier,
  digestOf,
  type HashName,
  signatureAlgorithmIdentifier,
} from '../../../src-main/cms/algorithms.ts';
import { ATTRIBUTE, CONTENT_TYPE } from '../../../src-main/cms/attributes.ts';
import { Certificate } from '../../../src-main/cms/certificate.ts';
import { contextTag, TAG } from '../../../src-main/cms/der.ts';
import { encode, integer, octetString, sequence, setOf } from '../../../src-main/cms/der-writer.ts';
import { digestBytes } from '../../../src-main/cms/digest.ts';
import { oid } from '../../../src-main/cms/oid.ts';
import type { SignatureAlgorithm } from '../../../src-main/platform/signer.ts';
import { signWith as signValue } from '../cms.ts';

/** The attributes that an honest signer signs, and what they are made from. */
export interface HonestAttributes {
  readonly contentType: Uint8Array;
  readonly messageDigest: Uint8Array;
  readonly signingCertificate: Uint8Array;
  /** Of the covered bytes. */
  readonly digest: Uint8Array;
}

/** Where a CMS structure is made otherwise than an honest signer does. */
export interface Forgery {
  readonly signer: PkiSigner;
  readonly algorithm?: SignatureAlgorithm;
  /** Hash of the content and name of it; by the algorithm where absent. */
  readonly hash?: HashName;
  /** DER of each signed attribute, in the order in which they are sent; null for none. */
  readonly attributes?: ((honest: HonestAttributes) => readonly Uint8Array[]) | null;
  /** What the key signs in place of the SET OF attributes. */
  readonly signs?: (attributes: Uint8Array, content: Uint8Array) => Uint8Array;
  readonly signature?: (value: Uint8Array) => Uint8Array;
  readonly signerIdentifier?: Uint8Array;
  readonly digestAlgorithm?: Uint8Array;
  readonly signatureAlgorithm?: Uint8Array;
  /** The digest algorithms at the head. */
  readonly head?: readonly Uint8Array[];
  readonly contentType?: string;
  readonly content?: Uint8Array;
  readonly certificates?: readonly Uint8Array[];
  readonly version?: number;
  readonly signerVersion?: number;
  /** DER of unsigned attributes over the signature value. */
  readonly unsigned?: (signature: Uint8Array) => readonly Uint8Array[];
  /** DER of further SignerInfos. */
  readonly further?: readonly Uint8Array[];
  /** Whether the SET OF signed attributes is sorted, as DER wants. */
  readonly sorted?: boolean;
}

export const attribute = (type: string, ...values: readonly Uint8Array[]): Uint8Array =>
  sequence(oid(type), encode(TAG.set, ...values));

/** ESSCertIDv2 of a certificate (RFC 5035, 3), SHA-256. */
export const essCertId = (certificate: Uint8Array): Uint8Array =>
  sequence(octetString(createHash('sha256').update(certificate).digest()));

/** The attribute signing-certificate-v2 of these. */
export const signingCertificate = (...certificates: readonly Uint8Array[]): Uint8Array =>
  attribute(ATTRIBUTE.signingCertificateV2, sequence(sequence(...certificates.map(essCertId))));

/** issuerAndSerialNumber of a certificate. */
export function issuerSerialOf(der: Uint8Array): Uint8Array {
  const certificate = new Certificate(der);
  return sequence(certificate.issuerName.der, encode(TAG.integer, certificate.serialBytes));
}

/** One SignerInfo (RFC 5652, 5.3). */
export function forgedSigner(content: Uint8Array, plan: Forgery): Uint8Array {
  const { signer, algorithm = 'ecdsa-sha256' } = plan;
  const hash = plan.hash ?? digestOf(algorithm);
  const digest = digestBytes(hash, content);
  const honest: HonestAttributes = {
    contentType: attribute(ATTRIBUTE.contentType, oid(CONTENT_TYPE.data)),
    messageDigest: attribute(ATTRIBUTE.messageDigest, octetString(digest)),
    signingCertificate: signingCertificate(signer.certificate),
    digest,
  };
  const list = plan.attributes === undefined ? Object.values(honest).slice(0, 3) : (plan.attributes?.(honest) ?? []);
  const set = (tag: number) => (plan.sorted === false ? encode(tag, ...list) : setOf(list, tag));
  const signed = plan.signs?.(set(TAG.set), content) ?? set(TAG.set);
  const value = signValue(signer, algorithm, signed);
  const signature = plan.signature?.(value) ?? value;
  const unsigned = plan.unsigned?.(signature) ?? [];
  return sequence(
    integer(plan.signerVersion ?? 1),
    plan.signerIdentifier ?? issuerSerialOf(signer.certificate),
    plan.digestAlgorithm ?? digestAlgorithmIdentifier(hash),
    ...(plan.attributes === null ? [] : [set(contextTag(0))]),
    plan.signatureAlgorithm ?? signatureAlgorithmIdentifier(algorithm),
    octetString(signature),
    ...(unsigned.length === 0 ? [] : [encode(contextTag(1), ...unsigned)]),
  );
}

/** A ContentInfo with SignedData (RFC 5652, 5.1), honest in everything that the plan does not say. */
export function forgedCms(content: Uint8Array, plan: Forgery): Uint8Array {
  const { signer, algorithm = 'ecdsa-sha256' } = plan;
  const head = plan.head ?? [digestAlgorithmIdentifier(plan.hash ?? digestOf(algorithm))];
  const inside = plan.content === undefined ? [] : [encode(contextTag(0), octetString(plan.content))];
  return sequence(
    oid(CONTENT_TYPE.signedData),
    encode(
      contextTag(0),
      sequence(
        integer(plan.version ?? 1),
        encode(TAG.set, ...head),
        sequence(oid(plan.contentType ?? CONTENT_TYPE.data), ...inside),
        encode(contextTag(0), ...(plan.certificates ?? [signer.certificate, ...signer.chain])),
        encode(TAG.set, forgedSigner(content, plan), ...(plan.further ?? [])),
      ),
    ),
  );
}
