import { describe, expect, it } from 'vitest';
import { issueCertificate } from '../../../../scripts/pki/issue.ts';
import { listXml, type QcRequest, qualifiedSigner, type StateRequest } from '../../../../scripts/pki/trusted-lists.ts';
import type { Qualification } from '../../../../shared/domain/verification.ts';
import { Certificate } from '../../../../src-main/cms/certificate.ts';
import { Qualifier } from '../../../../src-main/trust/lists/qualify.ts';
import { readTrustedList } from '../../../../src-main/trust/lists/read-list.ts';
import { type KeptList, ServiceIndex } from '../../../../src-main/trust/lists/service-index.ts';
import { testPki } from '../../../support/pki.ts';
import { days, NOW, nationalXml, service, timeService } from '../../../support/trust-scheme.ts';

const pki = testPki();

/** A list as it is kept. */
function kept(xml = nationalXml(), official = true): KeptList {
  const list = readTrustedList(Buffer.from(xml), 'x');
  const nextUpdate = list.nextUpdate?.toISOString() ?? null;
  const { territory, operator, sequence, services } = list;
  return { territory, operator, sequence, issued: list.issued.toISOString(), nextUpdate, official, services };
}

const people = new Map<string, readonly Certificate[]>();
/** Somebody whose certificate says this. One key for all tests that ask the same. */
function chainOf(request: QcRequest = {}): readonly Certificate[] {
  const key = JSON.stringify(request);
  const known = people.get(key);
  if (known !== undefined) return known;
  const { certificate, chain } = qualifiedSigner(pki, NOW, request);
  const made = [certificate, ...chain].map((der) => new Certificate(der));
  people.set(key, made);
  return made;
}

interface Case {
  readonly states?: readonly StateRequest[];
  readonly statements?: QcRequest;
  readonly proven?: Date;
  readonly at?: Date;
  readonly indication?: 'TOTAL-PASSED' | 'TOTAL-FAILED' | 'INDETERMINATE';
  readonly list?: KeptList;
}

function qualify({
  states,
  statements,
  proven = NOW,
  at = NOW,
  indication = 'TOTAL-PASSED',
  list,
}: Case): Qualification {
  const lists = [list ?? kept(nationalXml({ services: [service(states)] }))];
  return new Qualifier(new ServiceIndex(lists)).qualify({ chain: chainOf(statements), proven, at, indication });
}

const granted: StateRequest = { status: 'granted', since: days(-1000), additional: ['ForeSignatures', 'ForeSeals'] };
const withQualifiers = (...qualifiers: string[]): StateRequest[] => [{ ...granted, qualifiers }];

describe('qualification by trusted lists', () => {
  it('says QES with who says so', () => {
    const found = qualify({});
    expect(found).toMatchObject({ result: 'QES', purpose: 'signature' });
    expect(found.service).toMatchObject({
      country: 'NA',
      provider: 'Countersign Demo',
      name: 'Demo Qualified CA',
      status: 'granted',
      official: true,
    });
    expect(found.reasons.join(' ')).toMatch(/status “granted” on .* qualified one for signatures.* qualified device/su);
  });

  it.each<[string, Case, Qualification['result'], Qualification['purpose'], RegExp]>([
    ['a seal', { statements: { types: ['seal'] } }, 'QES', 'seal', /for seals/u],
    [
      'a certificate for websites',
      { states: [{ ...granted, additional: ['ForWebSiteAuthentication'] }], statements: { types: ['web'] } },
      'AdES',
      'web',
      /websites/u,
    ],
    ['no type: for signatures', { statements: { types: [] } }, 'QES', 'signature', /for signatures/u],
    ['two types', { statements: { types: ['signature', 'seal'] } }, null, 'unknown', /clearly/u],
    ['no device', { statements: { device: false } }, 'AdES-QC', 'signature', /Nothing says/u],
    [
      'no statement of compliance',
      { statements: { compliance: false } },
      'AdES',
      'signature',
      /does not say that it is a qualified/u,
    ],
    ['the law of another country', { statements: { legislation: ['ZZ'] } }, 'AdES', 'signature', /another country/u],
    [
      'a list that knows of the device',
      { states: withQualifiers('QCWithQSCD'), statements: { device: false } },
      'QES',
      'signature',
      /in a qualified device/u,
    ],
    [
      'a list that knows of an old device',
      { states: withQualifiers('QCWithSSCD'), statements: { device: false } },
      'QES',
      'signature',
      /in a qualified device/u,
    ],
    [
      'a list that knows better: no device',
      { states: withQualifiers('QCNoQSCD') },
      'AdES-QC',
      'signature',
      /Nothing says/u,
    ],
    [
      'a list that takes the certificate for the device',
      { states: withQualifiers('QCQSCDStatusAsInCert') },
      'QES',
      'signature',
      /device/u,
    ],
    [
      'a list that calls it qualified',
      { states: withQualifiers('QCStatement', 'QCForESig'), statements: { compliance: false } },
      'QES',
      'signature',
      /qualified one/u,
    ],
    [
      'a list that calls it not qualified',
      { states: withQualifiers('NotQualified') },
      'AdES',
      'signature',
      /not qualified/u,
    ],
    [
      'a list that makes it a seal',
      { states: withQualifiers('QCForESeal'), statements: { types: [] } },
      'QES',
      'seal',
      /seals/u,
    ],
    [
      'a contradiction about qualification',
      { states: withQualifiers('QCStatement', 'NotQualified') },
      null,
      'signature',
      /contradicts itself/u,
    ],
    [
      'a contradiction about the device',
      { states: withQualifiers('QCWithQSCD', 'QCNoQSCD') },
      null,
      'signature',
      /contradicts itself/u,
    ],
    [
      'a contradiction about the purpose',
      { states: withQualifiers('QCForESig', 'QCForESeal') },
      null,
      'signature',
      /contradicts itself/u,
    ],
    [
      'criteria that are not met',
      { states: [{ ...granted, qualifiers: ['NotQualified'], criteria: policies('1.2.3.4') }] },
      'QES',
      'signature',
      /qualified one/u,
    ],
    [
      'criteria that nobody meets',
      {
        states: [
          {
            ...granted,
            qualifiers: ['NotQualified'],
            criteria:
              '<sie:CriteriaList assert="none"><sie:KeyUsage><sie:KeyUsageBit name="nonRepudiation">true</sie:KeyUsageBit></sie:KeyUsage></sie:CriteriaList>',
          },
        ],
      },
      'QES',
      'signature',
      /qualified one/u,
    ],
    [
      'criteria about the name that are met',
      { states: [{ ...granted, qualifiers: ['NotQualified'], criteria: subject('2.5.4.4', '2.5.4.42') }] },
      'AdES',
      'signature',
      /not qualified/u,
    ],
    [
      'criteria about the name that are not met',
      { states: [{ ...granted, qualifiers: ['NotQualified'], criteria: subject('2.5.4.4', '2.5.4.97') }] },
      'QES',
      'signature',
      /qualified one/u,
    ],
    [
      'criteria that nobody knows',
      {
        states: [
          {
            ...granted,
            qualifiers: ['NotQualified'],
            criteria:
              '<sie:CriteriaList assert="all"><sie:otherCriteriaList><x xmlns="urn:new"/></sie:otherCriteriaList></sie:CriteriaList>',
          },
        ],
      },
      null,
      'signature',
      /not understood/u,
    ],
    [
      'an extension that nobody knows',
      { states: [{ ...granted, extensions: '<Extension Critical="true"><x xmlns="urn:new"/></Extension>' }] },
      null,
      'signature',
      /not understood/u,
    ],
    [
      'an extension that nobody needs to know',
      { states: [{ ...granted, extensions: '<Extension Critical="false"><x xmlns="urn:new"/></Extension>' }] },
      'QES',
      'signature',
      /granted/u,
    ],
    [
      'a service for seals alone',
      { states: [{ ...granted, additional: ['ForeSeals'] }] },
      'AdES',
      'signature',
      /approved for seal/u,
    ],
    [
      'a service that was withdrawn',
      { states: [{ status: 'withdrawn', since: days(-2) }, granted] },
      'AdES',
      'signature',
      /withdrawn/u,
    ],
    [
      'a service withdrawn after the signature',
      {
        states: [{ status: 'withdrawn', since: days(-2) }, granted],
        proven: new Date(days(-1).getTime() - 1.5 * 86_400_000),
      },
      'AdES',
      'signature',
      /withdrawn/u,
    ],
    [
      'a service that came later',
      { states: [{ ...granted, since: days(-0.5) }] },
      'AdES',
      'signature',
      /not yet in the trusted list/u,
    ],
    ['a service of another kind', { states: [{ ...granted, type: 'CA/PKC' }] }, 'AdES', 'unknown', /No trusted list/u],
    [
      'a status of before the regulation',
      { states: [{ ...granted, status: 'accredited' }] },
      'AdES',
      'signature',
      /accredited/u,
    ],
    ['a signature that is not valid', { indication: 'TOTAL-FAILED' }, null, 'signature', /no legal effect/u],
    ['a signature that is open', { indication: 'INDETERMINATE' }, null, 'signature', /open/u],
  ])('%s', (_, given, result, purpose, why) => {
    const found = qualify(given);
    expect(found.reasons.join(' ')).toMatch(why);
    expect(found).toMatchObject({ result, purpose });
  });

  it('takes the status at the time of signing: withdrawn later, qualified then', () => {
    const states = [{ status: 'withdrawn', since: days(-0.25) }, granted];
    expect(qualify({ states, proven: days(-0.5) })).toMatchObject({ result: 'QES', service: { status: 'granted' } });
    expect(qualify({ states, proven: days(-0.1) })).toMatchObject({ result: 'AdES', service: { status: 'withdrawn' } });
  });

  it('wants the service approved when the certificate was issued, too', () => {
    const states = [{ ...granted, since: days(-0.5) }, { status: 'withdrawn', since: days(-5) }, granted];
    expect(qualify({ states })).toMatchObject({ result: 'AdES' });
  });

  it('of several entries for one key those that are approved speak', () => {
    const ended = service([{ status: 'withdrawn', since: days(-900) }]);
    const found = qualify({ list: kept(nationalXml({ services: [ended, service()] })) });
    expect(found).toMatchObject({ result: 'QES', service: { status: 'granted' } });
    const contradicting = [service(withQualifiers('QCNoQSCD')), service()];
    expect(qualify({ list: kept(nationalXml({ services: contradicting })) })).toMatchObject({ result: null });
  });

  it('an outdated list says nothing about later signatures, and its age is told for earlier ones', () => {
    const list = kept(nationalXml({ issued: days(-9), nextUpdate: days(-0.5) }));
    expect(qualify({ list, proven: days(-0.75) })).toMatchObject({ result: 'QES' });
    expect(qualify({ list, proven: days(-0.75) }).reasons.join(' ')).toMatch(/was to be replaced by .* Update/u);
    expect(qualify({ list, proven: days(-0.25) })).toMatchObject({ result: null });
    expect(qualify({ list: kept(nationalXml({ nextUpdate: null })) })).toMatchObject({ result: 'QES' });
  });

  it('lists that were pinned by hand are told from those of the Union', () => {
    const byHand = qualify({ list: kept(nationalXml(), false) });
    expect(byHand.reasons.join(' ')).toMatch(/not those of the European Union/u);
    expect(byHand.service).toMatchObject({ official: false });
  });

  it('names no service where nobody lists the issuer', () => {
    expect(
      qualify({ list: kept(listXml({ territory: 'NA', sequence: 1, issued: NOW, nextUpdate: null })) }),
    ).toMatchObject({
      result: 'AdES',
      service: null,
    });
  });

  it('a list may name an authority further up; the same key under another name is somebody else', () => {
    const above = { ...service(), certificate: pki.root.certificate };
    expect(qualify({ list: kept(nationalXml({ services: [above] })) })).toMatchObject({ result: 'QES' });
    const subject = { C: 'NA', CN: 'Somebody Else' };
    const validity = { notBefore: days(-10), notAfter: days(10) };
    const { certificate } = issueCertificate({ subject, key: pki.issuing.key, ...validity });
    const other = { ...service(), certificate };
    expect(qualify({ list: kept(nationalXml({ services: [other] })) })).toMatchObject({
      result: 'AdES',
      service: null,
    });
  });
});

describe('anchors from trusted lists', () => {
  const anchors = (states: readonly StateRequest[]) =>
    new ServiceIndex([kept(nationalXml({ services: [service(states), timeService()] }))]).anchors;

  it('are trusted for signatures or for timestamps, until their approval ended', () => {
    const [people, time, ...none] = anchors([{ status: 'withdrawn', since: days(-2) }, granted]);
    expect(none).toEqual([]);
    expect(people).toMatchObject({ kind: 'signatures', limit: { until: days(-2) } });
    expect(time).toMatchObject({ kind: 'timestamps', limit: {} });
  });

  it('are none where a service never was approved', () => {
    expect(anchors([{ status: 'withdrawn', since: days(-2) }]).map(({ kind }) => kind)).toEqual(['timestamps']);
  });

  it('a timestamp of a listed authority is called a qualified one', () => {
    const qualifier = new Qualifier(new ServiceIndex([kept(nationalXml({ services: [timeService()] }))]));
    const { certificate, chain } = pki.tsa();
    const path = [certificate, ...chain].map((der) => new Certificate(der));
    expect(qualifier.timestampRemark(path, NOW)).toMatch(/qualified one.*Demo Time/u);
    expect(qualifier.timestampRemark(path, days(-2000))).toBeUndefined();
    expect(qualifier.timestampRemark(chainOf(), NOW)).toBeUndefined();
  });
});

function policies(...oids: string[]): string {
  const ids = oids.map(
    (oid) => `<sie:PolicyIdentifier><xades:Identifier>${oid}</xades:Identifier></sie:PolicyIdentifier>`,
  );
  return `<sie:CriteriaList assert="atLeastOne"><sie:PolicySet>${ids.join('')}</sie:PolicySet></sie:CriteriaList>`;
}

function subject(...oids: string[]): string {
  const ids = oids.map(
    (oid) => `<tslx:AttributeOID><xades:Identifier>urn:oid:${oid}</xades:Identifier></tslx:AttributeOID>`,
  );
  return `<sie:CriteriaList assert="all"><sie:otherCriteriaList><tslx:CertSubjectDNAttribute>${ids.join('')}</tslx:CertSubjectDNAttribute></sie:otherCriteriaList></sie:CriteriaList>`;
}
