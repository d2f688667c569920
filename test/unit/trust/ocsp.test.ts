import { describe, expect, it } from 'vitest';
import { type CertificateRequest, type Issued, issueCertificate, issueCrl } from '../../../scripts/pki/issue.ts';
import { generateKey } from '../../../scripts/pki/keys.ts';
import { makePki } from '../../../scripts/pki/make-pki.ts';
import { answerOcsp, type OcspLie } from '../../../scripts/pki/ocsp-responder.ts';
import { Certificate } from '../../../src-main/cms/certificate.ts';
import { Crl } from '../../../src-main/cms/crl.ts';
import { ocspRequest } from '../../../src-main/cms/ocsp-request.ts';
import { OcspResponse } from '../../../src-main/cms/ocsp-response.ts';
import { validatePath } from '../../../src-main/trust/path.ts';
import type { PathRequest, PathResult } from '../../../src-main/trust/path-request.ts';
import { evidenceReports } from '../../../src-main/trust/timestamp-report.ts';

const now = new Date('2026-11-20T12:00:00Z');
const DAY = 86_400_000;
const days = (count: number) => new Date(now.getTime() + count * DAY);
const pki = makePki(now);
const parse = (issued: Pick<Issued, 'certificate'>) => new Certificate(issued.certificate);
const root = parse(pki.root);
const issuing = parse(pki.issuing);
const good = parse(pki.signer('p-256'));
const revoked = parse(pki.signer('revoked'));
const rootCrl = new Crl(pki.rootCrl);
const anyTime = issueCrl({ issuer: pki.root, thisUpdate: days(-4 * 365), nextUpdate: days(20 * 365), revoked: [] });

/** What the responder of the issuing CA says at `at`. */
function answer(leaf: Certificate, at = now, lie?: OcspLie, responder?: Issued): OcspResponse {
  const asked = ocspRequest({ certificate: leaf, issuer: issuing, hash: 'sha1' });
  const answering = responder === undefined ? pki : { ...pki, responder: () => responder };
  return new OcspResponse(answerOcsp(asked, answering, 'issuing-1', at, lie));
}

function validate(leaf: Certificate, ocsps: readonly OcspResponse[], changes: Partial<PathRequest> = {}): PathResult {
  const crls = [rootCrl];
  return validatePath({ leaf, anchors: [root], certificates: [issuing], crls, ocsps, at: now, ...changes });
}

const responderOf = (changes: Partial<CertificateRequest> = {}) =>
  issueCertificate({
    subject: { CN: 'Another responder' },
    key: generateKey('p-256'),
    issuer: pki.issuing,
    notBefore: days(-5),
    notAfter: days(5),
    keyUsage: ['digitalSignature'],
    extendedKeyUsage: ['1.3.6.1.5.5.7.3.9'],
    extensions: [{ oid: '1.3.6.1.5.5.7.48.1.5', critical: false, value: Uint8Array.of(5, 0) }],
    ...changes,
  });

describe('an OCSP answer', () => {
  it('that says good clears a certificate, and the evidence names it with its responder', () => {
    const response = answer(good);
    const result = validate(good, [response]);
    expect(result).toMatchObject({ indication: 'TOTAL-PASSED', revocation: 'good' });
    const [evidence] = result.evidence;
    expect([evidence?.certificate, evidence?.ocsp]).toEqual([good, response]);
    expect(evidence?.signer?.sha256).toBe(parse(pki.responder('issuing-1')).sha256);
  });

  it('of the issuer itself needs no responder', () => {
    expect(validate(good, [answer(good, now, 'by-ca')]).evidence[0]?.signer).toBeUndefined();
    expect(validate(good, [answer(good, now, 'by-ca')]).indication).toBe('TOTAL-PASSED');
  });

  it.each<OcspLie>(['stale', 'unknown', 'stranger', 'wrong-cert-id', 'wrong-signature'])('%s is no answer', (lie) => {
    expect(validate(good, [answer(good, now, lie)])).toMatchObject({
      subIndication: 'TRY_LATER',
      revocation: 'unknown',
    });
  });

  it('about another certificate is no answer', () => {
    expect(validate(good, [answer(parse(pki.signer('p-384')))]).subIndication).toBe('TRY_LATER');
  });

  it('that says revoked outweighs a list that says nothing, and the other way round', () => {
    const at = { thisUpdate: days(-1), nextUpdate: days(1) };
    const silent = new Crl(issueCrl({ issuer: pki.issuing, ...at, revoked: [] }));
    expect(validate(revoked, [answer(revoked)], { crls: [rootCrl, silent] }).subIndication).toBe('REVOKED_NO_POE');
    const entry = { serial: good.serialBytes, date: days(-1) };
    const naming = new Crl(issueCrl({ issuer: pki.issuing, ...at, revoked: [entry] }));
    expect(validate(good, [answer(good)], { crls: [rootCrl, naming] }).subIndication).toBe('REVOKED_NO_POE');
  });

  it('or a list that says revoked is reported with its time and reason; what says good has none', () => {
    const at = { thisUpdate: days(-1), nextUpdate: days(1) };
    const date = days(-1 / 4);
    const naming = (serial: Uint8Array) =>
      new Crl(issueCrl({ issuer: pki.issuing, ...at, revoked: [{ serial, date, reason: 'superseded' }] }));
    const told = (...request: Parameters<typeof validate>) =>
      evidenceReports([validate(...request)]).map(({ kind, revoked: said }) => [kind, said]);
    const byOcsp = { time: '2026-11-20T10:00:00Z', reason: 'keyCompromise' };
    expect(told(revoked, [answer(revoked)])).toEqual([
      ['ocsp', byOcsp],
      ['crl', null],
    ]);
    const byCrl = { time: '2026-11-20T06:00:00Z', reason: 'superseded' };
    const lists = [rootCrl, naming(good.serialBytes)];
    expect(told(good, [], { crls: lists })[0]).toEqual(['crl', byCrl]);
    const held = issueCrl({
      issuer: pki.issuing,
      ...at,
      revoked: [{ serial: good.serialBytes, date, reason: 'certificateHold' }],
    });
    const onHold = { ...byCrl, reason: 'certificateHold' };
    expect(told(good, [], { crls: [rootCrl, new Crl(held)] })).toContainEqual(['crl', onHold]);
    const earlier = { at: days(-1 / 2), past: { knownAt: now, provenAt: () => now } };
    const before = { ...earlier, crls: [new Crl(anyTime), naming(good.serialBytes)] };
    expect(validate(good, [], before).indication).toBe('TOTAL-PASSED');
    expect(told(good, [], before)[0], 'also where it came later').toEqual(['crl', byCrl]);
  });

  it('dated in the future is no answer', () => {
    expect(validate(good, [answer(good, days(2))]).subIndication).toBe('TRY_LATER');
  });
});

describe('a delegated responder', () => {
  it('issued with the key of the CA and never to be checked is believed', () => {
    expect(validate(good, [answer(good, now, undefined, responderOf())]).indication).toBe('TOTAL-PASSED');
  });

  it.each<[string, Partial<CertificateRequest>]>([
    ['is not made for it', { extendedKeyUsage: ['1.3.6.1.5.5.7.3.4'] }],
    ['is vouched for by another key', { issuer: pki.root }],
    ['had expired when it answered', { notAfter: days(-1) }],
    [
      'is to be checked, and nothing says that it was not revoked',
      { extensions: [], crlUrl: 'http://crl.example/issuing.crl' },
    ],
    [
      'is to be checked with another responder, which says nothing',
      { extensions: [], ocspUrl: 'http://ocsp.example/' },
    ],
  ])('that %s is not believed', (_, changes) => {
    const result = validate(good, [answer(good, now, undefined, responderOf(changes))]);
    expect(result).toMatchObject({ subIndication: 'TRY_LATER', revocation: 'unknown' });
  });

  it('of which its issuer says nothing is believed until something says that it was revoked', () => {
    const responder = responderOf({ extensions: [] });
    const response = answer(good, now, undefined, responder);
    expect(validate(good, [response]).indication).toBe('TOTAL-PASSED');
    const serial = parse(responder).serialBytes;
    const times = { thisUpdate: days(-1), nextUpdate: days(1) };
    const list = issueCrl({ issuer: pki.issuing, ...times, revoked: [{ serial, date: days(-2) }] });
    const crls = [rootCrl, new Crl(list)];
    // The same list says that the leaf is good: what counts here is on whose word.
    const [evidence] = validate(good, [response], { crls }).evidence;
    expect(evidence?.ocsp).toBeUndefined();
  });

  it('that borrows the name of the CA with a key of its own is not believed', () => {
    const impostor = issueCertificate({
      subject: { CN: 'x' },
      key: generateKey('p-256'),
      notBefore: days(-5),
      notAfter: days(5),
    });
    const borrowed = { certificate: pki.issuing.certificate, key: impostor.key };
    expect(validate(good, [answer(good, now, undefined, borrowed)]).subIndication).toBe('TRY_LATER');
  });

  it('that is to be checked is believed when a list clears it', () => {
    const list = new Crl(issueCrl({ issuer: pki.issuing, thisUpdate: days(-1), nextUpdate: days(1), revoked: [] }));
    const responder = responderOf({ extensions: [] });
    const result = validate(good, [answer(good, now, undefined, responder)], { crls: [rootCrl, list] });
    expect(result.indication).toBe('TOTAL-PASSED');
    const entry = { serial: parse(responder).serialBytes, date: days(-1) };
    const naming = new Crl(
      issueCrl({ issuer: pki.issuing, thisUpdate: days(-1), nextUpdate: days(1), revoked: [entry] }),
    );
    const other = validate(good, [answer(good, now, undefined, responder)], { crls: [rootCrl, naming] });
    expect(other.evidence.find(({ certificate }) => certificate === good)?.ocsp).toBeUndefined();
  });
});

describe('a proved time in the past', () => {
  const before = days(-0.5);
  const past = { knownAt: now, provenAt: () => now };

  it('before a revocation clears the certificate by data made since; after it does not', () => {
    expect(validate(revoked, [answer(revoked)], { at: before, past }).indication).toBe('TOTAL-PASSED');
    expect(validate(revoked, [answer(revoked)], { at: now, past }).subIndication).toBe('REVOKED_NO_POE');
    const list = new Crl(pki.issuingCrl);
    const byList = { crls: [rootCrl, list] };
    expect(validate(revoked, [], { ...byList, at: before, past }).indication).toBe('TOTAL-PASSED');
    expect(validate(revoked, [], { ...byList, at: now, past }).subIndication).toBe('REVOKED_NO_POE');
  });

  it('is not cleared by data from before it that was due to be replaced', () => {
    expect(validate(good, [answer(good, days(-30))], { at: before, past }).subIndication).toBe('TRY_LATER');
  });

  it('is not cleared by data made after the certificate had expired', () => {
    const late = days(3 * 365);
    const request = { at: before, past: { knownAt: late, provenAt: () => late }, crls: [new Crl(anyTime)] };
    const byCa = answer(good, late, 'by-ca');
    expect(validate(good, [byCa], request)).toMatchObject({ subIndication: 'TRY_LATER' });
  });

  it('rests on data whose signer has expired only where the data are proved older', () => {
    const response = answer(good, now, undefined, responderOf());
    const late = days(100);
    const crls = [new Crl(anyTime)];
    const judge = (proven: Date) =>
      validate(good, [response], { at: before, crls, past: { knownAt: late, provenAt: () => proven } });
    expect(judge(days(1)).indication).toBe('TOTAL-PASSED');
    expect(judge(late)).toMatchObject({ subIndication: 'REVOCATION_OUT_OF_BOUNDS_NO_POE', revocation: 'unknown' });
  });
});
