import { expect, it } from 'vitest';
import { issueCrl } from '../../../../scripts/pki/issue.ts';
import { Certificate } from '../../../../src-main/cms/certificate.ts';
import { Crl } from '../../../../src-main/cms/crl.ts';
import { limitOf } from '../../../../src-main/trust/listed-anchors.ts';
import { identitiesOf } from '../../../../src-main/trust/lists/identities.ts';
import { KeptAnchors } from '../../../../src-main/trust/lists/kept-anchors.ts';
import { readTrustedList } from '../../../../src-main/trust/lists/read-list.ts';
import { type KeptList, ServiceIndex } from '../../../../src-main/trust/lists/service-index.ts';
import { validatePath } from '../../../../src-main/trust/path.ts';
import { testPki } from '../../../support/pki.ts';
import { days, NOW, nationalXml, service, timeService } from '../../../support/trust-scheme.ts';

const pki = testPki();
const [leaf, issuing, root] = [pki.signer('p-256').certificate, pki.issuing.certificate, pki.root.certificate].map(
  (der) => new Certificate(der),
);
const tsa = new Certificate(pki.tsa().certificate);
if (leaf === undefined || issuing === undefined || root === undefined) throw new Error('no authorities');
const granted = { status: 'granted', since: days(-1000) };

function kept(services = [service(), timeService()]): KeptList {
  const list = readTrustedList(Buffer.from(nationalXml({ services })), 'NA.xml');
  const { territory, operator, sequence } = list;
  const plain = { territory, operator, sequence, issued: NOW.toISOString(), nextUpdate: null, official: true };
  return { ...plain, services: list.services };
}

const anchorsOf = (lists: readonly KeptList[], without: readonly string[] = []) =>
  KeptAnchors.of(new ServiceIndex(lists).anchors, new Set(without));
const names = (certificates: readonly Certificate[]) => certificates.map(({ commonName }) => commonName);

it('anchors of lists are found by the name of an issuer, of the issuer of a list, and by themselves', () => {
  const anchors = anchorsOf([kept()]);
  expect(names(anchors.near([leaf]))).toEqual([issuing.commonName]);
  expect(names(anchors.near([issuing]))).toEqual([issuing.commonName]);
  expect(anchors.near([root])).toEqual([]);
  const crl = new Crl(issueCrl({ issuer: pki.issuing, thisUpdate: days(-1), nextUpdate: days(1), revoked: [] }));
  expect(names(anchors.near([], [crl]))).toEqual([issuing.commonName]);
  expect(anchors.near([leaf])[0]).toBe(anchors.get(issuing.sha256));
  expect(anchors.originOf(issuing.sha256)).toBe('trusted list NA');
});

it('an anchor above an anchor is found, too: the lower one may be trusted no longer', () => {
  const above = { ...service(), name: 'Root', certificate: pki.root.certificate };
  expect(names(anchorsOf([kept([service(), above])]).near([leaf]))).toEqual([issuing.commonName, root.commonName]);
});

it('authorities for timestamps count for timestamps alone', () => {
  const anchors = anchorsOf([kept()]);
  expect(anchors.near([tsa])).toEqual([]);
  expect(anchors.forTimestamps.near([tsa, leaf])).toHaveLength(2);
});

it('no list limits an anchor that was named', () => {
  const ended = kept([service([{ status: 'withdrawn', since: days(-2) }, granted])]);
  const listed = anchorsOf([ended]);
  const request = { leaf, anchors: [], certificates: [], crls: [], at: NOW, optionalRevocation: 'all' } as const;
  const problems = (more: Partial<Parameters<typeof validatePath>[0]>) =>
    validatePath({ ...request, ...more }).problems.map(({ subIndication }) => subIndication);
  expect(limitOf(issuing.sha256, { listed })).toEqual({ until: days(-2) });
  expect(problems({})).toEqual(['NO_CERTIFICATE_CHAIN_FOUND']);
  expect(problems({ listed })).toEqual(['NO_CERTIFICATE_CHAIN_FOUND_NO_POE']);
  expect(problems({ listed: anchorsOf([ended], [issuing.sha256]), anchors: [issuing] })).toEqual([]);
  const anchorLimits = new Map([[issuing.sha256, { until: days(1) }]]);
  expect(problems({ listed, anchorLimits })).toEqual([]);
});

it('identities that are kept are those that are found out anew', () => {
  const list = kept();
  const identities = identitiesOf(list.services);
  expect(identities).toHaveLength(2);
  const [known, anew] = [{ ...list, identities }, list].map((one) => new ServiceIndex([one]));
  const plain = (index: ServiceIndex | undefined) =>
    index?.anchors.map(({ read, list: _, ...rest }) => [rest, read().sha256]);
  expect(plain(known)).toEqual(plain(anew));
  expect(known?.issuersOf([leaf, issuing])).toHaveLength(1);
});
