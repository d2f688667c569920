import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SignerKind, toPem } from '../../../scripts/pki/make-pki.ts';
import { digestOf } from '../../../src-main/cms/algorithms.ts';
import { ATTRIBUTE, CONTENT_TYPE } from '../../../src-main/cms/attributes.ts';
import { Certificate } from '../../../src-main/cms/certificate.ts';
import { concat } from '../../../src-main/cms/der-writer.ts';
import { digestBytes } from '../../../src-main/cms/digest.ts';
import { findSignerCertificate } from '../../../src-main/cms/ess.ts';
import { isFormatError } from '../../../src-main/cms/format-error.ts';
import { parseSignedData } from '../../../src-main/cms/parsed-signed-data.ts';
import { estimateSize } from '../../../src-main/cms/signed-data.ts';
import { contentHashOf, verifySignerInfo } from '../../../src-main/cms/verify-signer-info.ts';
import type { SignatureAlgorithm } from '../../../src-main/platform/signer.ts';
import { makeCms } from '../../support/cms.ts';
import { testPki } from '../../support/pki.ts';
import { describeWithTool } from '../../support/tools.ts';

const content = new TextEncoder().encode('The landlord lets and the tenant takes the rooms described below.');

const KINDS: readonly (readonly [SignatureAlgorithm, SignerKind])[] = [
  ['rsa-pkcs1-sha256', 'rsa-2048'],
  ['rsa-pkcs1-sha384', 'rsa-2048'],
  ['rsa-pkcs1-sha512', 'rsa-2048'],
  ['rsa-pss-sha256', 'rsa-2048'],
  ['rsa-pss-sha512', 'rsa-2048'],
  ['rsa-pss-sha256', 'rsa-pss'],
  ['ecdsa-sha256', 'p-256'],
  ['ecdsa-sha384', 'p-384'],
  ['ecdsa-sha512', 'p-521'],
  ['ecdsa-sha256', 'brainpool-p256'],
  ['ecdsa-sha384', 'brainpool-p384'],
  ['ecdsa-sha512', 'brainpool-p512'],
  ['ed25519', 'ed25519'],
];

/** Verifies as the rest of the program does: the certificate comes out of the CMS. */
function check(cms: Uint8Array, bytes: Uint8Array = content) {
  const parsed = parseSignedData(cms);
  const [signer] = parsed.signerInfos;
  if (signer === undefined) {
    throw new Error('no SignerInfo');
  }
  const certificate = findSignerCertificate(signer, parsed.certificates);
  const hash = contentHashOf(signer);
  if (certificate === undefined || hash === undefined) {
    return undefined;
  }
  return verifySignerInfo(parsed, signer, digestBytes(hash, bytes), certificate, CONTENT_TYPE.data);
}

/** True where the signature is accepted, with everything in it in order. */
function accepted(cms: Uint8Array, bytes?: Uint8Array): boolean {
  try {
    const result = check(cms, bytes);
    return result !== undefined && result.problems.length === 0 && result.signatureValid && result.essMatches;
  } catch (error) {
    if (isFormatError(error)) {
      return false;
    }
    throw error;
  }
}

describe.each(KINDS)('a CMS signature with %s by a key of kind %s', (algorithm, kind) => {
  const signer = testPki().signer(kind);
  const cms = makeCms(signer, algorithm, content);

  it('is accepted by our own reader', () => {
    const result = check(cms);
    expect(result?.problems).toEqual([]);
    expect(result).toMatchObject({
      digestMatches: true,
      signatureValid: true,
      essMatches: true,
      hasSigningTime: false,
    });
    expect(result?.hash).toBe(digestOf(algorithm));
  });

  it('fails for other content with HASH_FAILURE', () => {
    const result = check(cms, concat([content, Uint8Array.of(0)]));
    expect(result?.problems.map((problem) => problem.subIndication)).toEqual(['HASH_FAILURE']);
  });

  it('fits into the room that was estimated, with a few octets to spare', () => {
    const room = estimateSize({ algorithm, certificates: [signer.certificate, ...signer.chain] });
    expect(cms.length).toBeLessThanOrEqual(room);
    expect(room - cms.length).toBeLessThan(16);
  });

  it('may be followed by zero padding and by nothing else', () => {
    expect(accepted(concat([cms, new Uint8Array(500)]))).toBe(true);
    expect(accepted(concat([cms, new Uint8Array(5), Uint8Array.of(1)]))).toBe(false);
  });
});

describe('the form of the CMS (EN 319 142-1, 6.3)', () => {
  const signer = testPki().signer('rsa-2048');
  const parsed = parseSignedData(makeCms(signer, 'rsa-pkcs1-sha256', content));

  it('is detached, of version 1, with one SignerInfo and the chain inside', () => {
    expect(parsed.version).toBe(1);
    expect(parsed.eContentType).toBe(CONTENT_TYPE.data);
    expect(parsed.eContent).toBeUndefined();
    expect(parsed.signerInfos).toHaveLength(1);
    expect(parsed.certificates).toHaveLength(3);
    expect(parsed.crls).toEqual([]);
  });

  it('has exactly content-type, message-digest and signing-certificate-v2 as signed attributes, in DER order', () => {
    const [info] = parsed.signerInfos;
    expect(info?.signedAttributes?.map((attribute) => attribute.oid).sort()).toEqual(
      [ATTRIBUTE.contentType, ATTRIBUTE.messageDigest, ATTRIBUTE.signingCertificateV2].sort(),
    );
    expect(info?.signedAttributesAsSent).toBeUndefined();
    expect(info?.unsignedAttributes).toEqual([]);
  });

  it('names another certificate with the same key: the ESS attribute tells them apart', () => {
    const cms = makeCms(signer, 'rsa-pkcs1-sha256', content);
    const again = parseSignedData(cms);
    const [info] = again.signerInfos;
    const issuing = new Certificate(testPki().issuing.certificate);
    if (info === undefined) {
      throw new Error('no SignerInfo');
    }
    const digest = createHash('sha256').update(content).digest();
    const result = verifySignerInfo(again, info, digest, issuing, CONTENT_TYPE.data);
    expect(result.essMatches).toBe(false);
    expect(result.problems.map((problem) => problem.subIndication)).toContain('NO_SIGNING_CERTIFICATE_FOUND');
    expect(result.signatureValid).toBe(false);
  });
});

describe('a CMS signature that was tampered with', () => {
  it.each([
    ['ecdsa-sha256', 'p-256'],
    ['rsa-pkcs1-sha256', 'rsa-2048'],
    ['ed25519', 'ed25519'],
  ] as const)('is refused whichever octet is changed outside the other certificates (%s)', (algorithm, kind) => {
    const signer = testPki().signer(kind);
    const cms = makeCms({ ...signer, chain: [] }, algorithm, content);
    const head = Buffer.from(cms).indexOf(Buffer.from(signer.certificate));
    const issuer = Buffer.from(new Certificate(signer.certificate).issuerName.der);
    const named = Buffer.from(cms).indexOf(issuer, head + signer.certificate.length);
    // Not protected, and harmless: the list of digests at the head (which then misses the signer's), the case and string type of
    // the issuer's name beside the serial number, and which of its existing numbers a version is.
    const isHarmless = (offset: number) =>
      (offset < head && offset > 25) || (offset >= named && offset < named + issuer.length) || cms[offset] === 1;
    const survivors: number[] = [];
    for (let offset = 0; offset < cms.length; offset++) {
      const changed = Uint8Array.from(cms);
      changed[offset] = (changed[offset] ?? 0) ^ (1 << (offset % 8));
      if (accepted(changed) && !isHarmless(offset)) {
        survivors.push(offset);
      }
    }
    expect(survivors).toEqual([]);
  });

  it('is refused when truncated anywhere', () => {
    const cms = makeCms(testPki().signer('p-256'), 'ecdsa-sha256', content);
    for (let length = 0; length < cms.length; length += 7) {
      expect(accepted(cms.subarray(0, length))).toBe(false);
    }
  });

  it('gives FormatError, never another error, for random bytes', () => {
    for (let seed = 0; seed < 300; seed++) {
      const bytes = createHash('sha512').update(String(seed)).digest();
      bytes[0] = 0x30;
      bytes[1] = seed % 64;
      expect(accepted(bytes)).toBe(false);
    }
  });
});

describeWithTool('openssl', 'a second implementation reads our CMS', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'countersign-cms-'));
    writeFileSync(join(folder, 'content'), content);
    writeFileSync(join(folder, 'root.pem'), toPem(testPki().root.certificate, 'CERTIFICATE'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  // OpenSSL 3.0 refuses Ed25519 in CMS.
  it.each(KINDS.filter(([algorithm]) => algorithm !== 'ed25519'))(
    'openssl cms -verify -cades: %s by %s',
    (algorithm, kind) => {
      const name = `${algorithm}-${kind}.der`;
      writeFileSync(join(folder, name), makeCms(testPki().signer(kind), algorithm, content));
      const verify = (data: string) =>
        execFileSync(
          'openssl',
          [
            'cms',
            '-verify',
            '-cades',
            '-binary',
            '-inform',
            'DER',
            '-in',
            name,
            '-content',
            data,
            '-CAfile',
            'root.pem',
            '-purpose',
            'any',
          ],
          { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] },
        );
      expect(Buffer.compare(verify('content'), content)).toBe(0);
      writeFileSync(join(folder, 'other'), 'other content');
      expect(() => verify('other')).toThrow();
    },
  );

  // With ECDSA and with PSS OpenSSL 3.0 makes no CMS by SHA-3.
  it.each(['sha3-256', 'sha3-384', 'sha3-512'] as const)('openssl cms -sign with %s is accepted here', (md) => {
    const { certificate, key } = testPki().signer('rsa-2048');
    writeFileSync(join(folder, 'rsa.pem'), toPem(certificate, 'CERTIFICATE'));
    writeFileSync(join(folder, 'rsa.key'), key.export({ type: 'pkcs8', format: 'pem' }));
    const signer = ['-signer', 'rsa.pem', '-inkey', 'rsa.key'];
    const words = ['cms', '-sign', '-cades', '-binary', '-md', md, '-in', 'content', ...signer];
    execFileSync('openssl', [...words, '-outform', 'DER', '-out', 'sha3.der'], { cwd: folder, stdio: 'pipe' });
    const cms = readFileSync(join(folder, 'sha3.der'));
    expect(check(cms)?.problems).toEqual([]);
    expect(check(cms)).toMatchObject({ hash: md, signatureValid: true, essMatches: true });
    expect(accepted(cms, new Uint8Array(3))).toBe(false);
  });
});
