import { createHash } from 'node:crypto';
import { type AlgorithmIdentifier, readAlgorithm } from './algorithm-identifier.ts';
import { Certificate } from './certificate.ts';
import { checkedOnce } from './check-memo.ts';
import {
  children,
  contextTag,
  type Der,
  Members,
  onlyChild,
  readBitString,
  readDer,
  readPreciseTime,
  readSmallInteger,
  sameBytes,
  TAG,
} from './der.ts';
import { encode, octetString, sequence } from './der-writer.ts';
import { EXTENSION, type Extension, readExtensions } from './extensions.ts';
import { FormatError, isFormatError } from './format-error.ts';
import { type Name, readName, sameName } from './name.ts';
import { type CertId, namesCertificate, readCertId } from './ocsp-cert-id.ts';
import { oid, readOid } from './oid.ts';
import { parsedAs } from './parsed-as.ts';
import type { SignatureCheck } from './verify-signature.ts';

const BASIC_RESPONSE = '1.3.6.1.5.5.7.48.1.1';

/** OCSPResponseStatus (RFC 6960, 4.2.1) by number; 4 does not exist. */
const STATUSES = {
  0: 'successful',
  1: 'malformedRequest',
  2: 'internalError',
  3: 'tryLater',
  5: 'sigRequired',
  6: 'unauthorized',
} as const;
export type OcspStatus = (typeof STATUSES)[keyof typeof STATUSES];

/** Who signed a response: by name, or by the SHA-1 of the key. */
export type ResponderId =
  | { readonly kind: 'name'; readonly name: Name }
  | { readonly kind: 'key'; readonly keyHash: Uint8Array };

/** What a response says of one certificate (SingleResponse, RFC 6960, 4.2.1). */
export interface SingleResponse {
  readonly certId: CertId;
  readonly state: 'good' | 'revoked' | 'unknown';
  /** For `revoked`. */
  readonly revocationTime: Date | undefined;
  /** CRLReason number; undefined where the response gives none. 6 is certificateHold. */
  readonly reason: number | undefined;
  readonly thisUpdate: Date;
  /** Undefined where newer information is always to be had. */
  readonly nextUpdate: Date | undefined;
  /** Up to when the responder keeps the states of expired certificates (RFC 6960, 4.4.4). */
  readonly archiveCutoff: Date | undefined;
  readonly unknownCritical: readonly string[];
}

/** A successful OCSP response with a BasicOCSPResponse inside (RFC 6960, 4.2.1). Immutable; its bytes must not be written to. */
export class OcspResponse {
  /** The OCSPResponse: what a document security store holds. */
  readonly der: Uint8Array;
  /** The BasicOCSPResponse in it: what the revocation values of CAdES hold. */
  readonly basicDer: Uint8Array;
  readonly responderId: ResponderId;
  readonly producedAt: Date;
  /** Certificates beside the signature, the responder's among them where it is not the issuer itself. Unreadable ones are left out. */
  readonly certificates: readonly Certificate[];
  /** The octets of the nonce. */
  readonly nonce: Uint8Array | undefined;
  readonly responses: readonly SingleResponse[];
  /** Critical extensions of the whole response that are not understood: it must not be used. */
  readonly unknownCritical: readonly string[];
  readonly signatureAlgorithm: AlgorithmIdentifier;
  readonly #tbs: Uint8Array;
  readonly #signature: Uint8Array;
  #sha256: string | undefined;

  /**
   * @param bytes an OCSPResponse, or the BasicOCSPResponse alone
   * @throws FormatError also for a response that is not `successful`: see `ocspStatus`
   */
  constructor(bytes: Uint8Array) {
    const value = readDer(bytes, TAG.sequence);
    const wrapped = children(value)[0]?.tag === TAG.enumerated;
    this.basicDer = wrapped ? basicOf(value) : bytes;
    this.der = wrapped ? bytes : wrapBasic(bytes);
    const outer = new Members(readDer(this.basicDer));
    const tbs = outer.take(TAG.sequence);
    this.signatureAlgorithm = readAlgorithm(outer.take());
    this.#signature = readBitString(outer.take());
    const certificates = outer.optional(contextTag(0));
    outer.end();
    this.#tbs = tbs.bytes;
    const carried = certificates === undefined ? [] : children(onlyChild(certificates)).map((item) => item.bytes);
    this.certificates = parsedAs(Certificate, carried);

    const members = new Members(tbs);
    const version = members.optional(contextTag(0));
    if (version !== undefined && readSmallInteger(onlyChild(version)) !== 0) {
      throw new FormatError('An OCSP response has a version other than 1.');
    }
    this.responderId = readResponderId(members.take());
    this.producedAt = readPreciseTime(members.take());
    this.responses = children(members.take(TAG.sequence)).map(readSingle);
    const extensions = optionalExtensions(members.optional(contextTag(1)));
    members.end();
    this.nonce = readNonce(extensions.get(EXTENSION.ocspNonce));
    this.unknownCritical = criticalBut(extensions, [EXTENSION.ocspNonce]);
  }

  /** Lower-case hexadecimal SHA-256 of the BasicOCSPResponse. */
  get sha256(): string {
    this.#sha256 ??= createHash('sha256').update(this.basicDer).digest('hex');
    return this.#sha256;
  }

  /** What the response says of `certificate` as issued by `issuer`; of several the latest. Undefined where it says nothing. */
  find(certificate: Certificate, issuer: Certificate): SingleResponse | undefined {
    return this.responses
      .filter(({ certId }) => namesCertificate(certId, certificate, issuer))
      .sort((a, b) => b.thisUpdate.getTime() - a.thisUpdate.getTime())[0];
  }

  /** True where the responder's name or key digest is that of `certificate`. */
  isFrom(certificate: Certificate): boolean {
    const id = this.responderId;
    return id.kind === 'name'
      ? sameName(id.name, certificate.subjectName)
      : sameBytes(id.keyHash, createHash('sha1').update(certificate.spki.keyBits).digest());
  }

  /** Checks the signature with the key of `certificate`. Its right to answer is the caller's matter (RFC 6960, 4.2.2.2). */
  verifySignedBy(certificate: Certificate): SignatureCheck {
    const check = () => certificate.check(this.signatureAlgorithm, this.#tbs, this.#signature);
    return checkedOnce(this.sha256, certificate.sha256, check);
  }
}

/** Status of an OCSPResponse; a bare BasicOCSPResponse is `successful`. @throws FormatError */
export function ocspStatus(bytes: Uint8Array): OcspStatus {
  const [first] = children(readDer(bytes, TAG.sequence));
  if (first?.tag !== TAG.enumerated) {
    return 'successful';
  }
  const number = readSmallInteger(first, TAG.enumerated);
  const status = (STATUSES as Readonly<Record<number, OcspStatus>>)[number];
  if (status === undefined) {
    throw new FormatError(`An OCSP response has the status ${number}, which does not exist.`);
  }
  return status;
}

function basicOf(value: Der): Uint8Array {
  const status = ocspStatus(value.bytes);
  const members = new Members(value);
  members.take(TAG.enumerated);
  const bytes = members.optional(contextTag(0));
  members.end();
  if (status !== 'successful' || bytes === undefined) {
    throw new FormatError(`An OCSP response holds no answer (${status}).`);
  }
  const response = new Members(onlyChild(bytes));
  const type = readOid(response.take());
  const basic = response.take(TAG.octetString).content;
  response.end();
  if (type !== BASIC_RESPONSE) {
    throw new FormatError(`An OCSP response is of the type ${type}, not a basic response.`);
  }
  return basic;
}

/** DER of an OCSPResponse around a BasicOCSPResponse. */
function wrapBasic(basic: Uint8Array): Uint8Array {
  const status = encode(TAG.enumerated, Uint8Array.of(0));
  return sequence(status, encode(contextTag(0), sequence(oid(BASIC_RESPONSE), octetString(basic))));
}

function readResponderId(value: Der): ResponderId {
  if (value.tag === contextTag(1)) {
    return { kind: 'name', name: readName(onlyChild(value)) };
  }
  if (value.tag === contextTag(2)) {
    return { kind: 'key', keyHash: readDer(onlyChild(value).bytes, TAG.octetString).content };
  }
  throw new FormatError('An OCSP response does not name its responder.');
}

function readSingle(value: Der): SingleResponse {
  const members = new Members(value);
  const certId = readCertId(members.take());
  const status = members.take();
  const thisUpdate = readPreciseTime(members.take());
  const nextUpdate = members.optional(contextTag(0));
  const extensions = optionalExtensions(members.optional(contextTag(1)));
  members.end();
  const cutoff = extensions.get(EXTENSION.ocspArchiveCutoff);
  return {
    certId,
    ...readState(status),
    thisUpdate,
    nextUpdate: nextUpdate === undefined ? undefined : readPreciseTime(onlyChild(nextUpdate)),
    archiveCutoff: cutoff === undefined ? undefined : readPreciseTime(readDer(cutoff.value)),
    unknownCritical: criticalBut(extensions, [EXTENSION.ocspArchiveCutoff, EXTENSION.reasonCode]),
  };
}

function readState(value: Der): Pick<SingleResponse, 'state' | 'revocationTime' | 'reason'> {
  switch (value.tag) {
    case contextTag(0, false):
      return { state: 'good', revocationTime: undefined, reason: undefined };
    case contextTag(1): {
      const members = new Members(value, value.tag);
      const revocationTime = readPreciseTime(members.take());
      const reason = members.optional(contextTag(0));
      members.end();
      return {
        state: 'revoked',
        revocationTime,
        reason: reason === undefined ? undefined : readSmallInteger(onlyChild(reason), TAG.enumerated),
      };
    }
    case contextTag(2, false):
      return { state: 'unknown', revocationTime: undefined, reason: undefined };
    default:
      throw new FormatError('An OCSP response gives a certificate a state that does not exist.');
  }
}

function optionalExtensions(tagged: Der | undefined): ReadonlyMap<string, Extension> {
  return tagged === undefined ? new Map() : readExtensions(onlyChild(tagged));
}

function criticalBut(extensions: ReadonlyMap<string, Extension>, understood: readonly string[]): string[] {
  return [...extensions.values()].flatMap(({ oid, critical }) => (critical && !understood.includes(oid) ? [oid] : []));
}

/** The nonce is an OCTET STRING inside the extension (RFC 8954); older responders put the bare octets there. */
function readNonce(extension: Extension | undefined): Uint8Array | undefined {
  if (extension === undefined) {
    return undefined;
  }
  try {
    return readDer(extension.value, TAG.octetString).content;
  } catch (error) {
    if (!isFormatError(error)) throw error;
    return extension.value;
  }
}
