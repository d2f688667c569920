import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toPem, writePki } from '../../../scripts/pki/make-pki.ts';
import { digestAlgorithmIdentifier, signatureAlgorithmIdentifier } from '../../../src-main/cms/algorithms.ts';
import { ATTRIBUTE, CONTENT_TYPE } from '../../../src-main/cms/attributes.ts';
import { Certificate } from '../../../src-main/cms/certificate.ts';
import { contextTag, TAG } from '../../../src-main/cms/der.ts';
import { encode, integer, octetString, sequence, setOf } from '../../../src-main/cms/der-writer.ts';
import { findSignerCertificate } from '../../../src-main/cms/ess.ts';
import { oid } from '../../../src-main/cms/oid.ts';
import { parseSignedData } from '../../../src-main/cms/parsed-signed-data.ts';
import { contentHashOf, type SignerInfoResult, verifySignerInfo } from '../../../src-main/cms/verify-signer-info.ts';
import type { SignatureAlgorithm } from '../../../src-main/platform/signer.ts';
import { signWith } from '../../support/cms.ts';
import { testPki } from '../../support/pki.ts';
import { describeWithTool } from '../../support/tools.ts';

const content = new TextEncoder().encode('Signed content.');
const signer = testPki().signer('p-256');
const certificate = new Certificate(signer.certificate);

const attribute = (type: string, ...values: Uint8Array[]) => sequence(oid(type), setOf(values));
const digestOfContent = createHash('sha256').update(content).digest();
const contentType = attribute(ATTRIBUTE.contentType, oid(CONTENT_TYPE.data));
const messageDigest = attribute(ATTRIBUTE.messageDigest, octetString(digestOfContent));
const ess = (digest: Uint8Array, hash?: Uint8Array) =>
  attribute(
    ATTRIBUTE.signingCertificateV2,
    sequence(sequence(sequence(...(hash === undefined ? [] : [hash]), octetString(digest)))),
  );
const certificateDigest = createHash('sha256').update(signer.certificate).digest();
const protection = (digest: Uint8Array, signature: Uint8Array) => {
  const tagged = Uint8Array.from(signature);
  tagged[0] = contextTag(1);
  return attribute(ATTRIBUTE.algorithmProtection, sequence(digest, tagged));
};

/** A CMS put together by hand, so that each part can be wrong by itself; the signature over the attributes is always right. */
function craft(options: {
  attributes?: readonly Uint8Array[];
  unsorted?: boolean;
  algorithm?: Uint8Array;
  digest?: Uint8Array;
  eContentType?: string;
  withoutAttributes?: boolean;
  certificates?: readonly Uint8Array[];
  signAs?: SignatureAlgorithm;
}): SignerInfoResult {
  const members = options.attributes ?? [contentType, messageDigest, ess(certificateDigest)];
  const set = options.unsorted ? encode(TAG.set, ...members) : setOf(members);
  const signature = signWith(signer, options.signAs ?? 'ecdsa-sha256', set);
  const tagged = Uint8Array.from(set);
  tagged[0] = contextTag(0);
  const digest = options.digest ?? digestAlgorithmIdentifier('sha256');
  const signerInfo = sequence(
    integer(1),
    sequence(certificate.issuerName.der, encode(TAG.integer, certificate.serialBytes)),
    digest,
    ...(options.withoutAttributes ? [] : [tagged]),
    options.algorithm ?? signatureAlgorithmIdentifier('ecdsa-sha256'),
    octetString(signature),
  );
  const cms = sequence(
    oid(CONTENT_TYPE.signedData),
    encode(
      contextTag(0),
      sequence(
        integer(1),
        setOf([digest]),
        sequence(oid(options.eContentType ?? CONTENT_TYPE.data)),
        setOf([...(options.certificates ?? []), signer.certificate], contextTag(0)),
        setOf([signerInfo]),
      ),
    ),
  );
  const parsed = parseSignedData(cms);
  const [info] = parsed.signerInfos;
  const found = info && findSignerCertificate(info, parsed.certificates);
  if (info === undefined || found === undefined) {
    throw new Error('the crafted CMS lost its signer');
  }
  return verifySignerInfo(parsed, info, digestOfContent, found, CONTENT_TYPE.data);
}

const failures = (result: SignerInfoResult) => result.problems.map((problem) => problem.subIndication);

describe('a SignerInfo', () => {
  it('is intact when every part fits', () => {
    expect(craft({}).problems).toEqual([]);
  });

  it('without signed attributes is a FORMAT_FAILURE', () => {
    expect(failures(craft({ withoutAttributes: true }))[0]).toBe('FORMAT_FAILURE');
  });

  it('over another content type is a FORMAT_FAILURE (RFC 5652, 11.1)', () => {
    expect(failures(craft({ eContentType: CONTENT_TYPE.tstInfo }))).toContain('FORMAT_FAILURE');
    const other = attribute(ATTRIBUTE.contentType, oid(CONTENT_TYPE.tstInfo));
    expect(failures(craft({ attributes: [other, messageDigest, ess(certificateDigest)] }))).toEqual(['FORMAT_FAILURE']);
  });

  it.each([
    ['content-type', [messageDigest, ess(certificateDigest)]],
    ['message-digest', [contentType, ess(certificateDigest)]],
  ])('without %s is a FORMAT_FAILURE', (_, attributes) => {
    expect(failures(craft({ attributes }))).toEqual(['FORMAT_FAILURE']);
  });

  it('with message-digest twice, or with two values, is a FORMAT_FAILURE (RFC 5652, 11.2)', () => {
    const other = attribute(ATTRIBUTE.messageDigest, octetString(certificateDigest));
    expect(failures(craft({ attributes: [contentType, messageDigest, other, ess(certificateDigest)] }))).toEqual([
      'FORMAT_FAILURE',
    ]);
    const both = attribute(ATTRIBUTE.messageDigest, octetString(digestOfContent), octetString(certificateDigest));
    expect(failures(craft({ attributes: [contentType, both, ess(certificateDigest)] }))).toEqual(['FORMAT_FAILURE']);
  });

  it('without an ESS attribute is intact, but binds no certificate', () => {
    const result = craft({ attributes: [contentType, messageDigest] });
    expect(result.problems).toEqual([]);
    expect(result.ess.state).toBe('absent');
    expect(result.essMatches).toBe(false);
  });

  it('whose ESS digest is of another certificate is NO_SIGNING_CERTIFICATE_FOUND (EN 319 102-1, 5.2.3)', () => {
    const result = craft({ attributes: [contentType, messageDigest, ess(digestOfContent)] });
    expect(failures(result)).toEqual(['NO_SIGNING_CERTIFICATE_FOUND']);
    expect(result.signatureValid).toBe(true);
  });

  it('may name the ESS hash explicitly (RFC 5035, 3)', () => {
    const digest = createHash('sha512').update(signer.certificate).digest();
    const result = craft({
      attributes: [contentType, messageDigest, ess(digest, digestAlgorithmIdentifier('sha512'))],
    });
    expect(result.essMatches).toBe(true);
    expect(result.ess.hash).toBe('sha512');
  });

  it('with attributes signed in another order than DER is intact', () => {
    const attributes = [messageDigest, ess(certificateDigest), contentType];
    expect(craft({ attributes, unsorted: true }).problems).toEqual([]);
  });

  it('with CMSAlgorithmProtection is checked against it (RFC 6211)', () => {
    const base = [contentType, messageDigest, ess(certificateDigest)];
    const signature = signatureAlgorithmIdentifier('ecdsa-sha256');
    const right = protection(digestAlgorithmIdentifier('sha256'), signature);
    const wrongDigest = protection(digestAlgorithmIdentifier('sha512'), signature);
    const wrongSignature = protection(
      digestAlgorithmIdentifier('sha256'),
      signatureAlgorithmIdentifier('ecdsa-sha512'),
    );
    expect(craft({ attributes: [...base, right] }).problems).toEqual([]);
    expect(failures(craft({ attributes: [...base, wrongDigest] }))).toEqual(['SIG_CRYPTO_FAILURE']);
    expect(failures(craft({ attributes: [...base, wrongSignature] }))).toEqual(['SIG_CRYPTO_FAILURE']);
  });

  it('whose signature algorithm hashes otherwise than its digest algorithm is not accepted', () => {
    const result = craft({ algorithm: signatureAlgorithmIdentifier('ecdsa-sha384'), signAs: 'ecdsa-sha384' });
    expect(failures(result)).toEqual(['SIG_CONSTRAINTS_FAILURE']);
  });

  it('with an algorithm of another key type is a SIG_CRYPTO_FAILURE', () => {
    const result = craft({ algorithm: signatureAlgorithmIdentifier('rsa-pkcs1-sha256') });
    expect(failures(result)).toEqual(['SIG_CRYPTO_FAILURE']);
  });

  it('with an unknown algorithm says so and is not valid', () => {
    const result = craft({ algorithm: sequence(oid('1.2.3.4')) });
    expect(failures(result)).toEqual(['CRYPTO_CONSTRAINTS_FAILURE']);
    expect(result.signatureValid).toBe(false);
    expect(result.signatureAlgorithm).toBe('1.2.3.4');
  });

  it('passes over members of the certificate set that cannot be read', () => {
    expect(craft({ certificates: [sequence(integer(1))] }).problems).toEqual([]);
  });
});

describeWithTool('openssl', 'CMS made by a second implementation', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'countersign-cms-'));
    writePki(testPki(), folder, ['rsa-2048', 'p-256']);
    writeFileSync(join(folder, 'content'), content);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const make = (kind: string, ...more: string[]) => {
    const base = ['cms', '-sign', '-binary', '-in', 'content', '-signer', `${kind}.pem`, '-inkey', `${kind}.key`];
    execFileSync('openssl', [...base, '-certfile', 'issuing.pem', '-outform', 'DER', '-out', 'made.der', ...more], {
      cwd: folder,
      stdio: 'pipe',
    });
    return new Uint8Array(readFileSync(join(folder, 'made.der')));
  };

  it.each([
    ['RSA PKCS#1 v1.5', 'rsa-2048', ['-md', 'sha256', '-cades']],
    ['RSA-PSS', 'rsa-2048', ['-md', 'sha384', '-cades', '-keyopt', 'rsa_padding_mode:pss']],
    [
      'RSA-PSS, mask of another hash',
      'rsa-2048',
      ['-md', 'sha256', '-keyopt', 'rsa_padding_mode:pss', '-keyopt', 'rsa_mgf1_md:sha512'],
    ],
    ['ECDSA', 'p-256', ['-md', 'sha256', '-cades']],
    ['key identifier', 'p-256', ['-md', 'sha256', '-cades', '-keyid']],
    ['indefinite lengths', 'p-256', ['-md', 'sha256', '-cades', '-stream', '-nodetach']],
  ])('is read and verified: %s', (_, kind, options) => {
    const parsed = parseSignedData(make(kind, ...options));
    const [info] = parsed.signerInfos;
    const hash = info && contentHashOf(info);
    const found = info && findSignerCertificate(info, parsed.certificates);
    if (info === undefined || hash === undefined || found === undefined) {
      throw new Error('OpenSSL made no signature');
    }
    const digest = createHash(hash).update(content).digest();
    const result = verifySignerInfo(parsed, info, digest, found, CONTENT_TYPE.data);
    expect(result.problems).toEqual([]);
    expect(result.signatureValid).toBe(true);
    expect(result.essMatches).toBe(options.includes('-cades'));
    expect(result.hasSigningTime).toBe(true);
    expect(parsed.eContent).toEqual(options.includes('-nodetach') ? content : undefined);
    expect(toPem(found.der, 'CERTIFICATE')).toBe(readFileSync(join(folder, `${kind}.pem`), 'utf8'));
  });
});
