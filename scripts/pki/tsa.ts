import { createHash, sign } from 'node:crypto';
import { digestAlgorithmIdentifier, signatureAlgorithmIdentifier } from '../../src-main/cms/algorithms.ts';
import { ATTRIBUTE, CONTENT_TYPE } from '../../src-main/cms/attributes.ts';
import { Certificate } from '../../src-main/cms/certificate.ts';
import { contextTag, Members, minimalInteger, readBoolean, readDer, TAG } from '../../src-main/cms/der.ts';
import { encode, integer, octetString, sequence, setOf } from '../../src-main/cms/der-writer.ts';
import { oid } from '../../src-main/cms/oid.ts';
import { randomSerial } from './issue.ts';
import type { PkiSigner } from './make-pki.ts';

/** What a timestamp authority of the tests may do wrong. */
export type TsaLie =
  | 'wrong-nonce'
  | 'no-nonce'
  | 'wrong-imprint'
  | 'other-hash'
  | 'two-signers'
  | 'no-certificate'
  | 'other-certificate-named'
  | 'wrong-signature'
  | 'big-token'
  | 'no-token'
  | 'rejects';

/** Under the arc for examples (X.660). */
const POLICY = '2.999.3161';
/** Octets that a `big-token` is longer than others. */
const BIG = 40_000;
const PRIVATE_ATTRIBUTE = '2.999.1';

/** The members of a TimeStampReq (RFC 3161, 2.4.1) that make a difference. */
interface Query {
  readonly imprint: Uint8Array;
  readonly nonce: Uint8Array | undefined;
  readonly wantsCertificate: boolean;
}

/**
 * Answers a TimeStampReq with a TimeStampResp (RFC 3161, 2.4.2).
 * @param request DER
 * @param genTime what the token states, to the millisecond
 * @throws FormatError for a request that is none
 */
export function answerTimestamp(request: Uint8Array, tsa: PkiSigner, genTime: Date, lie?: TsaLie): Uint8Array {
  if (lie === 'rejects') {
    const words = new TextEncoder().encode('No timestamps today');
    const timeNotAvailable = encode(TAG.bitString, Uint8Array.of(1, 0, 2));
    return sequence(sequence(integer(2), sequence(encode(TAG.utf8String, words)), timeNotAvailable));
  }
  const granted = sequence(integer(0));
  return lie === 'no-token' ? sequence(granted) : sequence(granted, token(readQuery(request), tsa, genTime, lie));
}

function readQuery(request: Uint8Array): Query {
  const members = new Members(readDer(request));
  members.take(TAG.integer);
  const imprint = members.take(TAG.sequence).bytes;
  members.optional(TAG.oid);
  const nonce = members.optional(TAG.integer)?.content;
  const certificate = members.optional(TAG.boolean);
  members.optional(contextTag(0));
  members.end();
  return { imprint, nonce, wantsCertificate: certificate !== undefined && readBoolean(certificate) };
}

/** DER of a TimeStampToken. */
function token(query: Query, tsa: PkiSigner, genTime: Date, lie: TsaLie | undefined): Uint8Array {
  const info = tstInfo(query, genTime, lie);
  const signer = signerInfo(info, tsa, lie);
  const carried = query.wantsCertificate && lie !== 'no-certificate';
  const [issuer] = tsa.chain;
  const certificates = carried ? [tsa.certificate, ...(issuer === undefined ? [] : [issuer])] : [];
  const content = sequence(
    integer(3),
    setOf([digestAlgorithmIdentifier('sha256')]),
    sequence(oid(CONTENT_TYPE.tstInfo), encode(contextTag(0), octetString(info))),
    ...(certificates.length === 0 ? [] : [setOf(certificates, contextTag(0))]),
    setOf(lie === 'two-signers' ? [signer, signerInfo(info, tsa, undefined)] : [signer]),
  );
  return sequence(oid(CONTENT_TYPE.signedData), encode(contextTag(0), content));
}

/** DER of a TSTInfo with an accuracy of one second. */
function tstInfo(query: Query, genTime: Date, lie: TsaLie | undefined): Uint8Array {
  const nonce = query.nonce === undefined ? undefined : Uint8Array.from(query.nonce);
  if (nonce !== undefined && lie === 'wrong-nonce') {
    nonce[nonce.length - 1] = (nonce.at(-1) ?? 0) ^ 1;
  }
  return sequence(
    integer(1),
    oid(POLICY),
    imprintOf(query.imprint, lie),
    encode(TAG.integer, randomSerial()),
    encode(TAG.generalizedTime, generalizedTime(genTime)),
    sequence(integer(1)),
    ...(nonce === undefined || lie === 'no-nonce' ? [] : [encode(TAG.integer, minimalInteger(nonce))]),
  );
}

function imprintOf(imprint: Uint8Array, lie: TsaLie | undefined): Uint8Array {
  if (lie === 'other-hash') {
    return sequence(digestAlgorithmIdentifier('sha1'), octetString(new Uint8Array(20)));
  }
  const changed = Uint8Array.from(imprint);
  if (lie === 'wrong-imprint') {
    changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
  }
  return changed;
}

function signerInfo(info: Uint8Array, tsa: PkiSigner, lie: TsaLie | undefined): Uint8Array {
  const certificate = new Certificate(tsa.certificate);
  const named = lie === 'other-certificate-named' ? (tsa.chain[0] ?? tsa.certificate) : tsa.certificate;
  const attributes = setOf([
    attribute(ATTRIBUTE.contentType, oid(CONTENT_TYPE.tstInfo)),
    attribute(ATTRIBUTE.messageDigest, octetString(sha256(info))),
    attribute(ATTRIBUTE.signingCertificateV2, sequence(sequence(sequence(octetString(sha256(named)))))),
  ]);
  const signed = lie === 'wrong-signature' ? attributes.subarray(1) : attributes;
  const implicit = Uint8Array.from(attributes);
  implicit[0] = contextTag(0);
  const padding = attribute(PRIVATE_ATTRIBUTE, octetString(new Uint8Array(BIG)));
  return sequence(
    integer(1),
    sequence(certificate.issuerName.der, encode(TAG.integer, certificate.serialBytes)),
    digestAlgorithmIdentifier('sha256'),
    implicit,
    signatureAlgorithmIdentifier('ecdsa-sha256'),
    octetString(sign('sha256', signed, tsa.key)),
    ...(lie === 'big-token' ? [setOf([padding], contextTag(1))] : []),
  );
}

function attribute(type: string, value: Uint8Array): Uint8Array {
  return sequence(oid(type), setOf([value]));
}

function sha256(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(createHash('sha256').update(bytes).digest());
}

/** The octets of a GeneralizedTime: no trailing zeros in the fraction, no fraction where it is zero (RFC 3161, 2.4.2). */
function generalizedTime(time: Date): Uint8Array {
  const [whole = '', fraction = ''] = time
    .toISOString()
    .replace(/[-:TZ]/g, '')
    .split('.');
  const digits = fraction.replace(/0+$/, '');
  return new TextEncoder().encode(`${whole}${digits === '' ? '' : `.${digits}`}Z`);
}
