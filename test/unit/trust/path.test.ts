import { describe, expect, it } from 'vitest';
import {
  type CertificateRequest,
  type Issued,
  issueCertificate,
  issueCrl,
  randomSerial,
} from '../../../scripts/pki/issue.ts';
import { generateKey } from '../../../scripts/pki/keys.ts';
import { Certificate } from '../../../src-main/cms/certificate.ts';
import { Crl } from '../../../src-main/cms/crl.ts';
import { contextTag } from '../../../src-main/cms/der.ts';
import { encode, integer, NULL, sequence } from '../../../src-main/cms/der-writer.ts';
import { validatePath } from '../../../src-main/trust/path.ts';
import type { PathRequest, PathResult } from '../../../src-main/trust/path-request.ts';
import { signerUsageAllows } from '../../../src-main/trust/signer-usage.ts';
import { testPki } from '../../support/pki.ts';

const at = new Date('2026-11-20T12:00:00Z');
const day = 86_400_000;
const days = (count: number) => new Date(at.getTime() + count * day);
const parse = (issued: Issued) => new Certificate(issued.certificate);
const validity = { notBefore: days(-400), notAfter: days(400) };
const caUsage = { basicConstraints: { ca: true }, keyUsage: ['keyCertSign', 'cRLSign'] } as const;

const root = issueCertificate({ subject: { CN: 'Root' }, key: generateKey('p-256'), ...validity, ...caUsage });
const ca = issueCertificate({
  subject: { CN: 'CA' },
  key: generateKey('p-256'),
  issuer: root,
  ...validity,
  ...caUsage,
});
const leafKey = generateKey('p-256');

function leafUnder(issuer: Issued, changes: Partial<CertificateRequest> = {}): Issued {
  return issueCertificate({
    subject: { CN: 'Signer' },
    key: leafKey,
    issuer,
    ...validity,
    basicConstraints: { ca: false },
    keyUsage: ['nonRepudiation'],
    ...changes,
  });
}

function crlOf(issuer: Issued, changes: Partial<Parameters<typeof issueCrl>[0]> = {}): Crl {
  return new Crl(issueCrl({ issuer, thisUpdate: days(-1), nextUpdate: days(6), revoked: [], ...changes }));
}

const leaf = leafUnder(ca);
const crls = [crlOf(root), crlOf(ca)];

function validate(changes: Partial<PathRequest> = {}): PathResult {
  return validatePath({ leaf: parse(leaf), anchors: [parse(root)], certificates: [parse(ca)], crls, at, ...changes });
}

describe('a path', () => {
  it('from a signer over an issuing CA to an anchor, with fresh CRLs, is valid', () => {
    const result = validate();
    expect(result).toMatchObject({ indication: 'TOTAL-PASSED', subIndication: null, revocation: 'good', reasons: [] });
    expect(result.chain.map((certificate) => certificate.commonName)).toEqual(['Signer', 'CA', 'Root']);
  });

  it('may end at an intermediate anchor, which then needs no CRL of the root', () => {
    const result = validate({ anchors: [parse(ca)], certificates: [], crls: [crlOf(ca)] });
    expect(result.indication).toBe('TOTAL-PASSED');
    expect(result.chain).toHaveLength(2);
  });

  it.each([
    ['no anchor', { anchors: [] }],
    ['another anchor of the same name', { anchors: [new Certificate(testPki().root.certificate)] }],
    ['the issuing CA missing', { certificates: [] }],
  ])('cannot be built with %s: NO_CERTIFICATE_CHAIN_FOUND', (_, changes) => {
    expect(validate(changes)).toMatchObject({ subIndication: 'NO_CERTIFICATE_CHAIN_FOUND', revocation: 'not-checked' });
  });

  it('cannot be built when the issuer’s name is borrowed by another key, and says so', () => {
    const impostor = issueCertificate({
      subject: { CN: 'CA' },
      key: generateKey('p-256'),
      issuer: root,
      ...validity,
      ...caUsage,
    });
    const result = validate({ certificates: [parse(impostor)] });
    expect(result.subIndication).toBe('NO_CERTIFICATE_CHAIN_FOUND');
    expect(result.reasons.join()).toContain('is not valid');
    expect(validate({ certificates: [parse(impostor), parse(ca)] }).indication).toBe('TOTAL-PASSED');
  });

  it('prefers a good path over a bad one', () => {
    const request = { subject: { CN: 'CA' }, key: ca.key, issuer: root, ...caUsage };
    const expired = issueCertificate({ ...request, notBefore: days(-900), notAfter: days(-500) });
    expect(validate({ certificates: [parse(expired)] }).subIndication).toBe('OUT_OF_BOUNDS_NO_POE');
    expect(validate({ certificates: [parse(expired), parse(ca)] }).indication).toBe('TOTAL-PASSED');
  });

  it('ends its search when CAs certify one another', () => {
    const keys = Array.from({ length: 8 }, () => generateKey('p-256'));
    const base = keys.map((key, index) =>
      issueCertificate({ subject: { CN: `Loop ${index}` }, key, ...validity, ...caUsage }),
    );
    const loop = base.flatMap((issuer) =>
      keys.map((key, index) =>
        issueCertificate({ subject: { CN: `Loop ${index}` }, key, issuer, ...validity, ...caUsage }),
      ),
    );
    const [first] = base;
    if (first === undefined) {
      throw new Error('no certificate');
    }
    const result = validate({ leaf: parse(leafUnder(first)), certificates: loop.map(parse) });
    expect(result.subIndication).toBe('NO_CERTIFICATE_CHAIN_FOUND');
  });
});

describe('a signer certificate', () => {
  it('that is itself an anchor is trusted directly, even self-signed, and needs no revocation data', () => {
    const own = issueCertificate({ subject: { CN: 'Own' }, key: leafKey, ...validity, keyUsage: ['digitalSignature'] });
    const result = validate({ leaf: parse(own), anchors: [parse(own)], certificates: [], crls: [] });
    expect(result).toMatchObject({ indication: 'TOTAL-PASSED', revocation: 'not-checked' });
    expect(result.chain).toHaveLength(1);
    expect(validate({ leaf: parse(own), anchors: [parse(own)], at: days(500) }).subIndication).toBe(
      'OUT_OF_BOUNDS_NO_POE',
    );
  });

  it('that is self-signed and not an anchor has no path', () => {
    const own = issueCertificate({ subject: { CN: 'Own' }, key: leafKey, ...validity });
    const result = validate({ leaf: parse(own) });
    expect(result.subIndication).toBe('NO_CERTIFICATE_CHAIN_FOUND');
    expect(result.reasons[0]).toContain('self-signed');
  });

  it.each([
    ['expired', days(401)],
    ['not yet valid', days(-401)],
  ])('that is %s is OUT_OF_BOUNDS_NO_POE', (_, time) => {
    expect(validate({ at: time })).toMatchObject({
      indication: 'INDETERMINATE',
      subIndication: 'OUT_OF_BOUNDS_NO_POE',
    });
  });

  it('is valid in the first and last second of its period', () => {
    const wide = { thisUpdate: days(-500), nextUpdate: days(500) };
    const lists = [crlOf(root, wide), crlOf(ca, wide)];
    expect(validate({ at: days(-400), crls: lists }).indication).toBe('TOTAL-PASSED');
    expect(validate({ at: days(400), crls: lists }).indication).toBe('TOTAL-PASSED');
  });

  it('may sign with digitalSignature or nonRepudiation, or without a key usage', () => {
    const usage = (keyUsage: CertificateRequest['keyUsage']) =>
      signerUsageAllows(
        parse(issueCertificate({ subject: { CN: 'U' }, key: leafKey, ...validity, ...(keyUsage && { keyUsage }) })),
      );
    expect(usage(['digitalSignature'])).toBe(true);
    expect(usage(['nonRepudiation', 'keyEncipherment'])).toBe(true);
    expect(usage(undefined)).toBe(true);
    expect(usage(['keyEncipherment'])).toBe(false);
    expect(usage(['keyCertSign'])).toBe(false);
  });
});

describe('a certification authority (RFC 5280, 6.1.4)', () => {
  const under = (changes: Partial<CertificateRequest>, issuer: Issued = root) => {
    const request = { subject: { CN: 'CA' }, key: ca.key, issuer, ...validity, ...caUsage, ...changes };
    return { certificates: [parse(issueCertificate(request))] };
  };

  it.each<[string, Partial<CertificateRequest>]>([
    ['is no CA', { basicConstraints: { ca: false } }],
    ['may not sign certificates', { keyUsage: ['digitalSignature', 'cRLSign'] }],
    ['has an unknown critical extension', { extensions: [{ oid: '1.2.3.4', critical: true, value: NULL }] }],
  ])('that %s fails the path', (_, changes) => {
    expect(validate(under(changes)).subIndication).toBe('CERTIFICATE_CHAIN_GENERAL_FAILURE');
  });

  it('may have unknown extensions that are not critical', () => {
    const extensions = [{ oid: '1.2.3.4', critical: false, value: NULL }];
    expect(validate(under({ extensions })).indication).toBe('TOTAL-PASSED');
  });

  it('limits how many follow it', () => {
    const subKey = generateKey('p-256');
    const build = (pathLength: number) => {
      const top = issueCertificate({
        subject: { CN: 'Top' },
        key: ca.key,
        issuer: root,
        ...validity,
        ...caUsage,
        basicConstraints: { ca: true, pathLength },
      });
      const sub = issueCertificate({ subject: { CN: 'Sub' }, key: subKey, issuer: top, ...validity, ...caUsage });
      const signer = leafUnder(sub);
      return validate({
        leaf: parse(signer),
        certificates: [parse(top), parse(sub)],
        crls: [crlOf(root), crlOf(top), crlOf(sub)],
      });
    };
    expect(build(1).indication).toBe('TOTAL-PASSED');
    expect(build(0).subIndication).toBe('CERTIFICATE_CHAIN_GENERAL_FAILURE');
  });

  it('does not issue when it is an anchor that is no CA', () => {
    const person = issueCertificate({
      subject: { CN: 'Person' },
      key: ca.key,
      ...validity,
      keyUsage: ['digitalSignature'],
    });
    const result = validate({ leaf: parse(leafUnder(person)), anchors: [parse(person)], crls: [crlOf(person)] });
    expect(result.subIndication).toBe('CERTIFICATE_CHAIN_GENERAL_FAILURE');
  });

  it('may be limited in the names that it certifies', () => {
    const name = (common: string) =>
      parse(issueCertificate({ subject: { O: common }, key: leafKey, ...validity })).subjectName.der;
    const permitted = (organisation: string) => ({
      oid: '2.5.29.30',
      critical: true,
      value: sequence(encode(contextTag(0), sequence(encode(contextTag(4), name(organisation))))),
    });
    const leafOf = (changes: Partial<CertificateRequest>, organisation: string) => {
      const constrained = issueCertificate({
        subject: { CN: 'CA' },
        key: ca.key,
        issuer: root,
        ...validity,
        ...caUsage,
        ...changes,
      });
      return validate({
        leaf: parse(leafUnder(constrained, { subject: { O: organisation, CN: 'Signer' } })),
        certificates: [parse(constrained)],
      });
    };
    expect(leafOf({ extensions: [permitted('Acme')] }, 'ACME').indication).toBe('TOTAL-PASSED');
    expect(leafOf({ extensions: [permitted('Acme')] }, 'Acme Evil').subIndication).toBe(
      'CERTIFICATE_CHAIN_GENERAL_FAILURE',
    );
  });
});

describe('the algorithm policy', () => {
  it('refuses RSA below 1900 bits', () => {
    const signer = leafUnder(ca, { key: generateKey('rsa-1024') });
    expect(validate({ leaf: parse(signer) }).subIndication).toBe('CRYPTO_CONSTRAINTS_FAILURE_NO_POE');
  });

  it('refuses a certificate signed with SHA-1', () => {
    const signer = leafUnder(ca, { hash: 'sha1' });
    const result = validate({ leaf: parse(signer) });
    expect(result.subIndication).toBe('CRYPTO_CONSTRAINTS_FAILURE_NO_POE');
    expect(result.reasons[0]).toContain('SHA-1 is not accepted since 2012-08-01');
  });

  it('accepts RSA-2048 until the end of 2028', () => {
    const signer = parse(testPki().signer('rsa-2048'));
    const request = { leaf: signer, anchors: [signer], certificates: [], crls: [] };
    const beforeEnd = new Date(Math.min(signer.notAfter.getTime(), Date.UTC(2028, 11, 31)));
    expect(validatePath({ ...request, at: beforeEnd }).indication).toBe('TOTAL-PASSED');
    expect(validatePath({ ...request, at: new Date('2029-01-01T00:00:00Z') }).reasons.join()).toContain('2029-01-01');
  });
});

describe('revocation by CRL (RFC 5280, 6.3)', () => {
  const serial = parse(leaf).serialBytes;
  const entry = { serial, date: days(-2), reason: 'keyCompromise' as const };

  it.each<[string, () => readonly Crl[]]>([
    ['none at hand', () => []],
    ['only the root’s', () => [crlOf(root)]],
    ['a stale one', () => [crlOf(root), crlOf(ca, { thisUpdate: days(-9), nextUpdate: days(-2) })]],
    ['one from the future', () => [crlOf(root), crlOf(ca, { thisUpdate: days(1), nextUpdate: days(6) })]],
    [
      'one signed by a stranger',
      () => [crlOf(root), crlOf({ certificate: ca.certificate, key: generateKey('p-256') })],
    ],
    [
      'one with an unknown critical extension',
      () => [crlOf(root), crlOf(ca, { extensions: [{ oid: '1.2.3', critical: true, value: NULL }] })],
    ],
    [
      'a delta list',
      () => [crlOf(root), crlOf(ca, { extensions: [{ oid: '2.5.29.27', critical: true, value: integer(1) }] })],
    ],
    [
      'one for CA certificates only',
      () => [
        crlOf(root),
        crlOf(ca, {
          extensions: [
            { oid: '2.5.29.28', critical: true, value: sequence(encode(contextTag(2, false), Uint8Array.of(0xff))) },
          ],
        }),
      ],
    ],
    ['an entry on hold', () => [crlOf(root), crlOf(ca, { revoked: [{ ...entry, reason: 'certificateHold' }] })]],
  ])('with %s is TRY_LATER', (_, lists) => {
    expect(validate({ crls: lists() })).toMatchObject({
      indication: 'INDETERMINATE',
      subIndication: 'TRY_LATER',
      revocation: 'unknown',
    });
  });

  it('of the signer is REVOKED_NO_POE', () => {
    const result = validate({
      crls: [crlOf(root), crlOf(ca, { revoked: [entry, { serial: randomSerial(), date: days(-3) }] })],
    });
    expect(result).toMatchObject({ subIndication: 'REVOKED_NO_POE', revocation: 'revoked' });
    expect(result.reasons[0]).toContain('key compromised');
  });

  it('of the signer counts on a stale list too, and beside a newer list of another scope', () => {
    const stale = crlOf(ca, { thisUpdate: days(-9), nextUpdate: days(-2), revoked: [entry] });
    expect(validate({ crls: [crlOf(root), stale] }).subIndication).toBe('REVOKED_NO_POE');
  });

  it('of a CA is REVOKED_CA_NO_POE', () => {
    const rootCrl = crlOf(root, { revoked: [{ serial: parse(ca).serialBytes, date: days(-2) }] });
    expect(validate({ crls: [rootCrl, crlOf(ca)] })).toMatchObject({
      subIndication: 'REVOKED_CA_NO_POE',
      revocation: 'revoked',
    });
  });

  it('ends where a newer list no longer holds the certificate', () => {
    const held = crlOf(ca, { thisUpdate: days(-3), revoked: [{ ...entry, reason: 'certificateHold' }] });
    expect(validate({ crls: [crlOf(root), held, crlOf(ca)] }).indication).toBe('TOTAL-PASSED');
  });

  it('needs a CRL from a CA that may sign CRLs', () => {
    const mute = issueCertificate({
      subject: { CN: 'CA' },
      key: ca.key,
      issuer: root,
      ...validity,
      basicConstraints: { ca: true },
      keyUsage: ['keyCertSign'],
    });
    expect(validate({ certificates: [parse(mute)] }).subIndication).toBe('TRY_LATER');
  });

  it('accepts a CRL signed by another key of the same CA that has its own path', () => {
    const other = issueCertificate({
      subject: { CN: 'CA' },
      key: generateKey('p-256'),
      issuer: root,
      ...validity,
      ...caUsage,
    });
    const lists = [crlOf(root), crlOf(other)];
    expect(validate({ certificates: [parse(ca)], crls: lists }).subIndication).toBe('TRY_LATER');
    expect(validate({ certificates: [parse(ca), parse(other)], crls: lists }).indication).toBe('TOTAL-PASSED');
  });
});

describe('the test PKI', () => {
  const pki = testPki();
  const now = new Date(new Certificate(pki.root.certificate).notBefore.getTime() + 5 * 365 * day);
  const run = (kind: Parameters<typeof pki.signer>[0]) => {
    const signer = pki.signer(kind);
    return validatePath({
      leaf: parse(signer),
      anchors: [parse(pki.root)],
      certificates: signer.chain.map((der) => new Certificate(der)),
      crls: [new Crl(pki.rootCrl), new Crl(pki.issuingCrl)],
      at: now,
    }).subIndication;
  };

  it.each([
    ['rsa-2048', null],
    ['rsa-pss', null],
    ['ed25519', null],
    ['expired', 'OUT_OF_BOUNDS_NO_POE'],
    ['not-yet-valid', 'OUT_OF_BOUNDS_NOT_REVOKED'],
    ['revoked', 'REVOKED_NO_POE'],
    ['self-signed', 'NO_CERTIFICATE_CHAIN_FOUND'],
  ] as const)('signer %s: %s', (kind, expected) => {
    expect(run(kind)).toBe(expected);
  });
});
