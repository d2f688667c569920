import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { issueCertificate } from '../../../scripts/pki/issue.ts';
import { generateKey, type KeyKind } from '../../../scripts/pki/keys.ts';
import { Certificate } from '../../../src-main/cms/certificate.ts';
import { hashWeakness, keyWarning, keyWeakness, schemeWeakness } from '../../../src-main/trust/algorithm-policy.ts';
import { validatePath } from '../../../src-main/trust/path.ts';
import { readPolicy } from '../../../src-main/trust/policy-file.ts';
import { PROJECT_ROOT } from '../../support/tools.ts';

const at = (day: string) => new Date(`${day}T12:00:00Z`);
const text = (value: unknown) => new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));
const policy = (value: unknown) => readPolicy(text(value), 'p.json').algorithms;
const annex = readPolicy(
  readFileSync(join(PROJECT_ROOT, 'resources', 'policies', 'ts-119-312-annex-d.json')),
  'annex.json',
).algorithms;

function certificateWith(kind: KeyKind): Certificate {
  const key = generateKey(kind);
  const validity = { notBefore: at('2020-01-01'), notAfter: at('2040-01-01') };
  return new Certificate(issueCertificate({ subject: { CN: kind }, key, ...validity }).certificate);
}

const rsa = certificateWith('rsa-2048');

describe('the usual policy', () => {
  it.each([
    ['2026-12-31', false, false],
    ['2027-01-01', false, true],
    ['2028-12-31', false, true],
    ['2029-01-01', true, false],
  ])('takes RSA 2048 on %s: too weak %s, warned of %s', (day, weak, warned) => {
    expect(keyWeakness(rsa.spki, at(day)) !== undefined).toBe(weak);
    expect(keyWarning(rsa.spki, at(day)) !== undefined).toBe(warned);
  });

  it('says until when', () => {
    expect(keyWarning(rsa.spki, at('2027-06-01'))).toContain('until 2028-12-31');
    expect(keyWeakness(rsa.spki, at('2029-06-01'))?.message).toContain('since 2029-01-01');
  });

  it('has nothing against the strong ones', () => {
    for (const kind of ['rsa-4096', 'p-256', 'ed25519'] as const) {
      const { spki } = certificateWith(kind);
      expect([keyWeakness(spki, at('2040-01-01')), keyWarning(spki, at('2040-01-01'))]).toEqual([undefined, undefined]);
    }
    expect(hashWeakness('sha3-256', at('2040-01-01'))).toBeUndefined();
  });
});

describe('a policy file', () => {
  it('makes the policy stricter', () => {
    expect(keyWeakness(rsa.spki, at('2025-12-31'), annex)).toBeUndefined();
    expect(keyWeakness(rsa.spki, at('2026-01-01'), annex)?.message).toContain('since 2026-01-01');
    expect(hashWeakness('sha224', at('2026-01-01'), annex)?.message).toContain('SHA-224');
    const noPkcs1 = policy({ schemes: { 'rsa-pkcs1': 'never-accepted' }, hashes: { sha256: '2026-05-05' } });
    expect(schemeWeakness({ family: 'rsa-pkcs1', hash: 'sha512' }, at('2020-01-01'), noPkcs1)?.message).toContain(
      'not accepted',
    );
    expect(schemeWeakness({ family: 'ecdsa', hash: 'sha256' }, at('2026-05-05'), noPkcs1)?.message).toContain(
      'SHA-256',
    );
  });

  it('never makes it laxer', () => {
    const lax = policy({ hashes: { sha1: '2100-01-01' }, keys: [{ family: 'rsa', below: 3000, end: '2100-01-01' }] });
    expect(hashWeakness('sha1', at('2020-01-01'), lax)?.message).toContain('since 2012-08-01');
    expect(keyWeakness(rsa.spki, at('2030-01-01'), lax)?.message).toContain('since 2029-01-01');
  });

  it('holds for certificates, as of the time they are judged at', () => {
    const judge = (day: string) =>
      validatePath({ leaf: rsa, anchors: [rsa], certificates: [], crls: [], at: at(day), algorithms: annex });
    expect(judge('2025-06-01').indication).toBe('TOTAL-PASSED');
    expect(judge('2026-06-01').subIndication).toBe('CRYPTO_CONSTRAINTS_FAILURE_NO_POE');
  });

  it.each<[string, unknown]>([
    ['no JSON', '{'],
    ['no object', '[]'],
    ['an unknown member', { hash: {} }],
    ['an unknown hash', { hashes: { 'sha-256': '2026-01-01' } }],
    ['no date', { hashes: { sha256: 'soon' } }],
    ['a limit without an end', { keys: [{ family: 'rsa', below: 3000 }] }],
    ['bytes that are no text', '\ud800'],
  ])('with %s is refused', (_, content) => {
    const bytes = content === '\ud800' ? Uint8Array.of(0xff, 0xfe, 0x41) : text(content);
    expect(() => readPolicy(bytes, 'p.json')).toThrowError(expect.objectContaining({ code: 'POLICY_UNREADABLE' }));
  });
});
