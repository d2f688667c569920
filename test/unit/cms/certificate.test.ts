import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { issueCertificate } from '../../../scripts/pki/issue.ts';
import { generateKey } from '../../../scripts/pki/keys.ts';
import { type SignerKind, toPem, writePki } from '../../../scripts/pki/make-pki.ts';
import { certificateBag } from '../../../scripts/pki/services.ts';
import { codeOf } from '../../../shared/contract/app-error.ts';
import { Certificate } from '../../../src-main/cms/certificate.ts';
import { readCertificates } from '../../../src-main/cms/certificate-file.ts';
import { contextTag, readDer } from '../../../src-main/cms/der.ts';
import { concat, encode, integer, sequence, setOf } from '../../../src-main/cms/der-writer.ts';
import { oid } from '../../../src-main/cms/oid.ts';
import { testPki } from '../../support/pki.ts';
import { describeWithCorpus, describeWithTool, requireTool } from '../../support/tools.ts';

const pki = testPki();
const root = new Certificate(pki.root.certificate);
const issuing = new Certificate(pki.issuing.certificate);
const from = new Date('2026-01-01T00:00:00Z');
const until = new Date('2055-06-30T12:30:15Z');
const codeThrown = (run: () => unknown) => {
  try {
    run();
  } catch (error) {
    return codeOf(error);
  }
  return undefined;
};

describe('a certificate', () => {
  it.each([
    ['rsa-2048', 'RSA 2048', 'rsa'],
    ['p-256', 'ECDSA P-256', 'ec'],
    ['p-384', 'ECDSA P-384', 'ec'],
    ['p-521', 'ECDSA P-521', 'ec'],
    ['ed25519', 'Ed25519', 'ed25519'],
    ['rsa-pss', 'RSA 2048', 'rsa-pss'],
  ] as const)('names its key: %s is %s', (kind, keyName, family) => {
    const certificate = new Certificate(pki.signer(kind).certificate);
    expect(certificate.keyName).toBe(keyName);
    expect(certificate.spki.family).toBe(family);
    expect(certificate.publicKey.type).toBe('public');
  });

  it('tells what stands in it', () => {
    const certificate = new Certificate(pki.signer('rsa-2048').certificate);
    expect(certificate.subject).toBe('CN=Alice Andersen,GN=Alice,SN=Andersen,C=NA');
    expect(certificate.issuer).toBe('CN=Countersign Demo Issuing CA 1,O=Countersign Demo,C=NA');
    expect(certificate.commonName).toBe('Alice Andersen');
    expect([...(certificate.keyUsage ?? [])]).toEqual(['digitalSignature', 'nonRepudiation']);
    expect(certificate.extendedKeyUsage).toEqual(['1.3.6.1.5.5.7.3.4', '1.3.6.1.5.5.7.3.36']);
    expect(certificate.crlUrls).toEqual(['http://crl.countersign.invalid/issuing-1.crl']);
    expect(certificate.criticalExtensions).toEqual(['2.5.29.19', '2.5.29.15']);
    expect(certificate.authorityKeyId).toEqual(issuing.subjectKeyId);
    expect(certificate).toMatchObject({ version: 3, isCa: false, isSelfIssued: false, isSelfSigned: false });
    expect(issuing).toMatchObject({ isCa: true, pathLen: 0 });
    expect(root).toMatchObject({ isCa: true, pathLen: undefined, isSelfSigned: true });
  });

  it('keeps times after 2049, which are GeneralizedTime', () => {
    const issued = issueCertificate({
      subject: { CN: 'Far ahead' },
      key: generateKey('p-256'),
      notBefore: from,
      notAfter: until,
    });
    expect(new Certificate(issued.certificate).notAfter).toEqual(until);
  });

  it('checks who issued it', () => {
    const certificate = new Certificate(pki.signer('p-256').certificate);
    expect(certificate.verifyIssuedBy(issuing)).toBe('valid');
    expect(certificate.verifyIssuedBy(root)).toBe('invalid');
  });

  it('escapes its names as RFC 4514 says', () => {
    const subject = { O: ' Smith, "Jones" & Co; <x>+y\\z ', CN: '#1\u0000\u202e' };
    const issued = issueCertificate({ subject, key: generateKey('p-256'), notBefore: from, notAfter: until });
    expect(new Certificate(issued.certificate).subject).toBe(
      'CN=\\#1\\00\\e2\\80\\ae,O=\\ Smith\\, \\"Jones\\" & Co\\; \\<x\\>\\+y\\\\z\\ ',
    );
  });

  it('is not read from anything but exactly one certificate', () => {
    const { certificate } = pki.signer('p-256');
    for (const bytes of [
      new Uint8Array(),
      certificate.subarray(0, -1),
      concat([certificate, Uint8Array.of(0)]),
      Buffer.from('garbage'),
    ]) {
      expect(codeThrown(() => Certificate.parse(bytes))).toBe('CERTIFICATE_UNREADABLE');
    }
    expect(codeThrown(() => Certificate.parse(pki.rootCrl))).toBe('CERTIFICATE_UNREADABLE');
  });

  it('refuses an extension that stands there twice (RFC 5280, 4.2)', () => {
    const extension = { oid: '2.5.29.19', critical: true, value: sequence() };
    const issued = issueCertificate({
      subject: { CN: 'Twice' },
      key: generateKey('p-256'),
      notBefore: from,
      notAfter: until,
      basicConstraints: { ca: false },
      extensions: [extension],
    });
    expect(() => new Certificate(issued.certificate)).toThrow(/twice/);
  });
});

describe('a file of certificates', () => {
  const [first, second] = [pki.root.certificate, pki.issuing.certificate];
  const digests = (bytes: Uint8Array) => readCertificates(bytes).map((certificate) => certificate.sha256);
  const both = [root.sha256, issuing.sha256];

  it('may be DER', () => {
    expect(digests(first)).toEqual([root.sha256]);
  });

  it('may be PEM with several blocks, CRLF and text around them', () => {
    const text = `subject=root\n${toPem(first, 'CERTIFICATE')}\n# next\n${toPem(second, 'CERTIFICATE')}`.replaceAll(
      '\n',
      '\r\n',
    );
    expect(digests(Buffer.from(text))).toEqual(both);
  });

  it('may be PKCS#7 certs-only', () => {
    const content = sequence(
      integer(1),
      setOf([]),
      sequence(oid('1.2.840.113549.1.7.1')),
      encode(contextTag(0), first, second),
      setOf([]),
    );
    const bundle = sequence(oid('1.2.840.113549.1.7.2'), encode(contextTag(0), content));
    expect(digests(bundle)).toEqual(both);
    expect(digests(Buffer.from(toPem(bundle, 'PKCS7')))).toEqual(both);
  });

  it('may be PKCS#7 certs-only in BER, as some issuers serve it', () => {
    const der = certificateBag([first, second]);
    const content = readDer(der).content;
    const indefinite = Buffer.concat([Uint8Array.of(0x30, 0x80), content, Uint8Array.of(0, 0)]);
    expect(digests(indefinite)).toEqual(both);
  });

  it.each([
    ['empty', Buffer.alloc(0)],
    ['text', Buffer.from('hello')],
    ['a private key', Buffer.from('-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n')],
    ['damaged PEM', Buffer.from(toPem(first.subarray(0, 100), 'CERTIFICATE'))],
  ])('is CERTIFICATE_UNREADABLE when it is %s', (_, bytes) => {
    expect(codeThrown(() => readCertificates(bytes))).toBe('CERTIFICATE_UNREADABLE');
  });
});

describeWithTool('openssl', 'the test PKI before a second implementation', () => {
  it('is a valid hierarchy with valid CRLs', () => {
    const folder = mkdtempSync(join(tmpdir(), 'countersign-pki-'));
    try {
      const openssl = (kind: SignerKind) =>
        execFileSync(
          requireTool('openssl'),
          [
            'verify',
            '-x509_strict',
            '-crl_check_all',
            '-CAfile',
            'root.pem',
            '-untrusted',
            'issuing.pem',
            '-CRLfile',
            'crls.pem',
            `${kind}.pem`,
          ],
          { cwd: folder, stdio: 'pipe' },
        ).toString();
      const good: SignerKind[] = ['rsa-2048', 'p-256', 'p-384', 'p-521', 'ed25519', 'rsa-pss'];
      const bad: SignerKind[] = ['expired', 'not-yet-valid', 'revoked', 'self-signed'];
      writePki(pki, folder, [...good, ...bad]);
      const crls = [pki.rootCrl, pki.issuingCrl].map((crl) => toPem(crl, 'X509 CRL'));
      writeFileSync(join(folder, 'crls.pem'), crls.join(''));
      for (const kind of good) {
        expect(openssl(kind)).toContain('OK');
      }
      for (const kind of bad) {
        expect(() => openssl(kind), kind).toThrow();
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describeWithCorpus('ocsp', 'addresses of services', (folder) => {
  it('are those with http and https, in their order; others lead nowhere here', () => {
    const file = join(folder, 'testing-aia', 'with-ldap-urls.der');
    const certificate = new Certificate(readFileSync(file));
    expect(readFileSync(file).includes('ldap://')).toBe(true);
    const urls = [...certificate.caIssuersUrls, ...certificate.ocspUrls, ...certificate.crlUrls];
    expect(urls.length).toBeGreaterThan(0);
    expect(urls.filter((url) => !url.startsWith('http'))).toEqual([]);
  });
});

describeWithCorpus('ocsp', 'certificates by keys of other kinds', (folder) => {
  it.each(['ed25519', 'ed448', 'pss', 'pss-exclusive'])('%s: each is what its issuer signed', (kind) => {
    const certificate = (name: string) => readCertificates(readFileSync(join(folder, `testing-ca-${kind}`, name)))[0];
    const [root, intermediate] = [certificate('root.cert.pem'), certificate('interm.cert.pem')];
    const leaf = certificate(kind.startsWith('pss') ? 'signer1.cert.pem' : 'signer.cert.pem');
    if (root === undefined || intermediate === undefined || leaf === undefined)
      throw new Error('certificates are missing');
    expect(root.verifyIssuedBy(root)).toBe('valid');
    expect(intermediate.verifyIssuedBy(root)).toBe('valid');
    expect(leaf.verifyIssuedBy(intermediate)).toBe('valid');
    expect(leaf.verifyIssuedBy(leaf)).toBe('invalid');
  });
});

describeWithCorpus('eidas-qc', 'certificates of real issuers', (folder) => {
  it('are all readable, and agree with node:crypto on serial, digest and validity', () => {
    for (const file of readdirSync(folder).filter((name) => /\.(cer|crt)$/.test(name))) {
      const [certificate] = readCertificates(readFileSync(join(folder, file)));
      if (certificate === undefined) {
        throw new Error(`${file} held nothing`);
      }
      const other = new X509Certificate(certificate.der);
      expect(certificate.sha256, file).toBe(other.fingerprint256.replaceAll(':', '').toLowerCase());
      expect(BigInt(`0x${certificate.serial}`), file).toBe(BigInt(`0x${other.serialNumber}`));
      expect(certificate.notAfter.getTime(), file).toBe(Date.parse(other.validTo));
      expect(certificate.isCa, file).toBe(other.ca);
    }
  });
});
