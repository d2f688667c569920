import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makePki, toPem } from '../../../scripts/pki/make-pki.ts';
import { answerOcsp, type OcspLie } from '../../../scripts/pki/ocsp-responder.ts';
import { Certificate } from '../../../src-main/cms/certificate.ts';
import { readCertificates } from '../../../src-main/cms/certificate-file.ts';
import { TAG } from '../../../src-main/cms/der.ts';
import { encode, sequence } from '../../../src-main/cms/der-writer.ts';
import { ocspRequest } from '../../../src-main/cms/ocsp-request.ts';
import { OcspResponse, ocspStatus } from '../../../src-main/cms/ocsp-response.ts';
import { runProgram } from '../../support/cli.ts';
import { describeWithCorpus, describeWithTool, requireTool, temporaryFolder } from '../../support/tools.ts';

const pki = makePki();
const now = new Date(Math.floor(Date.now() / 1000) * 1000);
const issuer = new Certificate(pki.issuing.certificate);
const alice = new Certificate(pki.signer('p-256').certificate);
const rebecca = new Certificate(pki.signer('revoked').certificate);
const responder = new Certificate(pki.responder('issuing-1').certificate);
const nonce = Uint8Array.from({ length: 16 }, (_, index) => index);

function ask(certificate: Certificate, lie?: OcspLie, hash: 'sha1' | 'sha256' = 'sha1'): OcspResponse {
  return new OcspResponse(answerOcsp(ocspRequest({ certificate, issuer, hash, nonce }), pki, 'issuing-1', now, lie));
}

describe('an OCSP response', () => {
  it.each(['sha1', 'sha256'] as const)('is found by a CertID with %s', (hash) => {
    const response = ask(alice, undefined, hash);
    expect(response.find(alice, issuer)).toMatchObject({ state: 'good', revocationTime: undefined });
    expect(response.find(rebecca, issuer)).toBeUndefined();
    expect(response.find(alice, new Certificate(pki.root.certificate))).toBeUndefined();
    expect(response).toMatchObject({ producedAt: now, nonce, unknownCritical: [] });
  });

  it('names and carries its responder, and is signed by it alone', () => {
    const response = ask(alice);
    expect(response.certificates.map(({ sha256 }) => sha256)).toEqual([responder.sha256]);
    expect([response.isFrom(responder), response.isFrom(issuer)]).toEqual([true, false]);
    expect([response.verifySignedBy(responder), response.verifySignedBy(alice)]).toEqual(['valid', 'invalid']);
    expect(responder.hasOcspNoCheck).toBe(true);
    expect(alice.hasOcspNoCheck).toBe(false);
    expect(ask(alice, 'by-name').isFrom(responder)).toBe(true);
  });

  it('may be signed by the CA itself', () => {
    const response = ask(alice, 'by-ca');
    expect(response.certificates).toEqual([]);
    expect([response.isFrom(issuer), response.verifySignedBy(issuer)]).toEqual([true, 'valid']);
  });

  it('tells time and reason of a revocation', () => {
    const [revocation] = pki.revocations('issuing-1');
    expect(ask(rebecca).find(rebecca, issuer)).toMatchObject({
      state: 'revoked',
      revocationTime: revocation?.date,
      reason: 1,
    });
  });

  it('shows what is wrong with it', () => {
    expect(ask(alice, 'unknown').find(alice, issuer)?.state).toBe('unknown');
    expect(ask(alice, 'wrong-cert-id').find(alice, issuer)).toBeUndefined();
    expect(ask(alice, 'wrong-signature').verifySignedBy(responder)).toBe('invalid');
    expect(ask(alice, 'wrong-nonce').nonce).not.toEqual(nonce);
    expect(ask(alice, 'no-nonce').nonce).toBeUndefined();
    const stranger = ask(alice, 'stranger');
    expect([stranger.isFrom(responder), stranger.verifySignedBy(responder)]).toEqual([false, 'invalid']);
    const stale = ask(alice, 'stale').find(alice, issuer);
    expect(stale?.nextUpdate?.getTime()).toBeLessThan(now.getTime());
  });

  it('is the same whole or as the bare basic response', () => {
    const whole = ask(alice);
    const bare = new OcspResponse(whole.basicDer);
    expect(Buffer.from(bare.der).equals(whole.der)).toBe(true);
    expect(Buffer.from(bare.basicDer).equals(whole.basicDer)).toBe(true);
    expect([ocspStatus(whole.der), ocspStatus(whole.basicDer)]).toEqual(['successful', 'successful']);
  });

  it('without an answer has a status and nothing else', () => {
    const later = answerOcsp(
      ocspRequest({ certificate: alice, issuer, hash: 'sha1' }),
      pki,
      'issuing-1',
      now,
      'try-later',
    );
    expect(ocspStatus(later)).toBe('tryLater');
    expect(() => new OcspResponse(later)).toThrow(/holds no answer \(tryLater\)/);
    expect(() => ocspStatus(sequence(encode(TAG.enumerated, Uint8Array.of(4))))).toThrow(/status 4/);
  });

  it('never throws anything but a FormatError, whichever octet is changed', () => {
    const { der } = ask(rebecca);
    for (let index = 0; index < der.length; index++) {
      const changed = Uint8Array.from(der);
      changed[index] = (changed[index] ?? 0) ^ (1 << (index % 8));
      try {
        new OcspResponse(changed).find(rebecca, issuer);
      } catch (error) {
        expect(error).toMatchObject({ name: 'FormatError' });
      }
    }
  });
});

describeWithTool('openssl', 'openssl ocsp', () => {
  it('reads our requests and accepts the responses of the test PKI', async () => {
    const folder = temporaryFolder();
    const file = (name: string, bytes: Uint8Array | string) => {
      writeFileSync(join(folder, name), bytes);
      return join(folder, name);
    };
    const pem = (der: Uint8Array) => toPem(der, 'CERTIFICATE');
    const root = file('root.pem', pem(pki.root.certificate));
    const ca = file('issuing.pem', pem(issuer.der));
    const [good, bad] = [file('alice.pem', pem(alice.der)), file('rebecca.pem', pem(rebecca.der))];
    const openssl = (...words: string[]) => runProgram(requireTool('openssl'), ['ocsp', ...words]);

    const asked = ocspRequest({ certificate: alice, issuer, hash: 'sha256', nonce });
    const text = await openssl('-reqin', file('request', asked), '-req_text');
    expect(text.stdout).toContain(alice.serial.toUpperCase());
    expect(text.stdout).toContain('OCSP Nonce');

    const judge = (response: OcspResponse, certificate: string) => {
      const files = ['-respin', file('response', response.der), '-issuer', ca, '-cert', certificate];
      return openssl(...files, '-CAfile', root, '-verify_other', ca, '-no_nonce');
    };
    for (const lie of [undefined, 'by-ca', 'by-name'] as const) {
      const { stdout, stderr } = await judge(ask(alice, lie), good);
      expect(`${stdout}${stderr}`).toContain('Response verify OK');
      expect(stdout).toContain('alice.pem: good');
    }
    expect((await judge(ask(rebecca), bad)).stdout).toMatch(/rebecca\.pem: revoked[\s\S]*keyCompromise/);
    for (const lie of ['stranger', 'wrong-signature'] as const) {
      expect((await judge(ask(alice, lie), good)).stderr).toContain('Response Verify Failure');
    }
  });
});

/** PEM-like Base64 without armour, as the OpenSSL tests keep their responses. */
function readResponse(path: string): OcspResponse {
  const bytes = readFileSync(path);
  return new OcspResponse(bytes[0] === 0x30 ? bytes : Buffer.from(bytes.toString('latin1'), 'base64'));
}

describeWithCorpus('ocsp', 'responses of other makers', (folder) => {
  const [certificateOf, openssl, freshness] = [
    (path: string) => readCertificates(readFileSync(path))[0],
    join(folder, 'openssl-ocsp'),
    join(folder, 'freshness'),
  ];
  /** The one that signed: of the certificates inside, else the issuer. */
  const verdict = (response: OcspResponse, issuers: readonly Certificate[]) => {
    const signer = [...response.certificates, ...issuers].find((candidate) => response.isFrom(candidate));
    return signer === undefined ? 'nobody' : response.verifySignedBy(signer);
  };

  it('are judged as the names of the OpenSSL vectors say', () => {
    const all = readdirSync(openssl).filter((name) => name.endsWith('.pem'));
    const certificates = all.flatMap((name) => readCertificates(readFileSync(join(openssl, name))));
    const names = readdirSync(openssl).filter((name) => name.endsWith('.ors'));
    expect(names.length).toBeGreaterThan(30);
    for (const name of names) {
      const response = readResponse(join(openssl, name));
      expect(response.responses, name).toHaveLength(1);
      // D, ND: as they were made, delegated or not. ISOP: the signature changed. The others differ in what was signed.
      const expected = /^N?D\d/.test(name) ? 'valid' : name.startsWith('ISOP') ? 'invalid' : undefined;
      if (expected !== undefined) expect([name, verdict(response, certificates)]).toEqual([name, expected]);
    }
  });

  it('find their certificate, unless the digest of the issuer was changed', () => {
    for (const [name, found] of [
      ['D1', true],
      ['ND1', true],
      ['D3', true],
      ['WINH_D1', false],
      ['WIKH_D1', false],
    ] as const) {
      const base = name.split('_').at(-1) ?? '';
      const leaf = certificateOf(join(openssl, `${base}_Cert_EE.pem`));
      const ca = ['ICA', 'Root'].flatMap((kind) => {
        try {
          return readCertificates(readFileSync(join(openssl, `${base}_Issuer_${kind}.pem`)));
        } catch {
          return [];
        }
      })[0];
      if (leaf === undefined || ca === undefined) throw new Error(`${name} lacks its certificates`);
      expect([name, readResponse(join(openssl, `${name}.ors`)).find(leaf, ca) !== undefined]).toEqual([name, found]);
    }
  });

  it('tell of a revocation between two answers', () => {
    const [leaf, ca, delegate] = ['alice', 'interm', 'interm-ocsp'].map((name) =>
      certificateOf(join(freshness, 'certs', `${name}.crt`)),
    );
    if (leaf === undefined || ca === undefined || delegate === undefined) throw new Error('certificates are missing');
    const state = (day: string) => {
      const response = readResponse(join(freshness, `alice-${day}.ors`));
      expect(response.verifySignedBy(delegate)).toBe('valid');
      return response.find(leaf, ca)?.state;
    };
    expect(['2020-10-01', '2020-11-29', '2020-12-10'].map(state)).toEqual(['good', 'good', 'revoked']);
  });
});
