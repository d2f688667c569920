import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { type CertificateRequest, type Issued, issueCertificate, issueCrl } from '../../../scripts/pki/issue.ts';
import { generateKey } from '../../../scripts/pki/keys.ts';
import { answerOcsp } from '../../../scripts/pki/ocsp-responder.ts';
import { PkiServices, type PkiServicesOptions } from '../../../scripts/pki/services.ts';
import { Certificate } from '../../../src-main/cms/certificate.ts';
import { Crl } from '../../../src-main/cms/crl.ts';
import { contextTag } from '../../../src-main/cms/der.ts';
import { encode, integer, sequence } from '../../../src-main/cms/der-writer.ts';
import { OcspResponse } from '../../../src-main/cms/ocsp-response.ts';
import type { ValidationMaterial } from '../../../src-main/cms/validation-material.ts';
import { systemClock } from '../../../src-main/platform/clock.ts';
import { locateHome } from '../../../src-main/platform/home.ts';
import { createHttp } from '../../../src-main/platform/net/client.ts';
import { validatePath } from '../../../src-main/trust/path.ts';
import { EvidenceFinder } from '../../../src-main/workflow/evidence.ts';
import type { EvidenceWish } from '../../../src-main/workflow/level-services.ts';
import { serve } from '../../support/loopback.ts';
import { testPki } from '../../support/pki.ts';
import { temporaryFolder } from '../../support/tools.ts';

const NOTHING: ValidationMaterial = { certificates: [], ocsps: [], crls: [] };
const DAY = 86_400_000;
let folder: string;
let now: Date;

beforeEach(() => {
  folder = temporaryFolder('countersign-evidence-');
  now = systemClock.now();
});

async function start(options: PkiServicesOptions = {}): Promise<PkiServices> {
  const services = await PkiServices.start(options);
  onTestFinished(() => services.close());
  return services;
}

const parse = (issued: Pick<Issued, 'certificate'>) => new Certificate(issued.certificate);

function finderFor(
  services: PkiServices,
  { trusted = true, offline = false, crls = [] as Crl[] } = {},
): EvidenceFinder {
  const http = createHttp({
    home: locateHome({ COUNTERSIGN_HOME: folder }),
    clock: systemClock,
    proxy: () => undefined,
    offline,
  });
  const anchors = trusted ? [parse(services.pki.root)] : [];
  return new EvidenceFinder({ http, trust: { anchors, certificates: [], crls, ocsps: [] }, clock: systemClock });
}

function find(services: PkiServices, leaf: Certificate, changes: Partial<EvidenceWish> = {}, options = {}) {
  return finderFor(services, options).find({ leaf, at: now, known: NOTHING, ...changes });
}

/** What a validator with nothing but the material and the anchor finds. */
function validates(services: PkiServices, leaf: Certificate, material: ValidationMaterial, at = systemClock.now()) {
  return validatePath({
    leaf,
    anchors: [parse(services.pki.root)],
    certificates: material.certificates.map((der) => new Certificate(der)),
    crls: material.crls.map((der) => new Crl(der)),
    ocsps: material.ocsps.map((der) => new OcspResponse(der)),
    at,
  });
}

const names = ({ certificates }: ValidationMaterial) => certificates.map((der) => new Certificate(der).commonName);
const counts = ({ ocsps, crls }: ValidationMaterial) => [ocsps.length, crls.length];

describe('evidence', () => {
  it('is found from a lone certificate: issuers, OCSP answers with their responders, the anchor, each once', async () => {
    const services = await start();
    const leaf = parse(services.pki.signer('p-256'));
    const { material, missing } = await find(services, leaf);
    expect(missing).toEqual([]);
    expect(validates(services, leaf, material)).toMatchObject({ indication: 'TOTAL-PASSED', revocation: 'good' });
    expect(counts(material)).toEqual([2, 0]);
    expect(names(material)).toEqual([
      'Paula Okafor',
      'Countersign Demo Issuing CA 1',
      'Countersign Demo Root CA',
      expect.stringContaining('OCSP'),
      expect.stringContaining('OCSP'),
    ]);
    expect(services.count('/crl')).toBe(0);
  });

  it.each<PkiServicesOptions['revocationBy']>(['ocsp', 'crl'])(
    'is found for signer and timestamp authority by %s alone',
    async (revocationBy) => {
      const services = await start(revocationBy === undefined ? {} : { revocationBy });
      for (const leaf of [parse(services.pki.signer('rsa-2048')), parse(services.pki.tsa())]) {
        const { material, missing } = await find(services, leaf);
        expect(missing).toEqual([]);
        expect(validates(services, leaf, material).indication).toBe('TOTAL-PASSED');
        expect(counts(material)).toEqual(revocationBy === 'crl' ? [0, 2] : [2, 0]);
      }
    },
  );

  it('that is at hand is used and nothing is fetched, not even once by the next run', async () => {
    const services = await start();
    const leaf = parse(services.pki.signer('p-256'));
    const first = await find(services, leaf);
    const asked = services.count();
    const again = await find(services, leaf, { known: first.material }, { offline: true });
    expect(again).toEqual(first);
    const finder = finderFor(services);
    await finder.find({ leaf, at: now, known: NOTHING });
    expect(services.count()).toBe(asked);
  });

  it('serves the next file of a run without asking again', async () => {
    const services = await start();
    const finder = finderFor(services);
    const of = (kind: 'p-256' | 'p-384') =>
      finder.find({ leaf: parse(services.pki.signer(kind)), at: now, known: NOTHING });
    await of('p-256');
    const asked = services.count();
    await of('p-256');
    expect(services.count()).toBe(asked);
    await of('p-384');
    expect(services.count()).toBe(asked + 1);
  });

  it('offline is missing, and says so', async () => {
    const services = await start();
    const leaf = parse(services.pki.signer('p-256'));
    const known = { ...NOTHING, certificates: [services.pki.issuing.certificate] };
    const { missing } = await find(services, leaf, { known }, { offline: true });
    expect(missing.map(({ code }) => code)).toEqual(['NETWORK_OFFLINE', 'NETWORK_OFFLINE']);
    expect(services.count()).toBe(0);
  });

  it('without a trusted root is proved up to the self-signed one', async () => {
    const services = await start();
    const leaf = parse(services.pki.signer('p-256'));
    const known = { ...NOTHING, certificates: [services.pki.root.certificate] };
    const { material, missing } = await find(services, leaf, { known }, { trusted: false });
    expect(missing).toEqual([]);
    expect(validates(services, leaf, material).indication).toBe('TOTAL-PASSED');
  });

  it('about a chain that ends nowhere is missing, with the name of where it ends', async () => {
    const services = await start();
    const leaf = parse(services.pki.signer('p-256'));
    services.setFault('/ca/root', { status: 404 });
    expect((await find(services, leaf, {}, { trusted: false })).missing).toMatchObject([
      { code: 'NETWORK_STATUS', message: expect.stringContaining('Issuing CA 1') },
    ]);
    const silent = parse(testPki().signer('p-256'));
    expect((await find(services, silent)).missing).toMatchObject([
      { code: 'EVIDENCE_INCOMPLETE', message: expect.stringContaining('ends at Paula Okafor') },
    ]);
  });

  it('about a revoked certificate never counts as complete', async () => {
    const services = await start();
    const { missing } = await find(services, parse(services.pki.signer('revoked')));
    expect(missing).toMatchObject([{ code: 'EVIDENCE_INCOMPLETE', details: { revoked: true } }]);
    expect(missing[0]?.message).toContain('was revoked on');
  });

  it('about the time before a revocation counts, by data made since', async () => {
    const services = await start();
    const leaf = parse(services.pki.signer('revoked'));
    const at = new Date(now.getTime() - DAY / 2);
    const { material, missing } = await find(services, leaf, { at });
    expect(missing).toEqual([]);
    expect(counts(material)).toEqual([2, 0]);
  });

  it('of a large list is not taken', async () => {
    const services = await start({ revocationBy: 'crl' });
    services.setCrlSize(65 * 1024 * 1024);
    const { missing } = await find(services, parse(services.pki.signer('p-256')));
    expect(missing).toMatchObject([{ code: 'NETWORK_TOO_LARGE' }]);
  });

  it('is stopped by the person', async () => {
    const services = await start();
    services.setFault('/ocsp', 'silent');
    const stop = new AbortController();
    const search = find(services, parse(services.pki.signer('p-256')), { signal: stop.signal });
    await expect.poll(() => services.count('/ocsp'), { interval: 5 }).toBeGreaterThan(0);
    stop.abort();
    await expect(search).rejects.toMatchObject({ code: 'CANCELLED' });
  });
});

describe('a responder that', () => {
  it.each(['stale', 'unknown', 'try-later', 'stranger', 'wrong-cert-id', 'wrong-signature'] as const)(
    'answers %s is passed over: the list serves, and without a list it is missing',
    async (lie) => {
      const services = await start();
      services.setOcsp(lie);
      const leaf = parse(services.pki.signer('p-256'));
      const { material, missing } = await find(services, leaf);
      expect(missing).toEqual([]);
      expect(counts(material)).toEqual([1, 1]);
      const alone = await start({ revocationBy: 'ocsp' });
      alone.setOcsp(lie);
      const result = await find(alone, parse(alone.pki.signer('p-256')));
      expect(result.missing).toMatchObject([{ code: 'EVIDENCE_INCOMPLETE' }]);
      expect(counts(result.material)).toEqual([1, 0]);
    },
  );

  it.each(['by-ca', 'by-name'] as const)('answers %s is believed', async (lie) => {
    const services = await start({ revocationBy: 'ocsp' });
    services.setOcsp(lie);
    expect((await find(services, parse(services.pki.signer('p-256')))).missing).toEqual([]);
  });

  it.each<[Parameters<PkiServices['setFault']>[1], string]>([
    [{ status: 500 }, 'NETWORK_STATUS'],
    [{ redirect: undefined }, 'NETWORK_REDIRECT'],
    ['endless', 'NETWORK_TOO_LARGE'],
    ['gzip-bomb', 'NETWORK_TOO_LARGE'],
    ['garbage', 'EVIDENCE_INCOMPLETE'],
    ['html', 'EVIDENCE_INCOMPLETE'],
    ['hangs-up', 'NETWORK_UNREACHABLE'],
  ])('does %j is named by %s, asked once for many files, and the list serves in its place', async (fault, code) => {
    const services = await start();
    services.setFault('/ocsp/issuing-1', fault);
    services.setFault('/crl/issuing-1', { status: 404 });
    const finder = finderFor(services);
    const wish = { leaf: parse(services.pki.signer('p-256')), at: now, known: NOTHING };
    expect((await finder.find(wish)).missing).toMatchObject([{ code }]);
    const asked = services.count();
    expect((await finder.find(wish)).missing).toMatchObject([{ code }]);
    expect(services.count()).toBe(asked);
    services.setFault('/crl/issuing-1', undefined);
    expect((await finderFor(services).find(wish)).missing).toEqual([]);
  });

  it('is itself to be checked is checked, and what proves it goes with the rest', async () => {
    const services = await start();
    const { pki } = services;
    const request: CertificateRequest = {
      subject: { CN: 'Checked responder' },
      key: generateKey('p-256'),
      issuer: pki.issuing,
      notBefore: new Date(now.getTime() - DAY),
      notAfter: new Date(now.getTime() + DAY),
      keyUsage: ['digitalSignature'],
      extendedKeyUsage: ['1.3.6.1.5.5.7.3.9'],
      crlUrl: `${services.baseUrl}/crl/issuing-1.crl`,
    };
    const responder = issueCertificate(request);
    const server = await serve((asked, response) => {
      const parts: Buffer[] = [];
      asked.on('data', (part: Buffer) => parts.push(part));
      asked.on('end', () => {
        const body = new Uint8Array(Buffer.concat(parts));
        response.end(answerOcsp(body, { ...pki, responder: () => responder }, 'issuing-1', systemClock.now()));
      });
    });
    const { crlUrl: _, extendedKeyUsage: __, ...plain } = request;
    const leaf = parse(
      issueCertificate({ ...plain, subject: { CN: 'Signer' }, key: generateKey('p-256'), ocspUrl: server.url }),
    );
    const known = { ...NOTHING, certificates: [pki.issuing.certificate] };
    const { material, missing } = await find(services, leaf, { known });
    expect(missing).toEqual([]);
    expect(counts(material)).toEqual([2, 1]);
    expect(names(material)).toContain('Checked responder');
    expect(validates(services, leaf, material).indication).toBe('TOTAL-PASSED');
    services.setFault('/crl/issuing-1', { status: 500 });
    folder = temporaryFolder('countersign-evidence-');
    expect((await find(services, leaf, { known })).missing).not.toEqual([]);
  });
});

describe('a list', () => {
  it('that was given serves without the network; a stale one is replaced', async () => {
    const services = await start({ revocationBy: 'crl' });
    const { pki } = services;
    const list = (issuer: Issued, end: number) =>
      new Crl(
        issueCrl({
          issuer,
          thisUpdate: new Date(now.getTime() - 2 * DAY),
          nextUpdate: new Date(now.getTime() + end),
          revoked: [],
        }),
      );
    const leaf = parse(pki.signer('p-256'));
    const known = { ...NOTHING, certificates: [pki.issuing.certificate] };
    const given = await find(
      services,
      leaf,
      { known },
      { offline: true, crls: [list(pki.root, DAY), list(pki.issuing, DAY)] },
    );
    expect([given.missing, counts(given.material)]).toEqual([[], [0, 2]]);
    const stale = await find(services, leaf, { known }, { crls: [list(pki.root, DAY), list(pki.issuing, -DAY)] });
    expect([stale.missing, counts(stale.material)]).toEqual([[], [0, 2]]);
    expect(services.count()).toBe(1);
  });
});

describe('delta lists', () => {
  const NUMBER = { oid: '2.5.29.27', critical: true, value: integer(1) };

  /** freshestCRL with one address (RFC 5280, 4.2.1.15). */
  const freshest = (url: string) => {
    const name = encode(contextTag(0), encode(contextTag(0), encode(contextTag(6, false), Buffer.from(url))));
    return { oid: '2.5.29.46', critical: false, value: sequence(sequence(name)) };
  };

  it.each(['certificate', 'list'] as const)(
    'that a %s names are fetched with the list that they go on from',
    async (by) => {
      const services = await start();
      const issuer = services.pki.root;
      const times = { issuer, thisUpdate: new Date(now.getTime() - DAY), nextUpdate: new Date(now.getTime() + DAY) };
      const serial = Uint8Array.of(9);
      let extensions: NonNullable<CertificateRequest['extensions']> = [];
      let isThere = true;
      const server = await serve(({ url }, response) => {
        const entry = { serial, date: new Date(now.getTime() - DAY / 2), reason: 'superseded' as const };
        const changed = { ...times, thisUpdate: new Date(now.getTime() - DAY / 4), number: 2, extensions: [NUMBER] };
        const list =
          url === '/delta.crl'
            ? issueCrl({ ...changed, revoked: [entry] })
            : issueCrl({ ...times, number: 1, extensions, revoked: [] });
        response.statusCode = url === '/delta.crl' && !isThere ? 404 : 200;
        response.end(list);
      });
      const named = [freshest(`${server.url}/delta.crl`)];
      if (by === 'list') extensions = named;
      const leaf = parse(
        issueCertificate({
          subject: { CN: 'Signer' },
          key: generateKey('p-256'),
          issuer,
          serial,
          notBefore: new Date(now.getTime() - DAY),
          notAfter: new Date(now.getTime() + DAY),
          crlUrl: `${server.url}/base.crl`,
          ...(by === 'certificate' ? { extensions: named } : {}),
        }),
      );
      const { material } = await find(services, leaf);
      expect(server.seen).toEqual(['GET /base.crl', 'GET /delta.crl']);
      expect(validates(services, leaf, material).subIndication).toBe('REVOKED_NO_POE');
      isThere = false;
      folder = temporaryFolder('countersign-evidence-');
      const without = await find(services, leaf);
      expect(without.missing, 'the list stands for itself').toEqual([]);
      expect(validates(services, leaf, without.material).indication).toBe('TOTAL-PASSED');
    },
  );
});
