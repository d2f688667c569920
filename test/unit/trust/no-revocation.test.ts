import { describe, expect, it } from 'vitest';
import { type CertificateRequest, issueCertificate, issueCrl } from '../../../scripts/pki/issue.ts';
import { generateKey } from '../../../scripts/pki/keys.ts';
import { Certificate } from '../../../src-main/cms/certificate.ts';
import { Crl } from '../../../src-main/cms/crl.ts';
import { hasMaterial } from '../../../src-main/trust/material.ts';
import { unrevocableRemarks } from '../../../src-main/trust/no-revocation.ts';
import { validatePath } from '../../../src-main/trust/path.ts';

const at = new Date('2026-11-20T12:00:00Z');
const days = (count: number) => new Date(at.getTime() + count * 86_400_000);
const root = issueCertificate({
  subject: { CN: 'Root' },
  key: generateKey('p-256'),
  notBefore: days(-400),
  notAfter: days(400),
  basicConstraints: { ca: true },
  keyUsage: ['keyCertSign', 'cRLSign'],
});
const anchor = new Certificate(root.certificate);
const NULL = Uint8Array.of(5, 0);
const SHORT_TERM = { oid: '0.4.0.194121.2.1', critical: false, value: NULL };
const NO_REVOCATION = { oid: '2.5.29.56', critical: false, value: NULL };
const serial = Uint8Array.of(7);

function leafWith(changes: Partial<CertificateRequest>): Certificate {
  const request = { subject: { CN: 'Signer' }, key: generateKey('p-256'), issuer: root, serial };
  const { certificate } = issueCertificate({ ...request, notBefore: days(-1), notAfter: days(1), ...changes });
  return new Certificate(certificate);
}

const validate = (leaf: Certificate, crls: readonly Crl[] = [], time = at) =>
  validatePath({ leaf, anchors: [anchor], certificates: [], crls, at: time });

const crlNaming = (reason: 'keyCompromise' | 'certificateHold') =>
  new Crl(
    issueCrl({
      issuer: root,
      thisUpdate: days(-1),
      nextUpdate: days(6),
      revoked: [{ serial, date: days(-1), reason }],
    }),
  );

describe('a certificate of which nobody need ask whether it was revoked', () => {
  it.each([
    ['of short term', SHORT_TERM],
    ['never revoked', NO_REVOCATION],
  ])('is valid without a word on that: %s; and what was not asked is told', (words, extension) => {
    const leaf = leafWith({ extensions: [extension] });
    const result = validate(leaf);
    expect(result).toMatchObject({ indication: 'TOTAL-PASSED', revocation: 'not-checked' });
    expect(unrevocableRemarks(result)).toEqual([expect.stringContaining(words)]);
    expect(hasMaterial(leaf, { certificates: [], crls: [], ocsps: [] }, [anchor])).toBe(true);
    expect(validate(leaf, [], days(2)).subIndication, 'only while it is valid').toBe('OUT_OF_BOUNDS_NO_POE');
  });

  it.each([
    ['revoked', 'keyCompromise', 'REVOKED_NO_POE'],
    ['on hold', 'certificateHold', 'TRY_LATER'],
  ] as const)('is not valid where something at hand says that it is %s', (_, reason, subIndication) => {
    const result = validate(leafWith({ extensions: [SHORT_TERM] }), [crlNaming(reason)]);
    expect(result.subIndication).toBe(subIndication);
  });

  it.each([
    ['without such an extension', {}],
    ['that names a list all the same', { extensions: [NO_REVOCATION], crlUrl: 'http://a.example/a.crl' }],
    ['that names a responder all the same', { extensions: [NO_REVOCATION], ocspUrl: 'http://a.example/' }],
    ['that may issue others', { extensions: [NO_REVOCATION], basicConstraints: { ca: true } }],
  ])('is not one %s', (_, changes) => {
    const leaf = leafWith(changes);
    expect(validate(leaf)).toMatchObject({ subIndication: 'TRY_LATER', revocation: 'unknown' });
    expect(hasMaterial(leaf, { certificates: [], crls: [], ocsps: [] }, [anchor])).toBe(false);
  });
});
