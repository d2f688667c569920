import { describe, expect, it } from 'vitest';
import { issueCrl } from '../../../scripts/pki/issue.ts';
import { Certificate } from '../../../src-main/cms/certificate.ts';
import { Crl } from '../../../src-main/cms/crl.ts';
import { USUAL_POLICY } from '../../../src-main/trust/algorithm-policy.ts';
import { KeptAnchors } from '../../../src-main/trust/lists/kept-anchors.ts';
import { validatePath } from '../../../src-main/trust/path.ts';
import type { PathRequest } from '../../../src-main/trust/path-request.ts';
import { testPki } from '../../support/pki.ts';

const pki = testPki();
const [root, issuing] = [pki.root, pki.issuing].map(({ certificate }) => new Certificate(certificate));
const leaf = new Certificate(pki.signer('p-256').certificate);
if (root === undefined || issuing === undefined) throw new Error('no authorities');
const day = 86_400_000;
const rootCrl = new Crl(pki.rootCrl);
const at = new Date(rootCrl.thisUpdate.getTime() + 60_000);
const times = { thisUpdate: rootCrl.thisUpdate, nextUpdate: new Date(at.getTime() + day) };
const list = (revoked: boolean) => {
  const entry = { serial: leaf.serialBytes, date: rootCrl.thisUpdate };
  return new Crl(issueCrl({ issuer: pki.issuing, ...times, revoked: revoked ? [entry] : [] }));
};
const request: PathRequest = { leaf, anchors: [root], certificates: [issuing], crls: [rootCrl, list(false)], at };

/** The same material read once more, as from another file. */
const again = (): PathRequest => ({
  ...request,
  leaf: new Certificate(leaf.der),
  certificates: request.certificates.map(({ der }) => new Certificate(der)),
  crls: request.crls.map(({ der }) => new Crl(der)),
});

const noneListed = () => KeptAnchors.of([], new Set());

describe('a path that was validated before', () => {
  it('is not validated again for another file with the same material', () => {
    const result = validatePath(request);
    expect(result.indication).toBe('TOTAL-PASSED');
    expect(validatePath(again())).toBe(result);
  });

  it.each<[string, () => Partial<PathRequest>]>([
    ['at another time', () => ({ at: new Date(at.getTime() + 1) })],
    ['with another list', () => ({ crls: [rootCrl, list(true)] })],
    ['without a list', () => ({ crls: [rootCrl] })],
    ['with another anchor', () => ({ anchors: [issuing] })],
    ['without the authority', () => ({ certificates: [] })],
    ['under a policy', () => ({ policies: { initial: ['1.2.3'], explicit: true } })],
    ['under another policy for algorithms', () => ({ algorithms: [...USUAL_POLICY] as const })],
    ['with anchors for a time', () => ({ anchorLimits: new Map([[root.sha256, { until: new Date(0) }]]) })],
    ['with listed anchors', () => ({ listed: noneListed() })],
    ['with data that may not be old', () => ({ revocationMaxAge: 1 })],
    ['with revocation that may stay unknown', () => ({ optionalRevocation: 'all' as const })],
    ['as known later', () => ({ past: { knownAt: new Date(at.getTime() + day), provenAt: () => at } })],
  ])('is validated again %s', (_, changes) => {
    const result = validatePath(request);
    expect(validatePath({ ...again(), ...changes() })).not.toBe(result);
  });

  it('is validated again where the data are proved for another time', () => {
    const knownAt = new Date(at.getTime() + day);
    const past = (proven: Date) => validatePath({ ...again(), past: { knownAt, provenAt: () => proven } });
    expect(past(at)).toBe(past(at));
    expect(past(at)).not.toBe(past(knownAt));
  });

  it('is validated again where material was added to the same list of certificates', () => {
    const certificates: Certificate[] = [];
    expect(validatePath({ ...again(), certificates }).subIndication).toBe('NO_CERTIFICATE_CHAIN_FOUND');
    certificates.push(issuing);
    expect(validatePath({ ...again(), certificates }).indication).toBe('TOTAL-PASSED');
  });
});
