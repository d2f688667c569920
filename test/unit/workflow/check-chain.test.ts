import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type CertificateRequest, type Issued, issueCertificate, issueCrl } from '../../../scripts/pki/issue.ts';
import { generateKey } from '../../../scripts/pki/keys.ts';
import { toPem } from '../../../scripts/pki/make-pki.ts';
import { codeOf } from '../../../shared/contract/app-error.ts';
import { Certificate } from '../../../src-main/cms/certificate.ts';
import { Crl } from '../../../src-main/cms/crl.ts';
import { contextTag, TAG } from '../../../src-main/cms/der.ts';
import { encode, integer, octetString, sequence } from '../../../src-main/cms/der-writer.ts';
import { oid } from '../../../src-main/cms/oid.ts';
import { USUAL_POLICY } from '../../../src-main/trust/algorithm-policy.ts';
import { checkCertificate, checkChain } from '../../../src-main/workflow/check-chain.ts';
import type { TrustMaterial } from '../../../src-main/workflow/trust-store.ts';
import { temporaryFolder } from '../../support/tools.ts';

const at = new Date('2026-11-20T12:00:00Z');
const days = (count: number) => new Date(at.getTime() + count * 86_400_000);
const validity = { notBefore: days(-400), notAfter: days(400) };
const caUsage = { basicConstraints: { ca: true }, keyUsage: ['keyCertSign', 'cRLSign'] } as const;
const key = generateKey('p-256');
const parse = (issued: Issued) => new Certificate(issued.certificate);
const root = issueCertificate({ subject: { CN: 'Root' }, key: generateKey('p-256'), ...validity, ...caUsage });
const authority = (changes: Partial<CertificateRequest> = {}) =>
  issueCertificate({ subject: { CN: 'CA' }, key, issuer: root, ...validity, ...caUsage, ...changes });
const person = (issuer: Issued, changes: Partial<CertificateRequest> = {}) =>
  issueCertificate({ subject: { CN: 'Person' }, key, issuer, ...validity, ...changes });
const list = (issuer: Issued, changes: Partial<Parameters<typeof issueCrl>[0]> = {}) =>
  new Crl(issueCrl({ issuer, thisUpdate: days(-1), nextUpdate: days(6), revoked: [], ...changes }));
const extension = (type: string, value: Uint8Array, critical = true) => ({
  extensions: [{ oid: type, critical, value }],
});

/** Root, CA and person, with fresh lists of both. */
function check(ca: Issued, leaf: Issued, changes: Partial<TrustMaterial> = {}) {
  const material = { anchors: [parse(root)], certificates: [parse(ca)], crls: [list(root), list(ca)], ocsps: [] };
  return checkCertificate(parse(leaf), { ...material, ...changes }, at);
}

const good = authority();
const leaf = person(good);
const excludingPeople = sequence(encode(contextTag(1), sequence(encode(contextTag(4), parse(leaf).subjectName.der))));
const permittingMail = sequence(
  encode(contextTag(0), sequence(encode(contextTag(1, false), Buffer.from('good.example')))),
);
const mail = sequence(encode(contextTag(1, false), Buffer.from('me@bad.example')));
const anyMapped = sequence(sequence(oid('2.5.29.32.0'), oid('1.2.3')));
const required = sequence(encode(contextTag(0, false), Uint8Array.of(0)));

describe('what is wrong with a chain, and at whose certificate', () => {
  const byCa = (changes: Partial<CertificateRequest>) => {
    const ca = authority(changes);
    return () => check(ca, person(ca));
  };
  const byLeaf = (changes: Partial<CertificateRequest>) => () => check(good, person(good, changes));
  const impostor = authority({ key: generateKey('p-256') });
  const serial = parse(leaf).serialBytes;
  const revoking = (reason?: 'certificateHold') => () =>
    check(good, leaf, {
      crls: [list(root), list(good, { revoked: [{ serial, date: days(-2), ...(reason && { reason }) }] })],
    });

  it.each<[string, string, string, () => ReturnType<typeof check>]>([
    ['NO_PATH', 'NO_CERTIFICATE_CHAIN_FOUND', 'Person', () => check(good, leaf, { certificates: [] })],
    [
      'SELF_SIGNED',
      'NO_CERTIFICATE_CHAIN_FOUND',
      'CA',
      () => check(good, issueCertificate({ subject: { CN: 'CA' }, key, ...validity })),
    ],
    ['SIGNATURE_INVALID', 'NO_CERTIFICATE_CHAIN_FOUND', 'Person', () => check(impostor, leaf)],
    ['NOT_YET_VALID', 'OUT_OF_BOUNDS_NO_POE', 'CA', byCa({ notBefore: days(1) })],
    ['EXPIRED', 'OUT_OF_BOUNDS_NO_POE', 'CA', byCa({ notAfter: days(-1) })],
    ['EXPIRED', 'OUT_OF_BOUNDS_NO_POE', 'Person', byLeaf({ notAfter: days(-2) })],
    ['REVOKED', 'REVOKED_NO_POE', 'Person', revoking()],
    ['ON_HOLD', 'TRY_LATER', 'Person', revoking('certificateHold')],
    ['REVOCATION_UNKNOWN', 'TRY_LATER', 'Person', () => check(good, leaf, { crls: [list(root)] })],
    ['REVOCATION_UNKNOWN', 'TRY_LATER', 'CA', () => check(good, leaf, { crls: [list(good)] })],
    ['NOT_A_CA', 'CERTIFICATE_CHAIN_GENERAL_FAILURE', 'CA', byCa({ basicConstraints: { ca: false } })],
    ['KEY_USAGE', 'CERTIFICATE_CHAIN_GENERAL_FAILURE', 'CA', byCa({ keyUsage: ['cRLSign'] })],
    ['NAME_EXCLUDED', 'CERTIFICATE_CHAIN_GENERAL_FAILURE', 'Person', byCa(extension('2.5.29.30', excludingPeople))],
    [
      'NAME_CONSTRAINTS_UNREADABLE',
      'CERTIFICATE_CHAIN_GENERAL_FAILURE',
      'Person',
      byCa(extension('2.5.29.30', octetString(Uint8Array.of(1)))),
    ],
    ['POLICY_REQUIRED', 'CERTIFICATE_CHAIN_GENERAL_FAILURE', 'Person', byCa(extension('2.5.29.36', required))],
    ['POLICY_MAPPING_INVALID', 'CERTIFICATE_CHAIN_GENERAL_FAILURE', 'CA', byCa(extension('2.5.29.33', anyMapped))],
    ['POLICY_UNREADABLE', 'CERTIFICATE_CHAIN_GENERAL_FAILURE', 'Person', byLeaf(extension('2.5.29.32', integer(1)))],
    [
      'CRITICAL_EXTENSION_UNKNOWN',
      'CERTIFICATE_CHAIN_GENERAL_FAILURE',
      'Person',
      byLeaf(extension('1.2.3.4', integer(1))),
    ],
  ])('%s (%s) at %s', async (code, reason, whose, run) => {
    const report = await run();
    expect(report).toMatchObject({ valid: false, code, reason });
    expect(report.certificate?.subject).toBe(`CN=${whose}`);
    expect(report.problems[0]?.message).toMatch(/[.]$/);
  });

  it('PATH_LENGTH', async () => {
    const top = authority({ basicConstraints: { ca: true, pathLength: 0 } });
    const below = issueCertificate({
      subject: { CN: 'Below' },
      key: generateKey('p-256'),
      issuer: top,
      ...validity,
      ...caUsage,
    });
    const report = await check(top, person(below), {
      certificates: [parse(top), parse(below)],
      crls: [list(root), list(top), list(below)],
    });
    expect(report).toMatchObject({ valid: false, code: 'PATH_LENGTH' });
    expect(report.certificate?.subject).toBe('CN=Below');
  });

  it('NAME_NOT_PERMITTED', async () => {
    const ca = authority(extension('2.5.29.30', permittingMail));
    const stranger = person(ca, extension('2.5.29.17', mail, false));
    expect(await check(ca, stranger)).toMatchObject({ valid: false, code: 'NAME_NOT_PERMITTED' });
    expect(await check(ca, person(ca))).toMatchObject({ valid: true, code: null, reason: null, certificate: null });
  });

  it('an authority that was revoked', async () => {
    const revoked = [{ serial: parse(good).serialBytes, date: days(-2) }];
    const report = await check(good, leaf, { crls: [list(root, { revoked }), list(good)] });
    expect(report).toMatchObject({ code: 'REVOKED', reason: 'REVOKED_CA_NO_POE', revocation: 'revoked' });
    expect(report.certificate?.subject).toBe('CN=CA');
  });
});

describe('the strength of algorithms', () => {
  const weakKey = generateKey('rsa-1024');
  const weak = person(good, { key: weakKey });

  it('is told, and fails only where a policy is given', async () => {
    const told = await check(good, weak);
    expect(told).toMatchObject({ valid: true, code: null });
    expect(told.warnings).toEqual([
      'The certificate of Person: A key of type RSA 1024 is not accepted since 2019-10-01.',
    ]);
    const failed = await check(good, weak, { algorithms: USUAL_POLICY });
    expect(failed).toMatchObject({ valid: false, code: 'ALGORITHM_WEAK', warnings: [] });
    expect((await check(good, leaf)).warnings).toEqual([]);
  });
});

describe('a file', () => {
  const folder = temporaryFolder();
  const trust = { anchors: [parse(root)], certificates: [], crls: [list(root), list(good)], ocsps: [] };
  const write = (name: string, content: string | Uint8Array) => {
    const file = path.join(folder, name);
    writeFileSync(file, content);
    return file;
  };
  const pem = (issued: Issued) => toPem(issued.certificate, 'CERTIFICATE');

  it('of several certificates is about the first, and the others lead on', async () => {
    const report = await checkChain(write('bundle.pem', pem(leaf) + pem(good)), trust, at);
    expect(report).toMatchObject({ valid: true, revocation: 'good', time: '2026-11-20T12:00:00Z' });
    expect(report.chain.map(({ subject }) => subject)).toEqual(['CN=Person', 'CN=CA', 'CN=Root']);
    expect(report.evidence).toHaveLength(2);
  });

  it('that is the trusted certificate itself needs nothing else', async () => {
    const report = await checkChain(write('root.cer', root.certificate), { ...trust, crls: [] }, at);
    expect(report).toMatchObject({ valid: true, revocation: 'not-checked' });
  });

  it('that means to be a certificate and is malformed is a result, not an error', async () => {
    const cut = leaf.certificate.slice();
    // YYMMDDHHMMSSZ: 13 octets. The tag alone may stand in the serial number, too.
    const place = Buffer.from(cut).indexOf(Buffer.of(TAG.utcTime, 13));
    cut[place] = TAG.octetString;
    const report = await checkChain(write('cut.cer', cut), trust, at);
    expect(report).toMatchObject({ valid: false, reason: 'FORMAT_FAILURE', code: 'CERTIFICATE_MALFORMED', chain: [] });
    expect(report.problems[0]?.message).toMatch(new RegExp(`“cut\\.cer”.* The fault is at offset ${place}\\.$`));
    const armoured = await checkChain(write('cut.pem', toPem(cut, 'CERTIFICATE')), trust, at);
    expect(armoured).toMatchObject({ valid: false });
    expect(armoured.problems[0]?.message).toContain(`offset ${place}.`);
  });

  it.each([
    ['that is none at all', 'note.txt', 'Dear reader', 'CERTIFICATE_UNREADABLE'],
    ['that ends too early', 'short.cer', leaf.certificate.subarray(0, 100), 'CERTIFICATE_UNREADABLE'],
    ['that is empty', 'empty.cer', '', 'CERTIFICATE_UNREADABLE'],
  ])('%s is no input', async (_, name, content, code) => {
    expect(await checkChain(write(name, content), trust, at).catch(codeOf)).toBe(code);
  });
});

describe('the trusted certificate that a chain ends at', () => {
  it('is named with where it came from', async () => {
    const { sha256, subject } = parse(root);
    expect((await check(good, leaf)).anchor).toEqual({ sha256, subject, origin: 'given' });
    const origins = new Map([[sha256, 'operating system']]);
    expect((await check(good, leaf, { origins })).anchor?.origin).toBe('operating system');
    const expired = await check(good, person(good, { notAfter: days(-2) }));
    expect(expired.anchor, 'whatever else is wrong').not.toBeNull();
    expect((await check(good, leaf, { certificates: [] })).anchor).toBeNull();
  });
});
