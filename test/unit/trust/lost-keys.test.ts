import { describe, expect, it } from 'vitest';
import {
  type CertificateRequest,
  type CrlRequest,
  type Issued,
  issueCertificate,
  issueCrl,
} from '../../../scripts/pki/issue.ts';
import { generateKey } from '../../../scripts/pki/keys.ts';
import { makePki } from '../../../scripts/pki/make-pki.ts';
import { answerOcsp } from '../../../scripts/pki/ocsp-responder.ts';
import { Certificate } from '../../../src-main/cms/certificate.ts';
import { Crl } from '../../../src-main/cms/crl.ts';
import { ocspRequest } from '../../../src-main/cms/ocsp-request.ts';
import { OcspResponse } from '../../../src-main/cms/ocsp-response.ts';
import { validatePath } from '../../../src-main/trust/path.ts';
import type { PathRequest } from '../../../src-main/trust/path-request.ts';

const now = new Date('2026-11-20T12:00:00Z');
const days = (count: number) => new Date(now.getTime() + count * 86_400_000);
const pki = makePki(now);
const parse = (issued: Pick<Issued, 'certificate'>) => new Certificate(issued.certificate);
const root = parse(pki.root);
const issuing = parse(pki.issuing);
const good = parse(pki.signer('p-256'));

const list = (
  issuer: Issued,
  at: Date,
  revoked: { serial: Uint8Array; date: Date }[] = [],
  until = days(900),
  extensions: CrlRequest['extensions'] = [],
) => new Crl(issueCrl({ issuer, thisUpdate: at, nextUpdate: until, revoked, extensions }));

const validate = (changes: Partial<PathRequest>) =>
  validatePath({ leaf: good, anchors: [root], certificates: [issuing], crls: [], at: now, ...changes });

/** issuingDistributionPoint with onlyContainsCACerts. */
const ONLY_CAS = [{ oid: '2.5.29.28', critical: true, value: Uint8Array.of(0x30, 3, 0x82, 1, 0xff) }];
const NO_CHECK = [{ oid: '1.3.6.1.5.5.7.48.1.5', critical: false, value: Uint8Array.of(5, 0) }];
const responder = (changes: Partial<CertificateRequest>) =>
  issueCertificate({
    subject: { CN: 'Responder whose key was lost' },
    key: generateKey('p-256'),
    issuer: pki.issuing,
    notBefore: days(-20),
    notAfter: days(20),
    keyUsage: ['digitalSignature'],
    extendedKeyUsage: ['1.3.6.1.5.5.7.3.9'],
    ...changes,
  });

/** What a responder says of the good certificate, dated `at`: valid for a day after. */
function answer(by: Issued, at: Date): OcspResponse {
  const asked = ocspRequest({ certificate: good, issuer: issuing, hash: 'sha256' });
  return new OcspResponse(answerOcsp(asked, { ...pki, responder: () => by }, 'issuing-1', at));
}

describe('revocation data dated back by whoever got hold of a key', () => {
  it('of an authority that was revoked since count only if proved older than that', () => {
    const at = days(-0.5);
    const revokedOn = days(-0.2);
    const crls = [
      list(pki.root, now, [{ serial: issuing.serialBytes, date: revokedOn }]),
      list(pki.issuing, days(-0.4)),
    ];
    const judged = (proven: Date) => validate({ at, crls, past: { knownAt: now, provenAt: () => proven } });
    expect(judged(days(-0.3))).toMatchObject({ indication: 'TOTAL-PASSED' });
    expect(judged(revokedOn)).toMatchObject({ subIndication: 'NO_POE', revocation: 'unknown' });
    expect(judged(now).reasons.join()).toContain('who vouches for it was revoked');
  });

  it('by a responder that was revoked since do not count', () => {
    const by = responder({});
    const revoked = [{ serial: parse(by).serialBytes, date: days(-0.1) }];
    const crls = [list(pki.root, days(-1)), list(pki.issuing, days(-0.05), revoked, days(1))];
    const result = validate({ crls, ocsps: [answer(by, days(-0.5))] });
    expect(result.evidence.find(({ certificate }) => certificate === good)?.ocsp).toBeUndefined();
    const unrevoked = validate({
      crls: [list(pki.root, days(-1)), list(pki.issuing, days(-1))],
      ocsps: [answer(by, days(-0.5))],
    });
    expect(unrevoked.evidence.find(({ certificate }) => certificate === good)?.ocsp).toBeDefined();
  });

  it('by a responder that is never checked and has expired do not count', () => {
    const by = responder({ extensions: NO_CHECK, notAfter: days(-0.2) });
    const crls = [list(pki.root, days(-1))];
    const forged = answer(by, days(-0.3));
    expect(validate({ crls, ocsps: [forged] })).toMatchObject({ subIndication: 'REVOCATION_OUT_OF_BOUNDS_NO_POE' });
    const past = { knownAt: now, provenAt: () => days(-0.25) };
    expect(validate({ at: days(-0.28), crls, ocsps: [forged], past })).toMatchObject({ indication: 'TOTAL-PASSED' });
  });

  it('by an expired authority under a name of its own making do not count: only the anchor outlives its certificate', () => {
    const key = generateKey('p-256');
    const name = { CN: 'Rolled over' };
    const request = { subject: name, basicConstraints: { ca: true }, keyUsage: ['keyCertSign', 'cRLSign'] as const };
    const first = issueCertificate({
      ...request,
      key: generateKey('p-256'),
      issuer: pki.root,
      notBefore: days(-30),
      notAfter: days(300),
    });
    const rolled = issueCertificate({ ...request, key, issuer: first, notBefore: days(-30), notAfter: days(-5) });
    const leaf = parse(
      issueCertificate({
        subject: { CN: 'Signer' },
        key: generateKey('p-256'),
        issuer: rolled,
        notBefore: days(-30),
        notAfter: days(300),
      }),
    );
    const crls = [list(pki.root, days(-9)), list(first, days(-9), [], days(900), ONLY_CAS), list(rolled, days(-9))];
    const judged = (proven: Date) =>
      validate({
        leaf,
        certificates: [parse(first), parse(rolled)],
        at: days(-10),
        crls,
        past: { knownAt: now, provenAt: () => proven },
      });
    expect(judged(days(-8))).toMatchObject({ indication: 'TOTAL-PASSED' });
    expect(judged(now)).toMatchObject({ subIndication: 'REVOCATION_OUT_OF_BOUNDS_NO_POE' });
  });
});
