import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type CertificateRequest, type Issued, issueCertificate, issueCrl } from '../../../scripts/pki/issue.ts';
import { generateKey } from '../../../scripts/pki/keys.ts';
import { localTimestamper } from '../../../scripts/pki/local-timestamper.ts';
import { type CaName, makePki, type Pki } from '../../../scripts/pki/make-pki.ts';
import { answerOcsp } from '../../../scripts/pki/ocsp-responder.ts';
import { type SignatureReport, subIndication } from '../../../shared/domain/verification.ts';
import { MANIFEST_NAME, manifestOf, SIGNATURE_NAME } from '../../../src-main/cades/asic/make-container.ts';
import { ASICE } from '../../../src-main/cades/asic/read-container.ts';
import { verifyContainer } from '../../../src-main/cades/asic/verify-container.ts';
import {
  withArchiveTimestamp,
  withMaterial,
  withSignatureTimestamp,
} from '../../../src-main/cades/sign/raise-cades.ts';
import type { Given } from '../../../src-main/cades/verify/verify-cades.ts';
import { algorithmIdentifier } from '../../../src-main/cms/algorithm-identifier.ts';
import { Certificate } from '../../../src-main/cms/certificate.ts';
import { Crl } from '../../../src-main/cms/crl.ts';
import { octetString, sequence } from '../../../src-main/cms/der-writer.ts';
import { nameKey } from '../../../src-main/cms/name.ts';
import { ocspRequest } from '../../../src-main/cms/ocsp-request.ts';
import { OcspResponse } from '../../../src-main/cms/ocsp-response.ts';
import { oid } from '../../../src-main/cms/oid.ts';
import { bytesSource } from '../../../src-main/platform/byte-source.ts';
import { KeptAnchors } from '../../../src-main/trust/lists/kept-anchors.ts';
import { readPolicy } from '../../../src-main/trust/policy-file.ts';
import { conclude } from '../../../src-main/trust/verdict.ts';
import {
  type CadesFileOptions,
  CONTENT,
  cadesFile,
  contentTimestamp,
  policyAttribute,
  verifiedCades,
} from '../../support/cades-file.ts';
import { rawZip } from '../../support/raw-zip.ts';

const HOUR = 3_600_000;
const START = new Date('2026-06-01T00:00:00Z');
const at = (hours: number) => new Date(START.getTime() + hours * HOUR);
const inYears = (years: number) => at(years * 365 * 24);
/** When the files are verified, unless a scene says otherwise. */
const NOW = at(10);
const common: Pki = makePki(START);
const signer = common.signer('p-256');
const root = new Certificate(common.root.certificate);
const NO_CHECK = [{ oid: '1.3.6.1.5.5.7.48.1.5', critical: false, value: Uint8Array.of(5, 0) }];
const HASH = 'cd'.repeat(32);

/** Somebody under the issuing CA of the PKI. */
function issued(changes: Partial<CertificateRequest>): Issued {
  return issueCertificate({
    subject: { CN: 'Somebody' },
    key: generateKey('p-256'),
    issuer: common.issuing,
    notBefore: at(-48),
    notAfter: inYears(2),
    keyUsage: ['digitalSignature', 'nonRepudiation'],
    ...changes,
  });
}

/** A PKI of which something may be revoked without any other test noticing. */
const fresh = () => makePki(START);
const lists = (pki: Pki, time: Date, cas: readonly CaName[] = ['root', 'issuing-1', 'time-1']) =>
  cas.map((ca) => new Crl(pki.crl(ca, time, new Date(time.getTime() + 48 * HOUR))));
const given = (changes: Partial<Given> = {}): Given => ({
  anchors: [root],
  certificates: [],
  crls: lists(common, at(9)),
  ocsps: [],
  at: NOW,
  ...changes,
});
const policy = (content: unknown) => {
  const { algorithms, rules } = readPolicy(new TextEncoder().encode(JSON.stringify(content)), 'p.json');
  return { algorithms, rules };
};
/** Trusts the authority for time for timestamps, as a trusted list would. */
const withTimeAnchor = ({ algorithms, rules }: ReturnType<typeof policy>) => {
  const certificate = new Certificate(common.ca('time-1').certificate);
  const list = {
    territory: 'NA',
    operator: '',
    sequence: 1,
    issued: '',
    nextUpdate: null,
    official: true,
    services: [],
  };
  const { sha256, subjectName } = certificate;
  const about = { sha256, subject: nameKey(subjectName), kind: 'timestamps', limit: {}, list } as const;
  const listed = KeptAnchors.of([{ ...about, read: () => certificate }], new Set());
  return { algorithms, rules: { ...rules, listed } };
};
const made = (by: Issued = signer, options: CadesFileOptions = {}) =>
  cadesFile(by, { chain: [common.issuing.certificate], ...options });
const stampedAt = (pki: Pki, time: Date) => localTimestamper(pki, { clock: { now: () => time } });
const timed = (cms: Uint8Array, time: Date, pki = common) => withSignatureTimestamp(cms, stampedAt(pki, time));
const judged = (cms: Uint8Array, changes: Partial<Given> = {}) => verifiedCades(cms, given(changes));
const named = (name: string) =>
  policyAttribute(
    sequence(oid(name), sequence(algorithmIdentifier('2.16.840.1.101.3.4.2.1'), octetString(Buffer.from(HASH, 'hex')))),
  );

/** A file of its own PKI whose signer is revoked at `hour`. */
function revokedAt(
  hour: number,
  options: CadesFileOptions = {},
  reason: 'keyCompromise' | 'certificateHold' = 'keyCompromise',
) {
  const pki = fresh();
  const by = pki.signer('p-256');
  pki.revoke(by.certificate, at(hour), reason);
  const anchors = [new Certificate(pki.root.certificate)];
  return {
    pki,
    anchors,
    cms: cadesFile(by, { chain: [pki.issuing.certificate], ...options }),
    crls: lists(pki, at(9)),
  };
}

const expired = issued({ subject: { CN: 'Expired' }, notBefore: at(-72), notAfter: at(-24) });
const rsa = issued({ subject: { CN: 'Of old' }, key: generateKey('rsa-2048') });
const noPkcs1 = { schemes: { 'rsa-pkcs1': '2026-06-01' } };

async function container(changes: { leaveOut?: boolean; xml?: boolean }): Promise<SignatureReport> {
  const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest();
  const manifest = manifestOf([{ name: 'agreement.txt', digest: digest(CONTENT) }], 'sha256');
  const bytes = rawZip([
    { name: 'mimetype', data: ASICE },
    ...(changes.leaveOut ? [] : [{ name: 'agreement.txt', data: CONTENT }]),
    ...(changes.xml
      ? [{ name: 'META-INF/signatures.xml', data: '<xml/>' }]
      : [
          { name: MANIFEST_NAME, data: manifest },
          { name: SIGNATURE_NAME, data: made(signer, { content: manifest }) },
        ]),
  ]);
  const [report] = (await verifyContainer(bytesSource(bytes), given())).signatures;
  if (report === undefined) throw new Error('no signature');
  return report;
}

/** An OCSP answer about the signer of the common PKI by a responder whose certificate has ended since. */
function answerOfExpiredResponder(): OcspResponse {
  const by = issued({
    subject: { CN: 'Responder' },
    notAfter: at(8),
    keyUsage: ['digitalSignature'],
    extendedKeyUsage: ['1.3.6.1.5.5.7.3.9'],
    extensions: NO_CHECK,
  });
  const asked = ocspRequest({
    certificate: new Certificate(signer.certificate),
    issuer: new Certificate(common.issuing.certificate),
    hash: 'sha256',
  });
  return new OcspResponse(answerOcsp(asked, { ...common, responder: () => by }, 'issuing-1', at(7)));
}

type Scene = () => SignatureReport | Promise<SignatureReport>;

/** EN 319 102-1, tables 5 and 6: each sub-indication and a file that leads to it. */
const FAILED: Readonly<Record<string, Scene>> = {
  FORMAT_FAILURE: () => judged(made().subarray(0, 300)),
  HASH_FAILURE: () => verifiedCades(made(), given(), Buffer.from('Another agreement.\n')),
  SIG_CRYPTO_FAILURE: () => judged(made(signer, { signInstead: Buffer.from('something else') })),
  REVOKED: async () => {
    const { pki, cms: _, ...scene } = revokedAt(3);
    const attributes = [await contentTimestamp(pki, at(5))];
    const cms = cadesFile(pki.signer('p-256'), { chain: [pki.issuing.certificate], attributes });
    return judged(cms, scene);
  },
  EXPIRED: async () => judged(made(expired, { attributes: [await contentTimestamp(common, at(1))] })),
  NOT_YET_VALID: async () => judged(await timed(made(issued({ notBefore: at(5) })), at(1))),
};

const INDETERMINATE: Readonly<Record<string, Scene>> = {
  SIG_CONSTRAINTS_FAILURE: () => judged(made(), policy({ requiredLevel: 'B-T' })),
  CHAIN_CONSTRAINTS_FAILURE: () => judged(made(common.signer('key-usage'))),
  CERTIFICATE_CHAIN_GENERAL_FAILURE: () => {
    const people = issued({ subject: { CN: 'No authority' } });
    const by = issued({ issuer: people });
    return judged(made(by, { chain: [common.issuing.certificate, people.certificate] }));
  },
  CRYPTO_CONSTRAINTS_FAILURE: async () =>
    judged(made(rsa, { attributes: [await contentTimestamp(common, at(1))] }), policy(noPkcs1)),
  CRYPTO_CONSTRAINTS_FAILURE_NO_POE: () => judged(made(rsa), policy(noPkcs1)),
  POLICY_PROCESSING_ERROR: () =>
    judged(
      made(signer, { attributes: [named('1.2.3')] }),
      policy({ signaturePolicies: [{ oid: '1.2.3', digests: ['ab'.repeat(32)] }] }),
    ),
  SIGNATURE_POLICY_NOT_AVAILABLE: () =>
    judged(made(signer, { attributes: [named('1.2.3')] }), policy({ signaturePolicies: [] })),
  TIMESTAMP_ORDER_FAILURE: async () =>
    judged(await timed(made(signer, { attributes: [await contentTimestamp(common, at(5))] }), at(1))),
  NO_SIGNING_CERTIFICATE_FOUND: () => judged(made(signer, { essOf: expired.certificate })),
  NO_CERTIFICATE_CHAIN_FOUND: () => judged(made(), { anchors: [] }),
  NO_CERTIFICATE_CHAIN_FOUND_NO_POE: () =>
    judged(made(), policy({ anchors: [{ sha256: root.sha256, until: '2026-06-01' }] })),
  REVOKED_NO_POE: () => {
    const { cms, anchors, crls } = revokedAt(3);
    return judged(cms, { anchors, crls });
  },
  REVOKED_CA_NO_POE: () => {
    const pki = fresh();
    pki.revoke(pki.issuing.certificate, at(3));
    const cms = cadesFile(pki.signer('p-256'), { chain: [pki.issuing.certificate] });
    return judged(cms, { anchors: [new Certificate(pki.root.certificate)], crls: lists(pki, at(9)) });
  },
  OUT_OF_BOUNDS_NOT_REVOKED: () =>
    judged(made(expired), { crls: [...lists(common, at(9), ['root']), ...lists(common, at(-36), ['issuing-1'])] }),
  OUT_OF_BOUNDS_NO_POE: () => judged(made(expired)),
  REVOCATION_OUT_OF_BOUNDS_NO_POE: () =>
    judged(made(), { crls: lists(common, at(9), ['root']), ocsps: [answerOfExpiredResponder()] }),
  NO_POE: async () => {
    const pki = fresh();
    pki.revoke(pki.issuing.certificate, at(3));
    const cms = await timed(cadesFile(pki.signer('p-256'), { chain: [pki.issuing.certificate] }), at(1), pki);
    return judged(cms, { anchors: [new Certificate(pki.root.certificate)], crls: lists(pki, at(9)) });
  },
  TRY_LATER: () => judged(made(), { crls: lists(common, at(9), ['root']) }),
  SIGNED_DATA_NOT_FOUND: () => container({ leaveOut: true }),
  CUSTOM: () => container({ xml: true }),
};

describe('every sub-indication (EN 319 102-1, tables 5 to 7)', () => {
  it('has a file that leads to it', () => {
    expect(Object.keys({ ...FAILED, ...INDETERMINATE }).sort()).toEqual([...subIndication.options].sort());
  });

  it('outranks one that may still pass', () => {
    for (const name of subIndication.options) {
      const problems = (['TRY_LATER', name] as const).map((one) => ({ subIndication: one, message: one }));
      expect(conclude(problems).subIndication).toBe(name);
      const worse = conclude([...problems, { subIndication: 'HASH_FAILURE', message: '' }]).subIndication;
      expect(worse).toBe(name === 'FORMAT_FAILURE' ? name : 'HASH_FAILURE');
    }
  });

  it.each(Object.entries(FAILED))('TOTAL-FAILED / %s', async (name, scene) => {
    expect(await scene()).toMatchObject({ indication: 'TOTAL-FAILED', subIndication: name });
  });

  it.each(Object.entries(INDETERMINATE))('INDETERMINATE / %s', async (name, scene) => {
    expect(await scene()).toMatchObject({ indication: 'INDETERMINATE', subIndication: name });
  });
});

describe('what proofs of existence mend, and what not', () => {
  const archivedAt = async (hour: number) => {
    const material = {
      certificates: [common.issuing.certificate, ...common.tsa().chain],
      ocsps: [],
      crls: (['root', 'issuing-1', 'time-1'] as const).map((ca) => common.crl(ca, at(2), at(50))),
    };
    const digest = createHash('sha256').update(CONTENT).digest();
    return withArchiveTimestamp(
      withMaterial(await timed(made(), at(1)), material),
      digest,
      stampedAt(common, at(hour)),
    );
  };
  /** Until the end of the day. */
  const sunset: Partial<Given> = {
    ...withTimeAnchor(policy({ anchors: [{ sha256: root.sha256, until: '2026-06-02' }] })),
    at: at(30),
    crls: lists(common, at(29), ['time-1']),
  };
  const passed = { indication: 'TOTAL-PASSED', subIndication: null };
  it.each<[string, object, Scene]>([
    ['nothing is wrong', passed, () => judged(made())],
    [
      'revoked after the proved time',
      passed,
      async () => {
        const { pki, cms, anchors, crls } = revokedAt(3);
        return judged(await timed(cms, at(1), pki), { anchors, crls });
      },
    ],
    [
      'revoked before the proved time',
      { subIndication: 'REVOKED_NO_POE', revocation: 'revoked' },
      async () => {
        const { pki, cms, anchors, crls } = revokedAt(3);
        return judged(await timed(cms, at(5), pki), { anchors, crls });
      },
    ],
    [
      'revoked after a timestamp of the content: nothing is certain',
      { subIndication: 'REVOKED_NO_POE' },
      async () => {
        const { pki, anchors, crls } = revokedAt(3);
        const attributes = [await contentTimestamp(pki, at(1))];
        return judged(cadesFile(pki.signer('p-256'), { chain: [pki.issuing.certificate], attributes }), {
          anchors,
          crls,
        });
      },
    ],
    [
      'on hold',
      { subIndication: 'TRY_LATER' },
      () => {
        const { cms, anchors, crls } = revokedAt(3, {}, 'certificateHold');
        return judged(cms, { anchors, crls });
      },
    ],
    [
      'an algorithm that ended after the proved time',
      passed,
      async () =>
        judged(await timed(made(rsa), at(1)), {
          ...policy({ schemes: { 'rsa-pkcs1': '2026-06-02' } }),
          at: at(30),
          crls: lists(common, at(29)),
        }),
    ],
    [
      'an anchor that is no longer trusted since the proved time',
      passed,
      async () => judged(await archivedAt(3), sunset),
    ],
    [
      'an anchor that is no longer trusted since the archive was made',
      { subIndication: 'NO_POE' },
      async () => judged(await archivedAt(26), sunset),
    ],
    [
      'data older than the policy allows',
      { subIndication: 'TRY_LATER' },
      () => judged(made(), policy({ revocation: { maxAgeHours: 0.5 } })),
    ],
    ['data as old as the policy allows', passed, () => judged(made(), policy({ revocation: { maxAgeHours: 1 } }))],
    [
      'a key usage that the policy does not ask for',
      { subIndication: 'CHAIN_CONSTRAINTS_FAILURE' },
      () =>
        judged(made(issued({ keyUsage: ['digitalSignature'] })), policy({ signer: { keyUsages: ['nonRepudiation'] } })),
    ],
    [
      'a purpose that the policy asks for',
      passed,
      () => judged(made(), policy({ signer: { purposes: ['1.3.6.1.5.5.7.3.36'] } })),
    ],
    [
      'a key usage that nobody looks at',
      passed,
      () => judged(made(common.signer('key-usage')), policy({ off: ['signer-key-usage'] })),
    ],
    [
      'a signature policy that is known',
      passed,
      () =>
        judged(
          made(signer, { attributes: [named('1.2.3')] }),
          policy({ signaturePolicies: [{ oid: '1.2.3', digests: [HASH] }] }),
        ),
    ],
    ['a signature policy that nobody asks about', passed, () => judged(made(signer, { attributes: [named('1.2.3')] }))],
    [
      'a malformed signature policy',
      { indication: 'TOTAL-FAILED', subIndication: 'FORMAT_FAILURE' },
      () => judged(made(signer, { attributes: [policyAttribute(octetString(Buffer.from('policy')))] })),
    ],
    [
      'no list of the authorities for time where nobody asks for one',
      { bestSignatureTime: '2026-06-01T01:00:00Z', ...passed },
      async () =>
        judged(await timed(made(), at(1)), {
          ...policy({ off: ['timestamp-authority-revocation'] }),
          crls: lists(common, at(9), ['root', 'issuing-1']),
        }),
    ],
    [
      'no list of the signer where that of authorities may be missing',
      { subIndication: 'TRY_LATER' },
      () => judged(made(), { ...policy({ off: ['authority-revocation'] }), crls: [] }),
    ],
    [
      'a signer that is trusted directly',
      passed,
      () => judged(made(), { anchors: [new Certificate(signer.certificate)], crls: [] }),
    ],
  ])('%s', async (_, expected, scene) => {
    expect(await scene()).toMatchObject(expected);
  });
});

describe('past validation: every certificate needs its own proof of existence (5.6.2.2)', () => {
  /** Root, first authority (revoked at hour 5), second one, signer. */
  const ca = (CN: string, issuer: Issued) =>
    issued({
      subject: { CN },
      issuer,
      basicConstraints: { ca: true },
      keyUsage: ['keyCertSign', 'cRLSign'],
      notAfter: inYears(10),
    });
  const first = ca('First', common.root);
  const second = ca('Second', first);
  const by = issued({ issuer: second, subject: { CN: 'Signer' }, notAfter: at(8) });
  const list = (issuer: Issued, time: Date, revoked: { serial: Uint8Array; date: Date }[] = []) =>
    issueCrl({ issuer, thisUpdate: time, nextUpdate: at(400), revoked });
  const early = () => ({
    certificates: [first.certificate, second.certificate, ...common.tsa().chain],
    ocsps: [],
    crls: [
      list(first, at(0.5)),
      list(second, at(0.5)),
      common.crl('root', at(0.5), at(400)),
      common.crl('time-1', at(0.5), at(400)),
    ],
  });
  const isRevoked = [{ serial: new Certificate(first.certificate).serialBytes, date: at(5) }];
  const verifier = (): Partial<Given> => ({
    crls: [new Crl(list(common.root, at(9), isRevoked)), ...lists(common, at(9), ['time-1'])],
  });
  const digest = createHash('sha256').update(CONTENT).digest();

  it('passes where all of it was archived before an authority was revoked', async () => {
    const cms = withMaterial(await timed(cadesFile(by), at(1)), early());
    const archived = await withArchiveTimestamp(cms, digest, stampedAt(common, at(2)));
    expect(judged(archived, verifier())).toMatchObject({
      indication: 'TOTAL-PASSED',
      bestSignatureTime: '2026-06-01T01:00:00Z',
    });
  });

  it('does not where the archive was made after the revocation', async () => {
    const cms = withMaterial(await timed(cadesFile(by), at(1)), early());
    const archived = await withArchiveTimestamp(cms, digest, stampedAt(common, at(6)));
    expect(judged(archived, verifier()).subIndication).toBe('NO_POE');
  });

  it('does not where an intermediate certificate was added later than what speaks for it', async () => {
    const { certificates, ...data } = early();
    const cms = withMaterial(await timed(cadesFile(by), at(1)), {
      ...data,
      certificates: certificates.filter((one) => one !== second.certificate),
    });
    const archived = await withArchiveTimestamp(cms, digest, stampedAt(common, at(2)));
    const report = judged(archived, { ...verifier(), certificates: [new Certificate(second.certificate)] });
    expect(report.subIndication).toBe('NO_POE');
    expect(report.warnings.join()).toContain('the certificate of Second');
  });

  it('to the letter, a list older than the timestamp does not outlive the certificate', async () => {
    const cms = withMaterial(await timed(made(issued({ notAfter: at(8) })), at(1)), {
      certificates: [],
      ocsps: [],
      crls: [common.crl('issuing-1', at(0.5), at(20))],
    });
    const at30: Partial<Given> = { at: at(30), crls: lists(common, at(29), ['root', 'time-1']) };
    expect(judged(cms, at30)).toMatchObject({ indication: 'TOTAL-PASSED' });
    const strict = policy({ revocation: { afterSignature: true } });
    expect(judged(cms, { ...at30, ...strict }).subIndication).toBe('NO_POE');
  });
});

describe('the report of a signature', () => {
  it('names each timestamp and what each answer rests on', async () => {
    const attributes = [await contentTimestamp(common, at(1))];
    const cms = await timed(made(signer, { attributes }), at(2));
    const archived = await withArchiveTimestamp(
      withMaterial(cms, {
        certificates: [...common.tsa().chain],
        ocsps: [],
        crls: [common.crl('issuing-1', at(2), at(400))],
      }),
      createHash('sha256').update(CONTENT).digest(),
      stampedAt(common, at(3)),
    );
    const report = judged(archived, { crls: lists(common, at(9), ['root', 'time-1']) });
    expect(report.timestamps.map(({ kind, time, indication }) => [kind, time, indication])).toEqual([
      ['content-time-stamp', '2026-06-01T01:00:00Z', 'TOTAL-PASSED'],
      ['signature-time-stamp', '2026-06-01T02:00:00Z', 'TOTAL-PASSED'],
      ['archive-time-stamp', '2026-06-01T03:00:00Z', 'TOTAL-PASSED'],
    ]);
    const [ofSigner] = report.evidence;
    expect(ofSigner).toMatchObject({
      certificate: new Certificate(signer.certificate).sha256,
      kind: 'crl',
      thisUpdate: '2026-06-01T02:00:00Z',
      origin: 'document',
    });
    expect(report.evidence.slice(1).map(({ origin }) => origin)).toEqual(['given', 'given', 'given']);
  });

  it('says why a timestamp does not pass', async () => {
    const report = judged(await timed(made(), at(1)), { crls: lists(common, at(9), ['root', 'issuing-1']) });
    expect(report).toMatchObject({ indication: 'TOTAL-PASSED', bestSignatureTime: '2026-06-01T10:00:00Z' });
    expect(report.timestamps).toMatchObject([
      { kind: 'signature-time-stamp', indication: 'INDETERMINATE', subIndication: 'TRY_LATER' },
    ]);
  });
});

describe('a certificate that a signature names by SHA-1', () => {
  const told = 'The signature names its certificate by a digest that is too weak: SHA-1';

  it('is told, and refused where a policy file says so', () => {
    const report = judged(made(signer, { essBySha1: true }));
    expect(report).toMatchObject({ indication: 'TOTAL-PASSED', level: 'B-B' });
    expect(report.warnings).toContainEqual(expect.stringContaining(told));
    const refused = judged(made(signer, { essBySha1: true }), policy({ hashes: { sha1: '2020-01-01' } }));
    expect(refused.subIndication).toBe('CRYPTO_CONSTRAINTS_FAILURE_NO_POE');
    expect(refused.warnings).toContainEqual(expect.stringContaining(told));
    expect(judged(made()).warnings).not.toContainEqual(expect.stringContaining(told));
  });
});
