import { describe, expect, it } from 'vitest';
import { issueCrl, randomSerial } from '../../../scripts/pki/issue.ts';
import { toPem } from '../../../scripts/pki/make-pki.ts';
import { codeOf } from '../../../shared/contract/app-error.ts';
import { Certificate } from '../../../src-main/cms/certificate.ts';
import { Crl, readCrls } from '../../../src-main/cms/crl.ts';
import { WHOLE_SCOPE } from '../../../src-main/cms/crl-scope.ts';
import { contextTag } from '../../../src-main/cms/der.ts';
import { encode, integer, NULL, sequence } from '../../../src-main/cms/der-writer.ts';
import { ALL_REASONS } from '../../../src-main/cms/distribution-point.ts';
import { testPki } from '../../support/pki.ts';

const pki = testPki();
const issuing = new Certificate(pki.issuing.certificate);
const times = { thisUpdate: new Date('2026-11-01T08:00:00Z'), nextUpdate: new Date('2026-12-01T08:00:00Z') };

describe('a CRL', () => {
  it('tells its issuer and times, and is checked with its issuer’s key', () => {
    const crl = new Crl(issueCrl({ issuer: pki.issuing, ...times, revoked: [] }));
    expect(crl.issuer).toBe(issuing.subject);
    expect(crl).toMatchObject({ ...times, size: 0, isDelta: false, scope: WHOLE_SCOPE, unknownCritical: [] });
    expect(crl.verifyIssuedBy(issuing)).toBe('valid');
    expect(crl.verifyIssuedBy(new Certificate(pki.root.certificate))).toBe('invalid');
    expect(crl.find(randomSerial())).toBeUndefined();
  });

  it('finds every one of many serials and none that is not there', () => {
    const revoked = Array.from({ length: 2_000 }, (_, index) => ({
      serial: randomSerial(),
      date: new Date(Date.UTC(2026, 0, 1) + index * 1000),
      ...(index % 3 === 0 ? { reason: 'keyCompromise' as const } : {}),
    }));
    const crl = new Crl(issueCrl({ issuer: pki.issuing, ...times, revoked }));
    expect(crl.size).toBe(2_000);
    for (const [index, { serial, date }] of revoked.entries()) {
      expect(crl.find(serial)).toEqual({ revocationDate: date, reason: index % 3 === 0 ? 1 : 0 });
    }
    for (let count = 0; count < 2_000; count++) {
      expect(crl.find(randomSerial())).toBeUndefined();
    }
  });

  it('is refused when a bit of it is changed', () => {
    const der = issueCrl({
      issuer: pki.issuing,
      ...times,
      revoked: [{ serial: randomSerial(), date: times.thisUpdate }],
    });
    for (let offset = 0; offset < der.length; offset += 3) {
      const changed = Uint8Array.from(der);
      changed[offset] = (changed[offset] ?? 0) ^ 0x04;
      const verdict = (() => {
        try {
          return new Crl(changed).verifyIssuedBy(issuing);
        } catch {
          return 'unreadable';
        }
      })();
      expect(verdict, `octet ${offset}`).not.toBe('valid');
    }
  });

  it('reads the scope of an issuing distribution point and says what it does not understand', () => {
    const name = encode(contextTag(6, false), new TextEncoder().encode('http://crl.example/1.crl'));
    const scope = sequence(
      encode(contextTag(0), encode(contextTag(0), name)),
      encode(contextTag(1, false), Uint8Array.of(0xff)),
      encode(contextTag(4, false), Uint8Array.of(0xff)),
    );
    const crl = new Crl(
      issueCrl({
        issuer: pki.issuing,
        ...times,
        revoked: [],
        extensions: [
          { oid: '2.5.29.28', critical: true, value: scope },
          { oid: '2.5.29.27', critical: true, value: integer(1) },
          { oid: '1.2.3.4', critical: true, value: NULL },
          { oid: '1.2.3.5', critical: false, value: NULL },
        ],
      }),
    );
    expect(crl.scope).toEqual({
      name: { kind: 'full', names: [{ kind: 'uri', value: 'http://crl.example/1.crl' }] },
      onlyUserCertificates: true,
      onlyCaCertificates: false,
      reasons: ALL_REASONS,
      indirect: true,
      onlyAttributeCertificates: false,
    });
    expect(crl.isDelta).toBe(true);
    expect(crl.unknownCritical).toEqual(['1.2.3.4']);
  });
});

describe('a file of CRLs', () => {
  it('may be DER or PEM', () => {
    const pem = Buffer.from(toPem(pki.rootCrl, 'X509 CRL') + toPem(pki.issuingCrl, 'X509 CRL'));
    expect(readCrls(pki.rootCrl)).toHaveLength(1);
    expect(readCrls(pem).map((crl) => crl.sha256)).toEqual([
      new Crl(pki.rootCrl).sha256,
      new Crl(pki.issuingCrl).sha256,
    ]);
  });

  it.each([
    ['empty', new Uint8Array()],
    ['a certificate', pki.root.certificate],
    ['cut off', pki.rootCrl.subarray(0, -2)],
  ])('is CRL_UNREADABLE when it is %s', (_, bytes) => {
    expect(() => readCrls(bytes)).toThrow();
    try {
      readCrls(bytes);
    } catch (error) {
      expect(codeOf(error)).toBe('CRL_UNREADABLE');
    }
  });
});
