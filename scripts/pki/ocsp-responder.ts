import { createHash, sign } from 'node:crypto';
import { CRLReasons } from '@peculiar/asn1-x509';
import { signatureAlgorithmIdentifier } from '../../src-main/cms/algorithms.ts';
import { Certificate } from '../../src-main/cms/certificate.ts';
import { children, contextTag, type Der, Members, onlyChild, readDer, sameBytes, TAG } from '../../src-main/cms/der.ts';
import { bitString, encode, octetString, sequence } from '../../src-main/cms/der-writer.ts';
import { EXTENSION, readExtensions } from '../../src-main/cms/extensions.ts';
import { readCertId } from '../../src-main/cms/ocsp-cert-id.ts';
import { oid } from '../../src-main/cms/oid.ts';
import { type Issued, issueCertificate } from './issue.ts';
import { generateKey } from './keys.ts';
import type { CaName, Pki, Revocation } from './make-pki.ts';

/** What an OCSP responder of the tests may do wrong; `by-ca` and `by-name` are right, only seldom done. */
export type OcspLie =
  | 'stale'
  | 'unknown'
  | 'try-later'
  | 'stranger'
  | 'wrong-cert-id'
  | 'wrong-nonce'
  | 'no-nonce'
  | 'wrong-signature'
  | 'by-ca'
  | 'by-name';

const DAY = 86_400_000;
/** How long an answer is good for. */
const LIFE = DAY;

/**
 * Answers an OCSPRequest (RFC 6960, 4.1) about certificates of one CA of the PKI.
 * @param request DER
 * @param now when the answer is made; it holds from an hour before for a day
 * @returns OCSPResponse, DER
 * @throws FormatError for a request that is none
 */
export function answerOcsp(request: Uint8Array, pki: Pki, ca: CaName, now: Date, lie?: OcspLie): Uint8Array {
  if (lie === 'try-later') {
    return sequence(encode(TAG.enumerated, Uint8Array.of(3)));
  }
  const { asked, nonce } = readRequest(request);
  const at = lie === 'stale' ? new Date(now.getTime() - 30 * DAY) : now;
  const responses = asked.map((certId) => single(certId, pki, ca, at, lie));
  const responder = responderFor(pki, ca, now, lie);
  const extensions = lie === 'no-nonce' || nonce === undefined ? [] : [nonceExtension(nonce, lie === 'wrong-nonce')];
  const data = sequence(
    responderId(responder, lie === 'by-name'),
    time(at),
    sequence(...responses),
    ...(extensions.length === 0 ? [] : [encode(contextTag(1), sequence(...extensions))]),
  );
  const curve = responder.key.asymmetricKeyDetails?.namedCurve === 'secp384r1' ? 'sha384' : 'sha256';
  const signature = sign(curve, lie === 'wrong-signature' ? data.subarray(1) : data, responder.key);
  const basic = sequence(
    data,
    signatureAlgorithmIdentifier(`ecdsa-${curve}`),
    bitString(signature),
    ...(lie === 'by-ca' ? [] : [encode(contextTag(0), sequence(responder.certificate))]),
  );
  const bytes = sequence(oid('1.3.6.1.5.5.7.48.1.1'), octetString(basic));
  return sequence(encode(TAG.enumerated, Uint8Array.of(0)), encode(contextTag(0), bytes));
}

function readRequest(request: Uint8Array): { asked: Der[]; nonce: Uint8Array | undefined } {
  const tbs = new Members(new Members(readDer(request)).take());
  tbs.optional(contextTag(0));
  tbs.optional(contextTag(1));
  const asked = children(tbs.take(TAG.sequence)).map((item) => new Members(item).take());
  const list = tbs.optional(contextTag(2));
  const nonce = list === undefined ? undefined : readExtensions(onlyChild(list)).get(EXTENSION.ocspNonce)?.value;
  return { asked, nonce };
}

function single(certId: Der, pki: Pki, ca: CaName, at: Date, lie: OcspLie | undefined): Uint8Array {
  const { serialBytes, issuerKeyHash, hash } = readCertId(certId);
  const { keyBits } = new Certificate(pki.ca(ca).certificate).spki;
  const ours = hash !== undefined && sameBytes(createHash(hash).update(keyBits).digest(), issuerKeyHash);
  const revocation = pki
    .revocations(ca)
    .find(({ serial, date }) => sameBytes(serial, serialBytes) && date.getTime() <= at.getTime());
  const named = Uint8Array.from(certId.bytes);
  if (lie === 'wrong-cert-id') {
    named[named.length - 1] = (named.at(-1) ?? 0) ^ 1;
  }
  return sequence(
    named,
    state(lie === 'unknown' || !ours ? 'unknown' : revocation),
    time(new Date(at.getTime() - 3_600_000)),
    encode(contextTag(0), time(new Date(at.getTime() + LIFE))),
  );
}

function state(revocation: Revocation | 'unknown' | undefined): Uint8Array {
  if (revocation === 'unknown') {
    return encode(contextTag(2, false));
  }
  if (revocation === undefined) {
    return encode(contextTag(0, false));
  }
  const reason = encode(TAG.enumerated, Uint8Array.of(CRLReasons[revocation.reason]));
  return encode(contextTag(1), time(revocation.date), encode(contextTag(0), reason));
}

function responderFor(pki: Pki, ca: CaName, now: Date, lie: OcspLie | undefined): Issued {
  if (lie === 'by-ca') {
    return pki.ca(ca);
  }
  return lie === 'stranger' ? stranger(now) : pki.responder(ca);
}

/** Somebody who calls himself a responder and is vouched for by nobody. */
function stranger(now: Date): Issued {
  return issueCertificate({
    subject: { C: 'NA', O: 'Nobody', CN: 'OCSP of a stranger' },
    key: generateKey('p-256'),
    notBefore: new Date(now.getTime() - DAY),
    notAfter: new Date(now.getTime() + DAY),
    keyUsage: ['digitalSignature'],
    extendedKeyUsage: ['1.3.6.1.5.5.7.3.9'],
  });
}

function responderId(responder: Issued, byName: boolean): Uint8Array {
  const certificate = new Certificate(responder.certificate);
  return byName
    ? encode(contextTag(1), certificate.subjectName.der)
    : encode(contextTag(2), octetString(createHash('sha1').update(certificate.spki.keyBits).digest()));
}

function nonceExtension(value: Uint8Array, changed: boolean): Uint8Array {
  const nonce = Uint8Array.from(value);
  if (changed) {
    nonce[nonce.length - 1] = (nonce.at(-1) ?? 0) ^ 1;
  }
  return sequence(oid(EXTENSION.ocspNonce), octetString(nonce));
}

function time(at: Date): Uint8Array {
  const text = `${at.toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`;
  return encode(TAG.generalizedTime, new TextEncoder().encode(text));
}
