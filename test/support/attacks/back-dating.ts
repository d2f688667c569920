import { createHash } from 'node:crypto';
import { issueCertificate, issueCrl } from '../../../scripts/pki/issue.ts';
import { generateKey } from '../../../scripts/pki/keys.ts';
import type { Pki, PkiSigner, TsaKind } from '../../../scripts/pki/make-pki.ts';
import { answerTimestamp, type TsaLie } from '../../../scripts/pki/tsa.ts';
import { ATTRIBUTE } from '../../../src-main/cms/attributes.ts';
import { encode, time } from '../../../src-main/cms/der-writer.ts';
import { timestampRequest, tokenOfResponse } from '../../../src-main/cms/timestamp-request.ts';
import { signatureTimestampAttribute } from '../../../src-main/cms/unsigned-attributes.ts';
import { systemClock } from '../../../src-main/platform/clock.ts';
import type { AttackClass, Variant } from './attack.ts';
import { prepared } from './certificate-substitution.ts';
import { CATALOG, FORM, PAGE } from './contract.ts';
import { attribute, type Forgery, forgedCms, type HonestAttributes } from './forged-cms.ts';
import { appendRevision, openGap, overwrite, type RawObjects, signatureBody, signWith } from './raw-pdf.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const CONTENT_TIME_STAMP = '1.2.840.113549.1.9.16.2.20';
const ARCHIVE_TIME_STAMP = '0.4.0.1733.2.4';

const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();
const pdfDate = (date: Date): string => `(D:${date.toISOString().replaceAll(/[-:T]/g, '').slice(0, 14)}Z)`;

/** A token of an authority over `bytes`. */
export function token(bytes: Uint8Array, tsa: PkiSigner, genTime: Date, lie?: TsaLie): Uint8Array {
  const query = timestampRequest({ hash: 'sha256', digest: sha256(bytes), nonce: Uint8Array.of(1, 2, 3, 4) });
  return tokenOfResponse(answerTimestamp(query, tsa, genTime, lie), 'of the attacker');
}

/** The contract signed by `plan`, with a claimed time. */
function dated(plan: Forgery, claimed: Date): Buffer {
  const pdf = overwrite(prepared(), /\/M \(D:[^)]*\)/g, `/M ${pdfDate(claimed)}`);
  return signWith(pdf, (content) => forgedCms(content, plan), openGap(pdf));
}

/** Stamps the document as a whole (EN 319 142-1, 5.4.3): field 20, value 21. `more` smuggles further objects in. */
export function stamped(pdf: Buffer, make: (content: Uint8Array) => Uint8Array, more: RawObjects = {}): Buffer {
  const widget = '<< /Type /Annot /Subtype /Widget /FT /Sig /T (Stamp) /V 21 0 R /P 3 0 R /F 132 /Rect [0 0 0 0] >>';
  const objects = {
    20: widget,
    21: signatureBody('', 'ETSI.RFC3161').replace('/Type /Sig', '/Type /DocTimeStamp'),
    3: PAGE('6 0 R 8 0 R 9 0 R 20 0 R'),
    7: FORM('8 0 R 9 0 R 20 0 R'),
    ...more,
  };
  const open = appendRevision(pdf, objects);
  return signWith(open, make, openGap(open));
}

/** Appends validation data (EN 319 142-1, 5.4.2). */
function withLists(pdf: Buffer, crls: readonly Uint8Array[]): Buffer {
  const streams = Object.fromEntries(
    crls.map((der, at) => [
      31 + at,
      `<< /Length ${der.length} >>\nstream\n${Buffer.from(der).toString('latin1')}\nendstream`,
    ]),
  );
  const list = crls.map((_der, at) => `${31 + at} 0 R`).join(' ');
  return appendRevision(pdf, {
    1: CATALOG.replace('>>', '/DSS 30 0 R >>'),
    30: `<< /Type /DSS /CRLs [${list}] >>`,
    ...streams,
  });
}

/** Back-dating: a signature made with a certificate that has ended, was revoked or has not begun is to look older or younger than it is. */
export function backDating(pki: Pki): AttackClass {
  const now = systemClock.now().getTime();
  const before = new Date(now - 60 * DAY);
  const ended = pki.signer('expired');
  const revoked = pki.signer('revoked');
  const alice = pki.signer('p-256');
  const own: PkiSigner = {
    ...issueCertificate({
      subject: { C: 'NA', O: 'Countersign Demo', CN: 'Countersign Demo Timestamps' },
      key: generateKey('p-256'),
      notBefore: new Date(now - 900 * DAY),
      notAfter: new Date(now + 900 * DAY),
      basicConstraints: { ca: false },
      keyUsage: ['digitalSignature'],
      extendedKeyUsage: ['1.3.6.1.5.5.7.3.8'],
      extendedKeyUsageCritical: true,
    }),
    name: 'Countersign Demo Timestamps',
    chain: [],
  };
  const byPerson: PkiSigner = {
    ...issueCertificate({
      subject: { C: 'NA', CN: 'Timestamps' },
      key: generateKey('p-256'),
      issuer: alice,
      notBefore: new Date(now - 900 * DAY),
      notAfter: new Date(now + 900 * DAY),
      extendedKeyUsage: ['1.3.6.1.5.5.7.3.8'],
      extendedKeyUsageCritical: true,
    }),
    name: 'Timestamps',
    chain: [alice.certificate, ...alice.chain],
  };
  const good = pki.tsa();
  const stampedBy = (tsa: PkiSigner, at = before, lie?: TsaLie): Pick<Forgery, 'unsigned'> => ({
    unsigned: (value) => [signatureTimestampAttribute(token(value, tsa, at, lie))],
  });
  const kinds: readonly TsaKind[] = ['wrong-purpose', 'second-purpose', 'purpose-not-critical', 'expired'];
  const lies: readonly TsaLie[] = [
    'wrong-imprint',
    'other-hash',
    'two-signers',
    'no-certificate',
    'other-certificate-named',
    'wrong-signature',
  ];
  const signingTime = (honest: HonestAttributes) => [
    honest.contentType,
    honest.messageDigest,
    honest.signingCertificate,
    attribute(ATTRIBUTE.signingTime, time(before)),
  ];
  const proofs: Record<string, Pick<Forgery, 'unsigned' | 'attributes'>> = {
    'its own word': {},
    'a signed time': { attributes: signingTime },
    'an unsigned time': { unsigned: () => [attribute(ATTRIBUTE.signingTime, time(before))] },
    'a timestamp of its own authority': stampedBy(own),
    'a timestamp by a person’s certificate': stampedBy(byPerson),
    'a timestamp by a person': stampedBy(alice),
    'a timestamp by itself': stampedBy(ended),
    'a timestamp of something else': {
      unsigned: () => [signatureTimestampAttribute(token(Buffer.from('other'), good, before))],
    },
    'a timestamp of today': stampedBy(good, new Date(now - HOUR)),
    'a timestamp of tomorrow': stampedBy(good, new Date(now + DAY)),
    'a timestamp older than its certificate': stampedBy(good, new Date(now - 900 * DAY)),
    'two timestamps, a false old one and a true one of today': {
      unsigned: (value) => [
        signatureTimestampAttribute(token(value, own, before)),
        signatureTimestampAttribute(token(value, good, new Date(now - HOUR))),
      ],
    },
    'a timestamp of the content alone': {
      attributes: (honest) => [
        honest.contentType,
        honest.messageDigest,
        honest.signingCertificate,
        attribute(CONTENT_TIME_STAMP, token(Buffer.from('content'), good, before)),
      ],
    },
    'a timestamp of the archive that covers nothing': {
      unsigned: () => [attribute(ARCHIVE_TIME_STAMP, token(Buffer.from('archive'), good, before))],
    },
    'a timestamp that is none': { unsigned: () => [signatureTimestampAttribute(encode(0x30))] },
  };
  for (const kind of kinds) proofs[`a timestamp of an authority with the fault ${kind}`] = stampedBy(pki.tsa(kind));
  for (const lie of lies) proofs[`a timestamp with the fault ${lie}`] = stampedBy(good, before, lie);
  const variants: Variant[] = Object.entries(proofs).map(([name, proof]) => ({
    name: `ended, and ${name}`,
    pdf: dated({ signer: ended, ...proof }, before),
  }));
  for (const name of [
    'its own word',
    'a signed time',
    'a timestamp of its own authority',
    'a timestamp of something else',
    'a timestamp of today',
  ]) {
    const proof = proofs[name] ?? {};
    variants.push({
      name: `revoked, and ${name}`,
      pdf: dated({ signer: revoked, ...proof }, new Date(now - 5 * HOUR)),
    });
  }
  const later = new Date(now + 40 * DAY);
  variants.push(
    { name: 'not begun, and its own word', pdf: dated({ signer: pki.signer('not-yet-valid') }, later) },
    {
      name: 'not begun, and a timestamp of then',
      pdf: dated({ signer: pki.signer('not-yet-valid'), ...stampedBy(good, later) }, later),
    },
  );
  const signed = dated({ signer: ended }, before);
  const withdrawn = dated({ signer: revoked }, before);
  for (const [name, tsa] of [
    ['its own authority', own],
    ['a person', alice],
    ['an authority that has ended', pki.tsa('expired')],
  ] as const) {
    variants.push({
      name: `ended, and the document stamped by ${name}`,
      pdf: stamped(signed, (content) => token(content, tsa, before)),
    });
  }
  variants.push(
    {
      name: 'ended, and the document stamped for something else',
      pdf: stamped(signed, () => token(Buffer.from('other'), good, before)),
    },
    {
      name: 'ended, and the stamp put beside the signature that it does not cover',
      pdf: stamped(signed, (content) => token(content.subarray(0, 2000), good, before)),
    },
  );
  const list = (issuer: Parameters<typeof issueCrl>[0]['issuer'], thisUpdate: Date, nextUpdate: Date) =>
    issueCrl({ issuer, thisUpdate, nextUpdate, revoked: [], number: 9 });
  const rogue = issueCertificate({
    subject: { C: 'NA', O: 'Countersign Demo', CN: 'Countersign Demo Issuing CA 1' },
    key: generateKey('p-256'),
    notBefore: new Date(now - 900 * DAY),
    notAfter: new Date(now + 900 * DAY),
    basicConstraints: { ca: true },
    keyUsage: ['keyCertSign', 'cRLSign'],
  });
  variants.push(
    {
      name: 'revoked, and an older list',
      pdf: withLists(withdrawn, [list(pki.ca('issuing-1'), before, new Date(now + 300 * DAY))]),
    },
    {
      name: 'revoked, and a list of a false authority',
      pdf: withLists(withdrawn, [list(rogue, new Date(now - 60_000), new Date(now + DAY))]),
    },
    {
      name: 'revoked, and a list of another authority',
      pdf: withLists(withdrawn, [list(pki.root, new Date(now - 60_000), new Date(now + DAY))]),
    },
    {
      name: 'revoked, and a list by a person',
      pdf: withLists(withdrawn, [list(alice, new Date(now - 60_000), new Date(now + DAY))]),
    },
    {
      name: 'revoked, and a list from the future',
      pdf: withLists(withdrawn, [list(pki.ca('issuing-1'), new Date(now + DAY), new Date(now + 300 * DAY))]),
    },
  );
  return {
    title: 'back-dating',
    countermeasure: 'only a proof of existence counts, never /M nor signing-time',
    caught: /^(INDETERMINATE|TOTAL-FAILED) /,
    variants,
    controls: [
      { name: 'valid today', pdf: dated({ signer: alice }, new Date(now - HOUR)) },
      {
        name: 'valid, with a timestamp',
        pdf: dated({ signer: alice, ...stampedBy(good, new Date(now - HOUR)) }, new Date(now - HOUR)),
      },
      {
        name: 'revoked after its timestamp',
        pdf: dated({ signer: revoked, ...stampedBy(good, new Date(now - 4 * HOUR)) }, new Date(now - 4 * HOUR)),
      },
    ],
  };
}
