import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { issueCertificate } from '../../../scripts/pki/issue.ts';
import { generateKey } from '../../../scripts/pki/keys.ts';
import { chooseCertificate, forChainOnly, issuersOf, readableCertificate } from '../../../src-main/tokens/choice.ts';
import type { TokenCertificate } from '../../../src-main/tokens/token-info.ts';
import { tokenInfo } from '../../support/token-info.ts';

const key = generateKey('p-256');
const validity = { notBefore: new Date('2020-01-01T00:00:00Z'), notAfter: new Date('2040-01-01T00:00:00Z') };
const authority = () => issueCertificate({ subject: { CN: 'CA' }, key, basicConstraints: { ca: true }, ...validity });
const onToken = (certificate: Uint8Array, privateKey: TokenCertificate['privateKey']): TokenCertificate => ({
  certificate,
  sha256: createHash('sha256').update(certificate).digest('hex'),
  keyId: '01',
  label: '',
  privateKey,
  pinPerSignature: 'unknown',
});

describe('the certificates of a token', () => {
  const root = authority();
  const own = issueCertificate({ subject: { CN: 'Alice' }, key, issuer: root, ...validity }).certificate;

  it('an authority above another certificate is there for its chain, one alone is not', () => {
    const [of, alone] = [onToken(root.certificate, 'unknown'), onToken(authority().certificate, 'unknown')];
    expect([...forChainOnly([onToken(own, 'yes'), of])]).toEqual([of.sha256]);
    expect(forChainOnly([alone]).size).toBe(0);
    expect(issuersOf(own, [own, root.certificate])).toEqual([root.certificate]);
  });

  it('are put above one another to a bound, each read once, however many have one name', () => {
    const many = Array.from({ length: 60 }, () => authority().certificate);
    expect(issuersOf(own, many)).toEqual(many.slice(0, 16));
    const some = many.map((certificate) => onToken(certificate, 'unknown'));
    forChainOnly(some);
    expect(readableCertificate(many[0] ?? own)).toBe(readableCertificate(many[0] ?? own));
  });

  it('one that is expired, or not valid yet, is chosen only where nothing else is there', () => {
    const from = (begin: string, end: string) =>
      onToken(
        issueCertificate({
          subject: { CN: 'Alice' },
          key,
          issuer: root,
          notBefore: new Date(begin),
          notAfter: new Date(end),
        }).certificate,
        'yes',
      );
    const [old, own, next] = [
      from('2020-01-01', '2024-01-01'),
      from('2024-01-01', '2028-01-01'),
      from('2028-01-01', '2032-01-01'),
    ] as const;
    const at = new Date('2026-11-21T00:00:00Z');
    const token = { uri: 'pkcs11:' };
    const chosen = (certificates: readonly TokenCertificate[], more = {}) =>
      chooseCertificate(tokenInfo({ certificates }), { token, at, ...more }).sha256;
    expect(chosen([old, own, next])).toBe(own.sha256);
    expect(chosen([old])).toBe(old.sha256);
    expect(chosen([old, own], { certificate: old.sha256 })).toBe(old.sha256);
    const ambiguous = expect.objectContaining({ code: 'CERTIFICATE_AMBIGUOUS' });
    expect(() => chosen([old, next])).toThrow(ambiguous);
    expect(() => chosen([old, own], { at: undefined })).toThrow(ambiguous);
  });

  it('what is none is none each time', () => {
    const nonsense = new Uint8Array([0x30, 0x80]);
    expect([readableCertificate(nonsense), readableCertificate(nonsense)]).toEqual([undefined, undefined]);
    expect(issuersOf(own, [nonsense])).toEqual([]);
  });
});
