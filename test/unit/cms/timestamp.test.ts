import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { localTimestamper } from '../../../scripts/pki/local-timestamper.ts';
import { type TsaKind, toPem, writePki } from '../../../scripts/pki/make-pki.ts';
import { answerTimestamp, type TsaLie } from '../../../scripts/pki/tsa.ts';
import { isAppError } from '../../../shared/contract/app-error.ts';
import { Certificate } from '../../../src-main/cms/certificate.ts';
import { TAG } from '../../../src-main/cms/der.ts';
import { encode, integer, sequence } from '../../../src-main/cms/der-writer.ts';
import { checkTimestampToken } from '../../../src-main/cms/timestamp-check.ts';
import { timestampRequest, tokenOfResponse } from '../../../src-main/cms/timestamp-request.ts';
import { parseTimestampToken, timestampSigner } from '../../../src-main/cms/timestamp-token.ts';
import { runProgram } from '../../support/cli.ts';
import { testPki } from '../../support/pki.ts';
import { describeWithCorpus, describeWithTool, requireTool, temporaryFolder } from '../../support/tools.ts';

const data = new TextEncoder().encode('What is timestamped.');
const query = {
  hash: 'sha256',
  digest: new Uint8Array(createHash('sha256').update(data).digest()),
  // The first octet would make a negative INTEGER, the second none at all.
  nonce: Uint8Array.of(0x80, 0, 1, 2, 3, 4, 5, 6),
} as const;
const expected = { ...query, authority: 'tsa.example' };
const genTime = new Date(Math.floor(Date.now() / 1000) * 1000 + 120);

function ask(kind: TsaKind = 'good', lie?: TsaLie, at = genTime): Uint8Array {
  return answerTimestamp(timestampRequest(query), testPki().tsa(kind), at, lie);
}

function refusal(run: () => unknown): { code: string; message: string } {
  try {
    run();
  } catch (error) {
    if (isAppError(error)) return { code: error.code, message: error.message };
    throw error;
  }
  return { code: 'none', message: '' };
}

const check = (response: Uint8Array, hope = expected) =>
  refusal(() => checkTimestampToken(tokenOfResponse(response, 'tsa.example'), hope));

describe('an honest timestamp', () => {
  it('is accepted and read', () => {
    const bytes = tokenOfResponse(ask(), 'tsa.example');
    const token = checkTimestampToken(bytes, expected);
    expect(token).toMatchObject({ genTime, hash: 'sha256', policy: '2.999.3161', accuracy: 1000, ordering: false });
    expect(timestampSigner(token)?.sha256).toBe(new Certificate(testPki().tsa('good').certificate).sha256);
    expect(parseTimestampToken(Buffer.concat([bytes, Buffer.alloc(100)])).genTime).toEqual(genTime);
  });

  it('is accepted with a nonce whose first octets are zero', () => {
    const nonce = new Uint8Array(8);
    const response = answerTimestamp(timestampRequest({ ...query, nonce }), testPki().tsa(), genTime);
    expect(check(response, { ...expected, nonce })).toEqual({ code: 'none', message: '' });
  });

  it('granted with changes is granted', () => {
    const token = tokenOfResponse(ask(), 'tsa.example');
    expect(tokenOfResponse(sequence(sequence(integer(1)), token), 'tsa.example')).toEqual(token);
  });

  it('made years ago by an authority that has expired since is accepted', () => {
    const then = new Date(genTime.getTime() - 2 * 365 * 86_400_000);
    expect(check(ask('expired', undefined, then)).code).toBe('none');
  });

  it('comes from the authority in the process, for each digest', async () => {
    const timestamper = localTimestamper(testPki(), { clock: { now: () => genTime } });
    for (const hash of ['sha256', 'sha384', 'sha512'] as const) {
      const digest = new Uint8Array(createHash(hash).update(data).digest());
      const token = await timestamper.timestamp(digest, hash);
      expect(parseTimestampToken(token)).toMatchObject({ hash, genTime });
      expect(token.length).toBeLessThanOrEqual(timestamper.expectedTokenSize);
    }
  });
});

describe('a timestamp that must not be believed', () => {
  it.each<[TsaKind, TsaLie | undefined, RegExp]>([
    ['good', 'wrong-nonce', /random number/],
    ['good', 'no-nonce', /random number/],
    ['good', 'wrong-imprint', /another digest/],
    ['good', 'other-hash', /another digest/],
    ['good', 'two-signers', /one signer and has 2/],
    ['good', 'no-certificate', /does not hold the certificate/],
    ['good', 'other-certificate-named', /signing-certificate attribute/],
    ['good', 'wrong-signature', /signature value/],
    ['good', 'no-token', /holds no token/],
    ['expired', undefined, /had expired/],
    ['wrong-purpose', undefined, /not for timestamping/],
    ['second-purpose', undefined, /other purposes/],
    ['purpose-not-critical', undefined, /critical/],
  ])('%s, %s', (kind, lie, words) => {
    const { code, message } = check(ask(kind, lie));
    expect(code).toBe('TSA_RESPONSE_INVALID');
    expect(message).toMatch(words);
    expect(message).toMatch(/^The answer of the timestamp authority tsa\.example [^\n]+\.$/);
  });

  it('made before the certificate of the authority was valid', () => {
    const { message } = check(ask('good', undefined, new Date(genTime.getTime() - 5 * 365 * 86_400_000)));
    expect(message).toMatch(/not yet valid/);
  });

  it('is refused whichever octet of the token is changed, unless it stands in no signed part', () => {
    const token = tokenOfResponse(ask(), 'tsa.example');
    const accepted: number[] = [];
    for (let index = 0; index < token.length; index++) {
      const changed = Uint8Array.from(token);
      changed[index] = (changed[index] ?? 0) ^ 0x04;
      if (refusal(() => checkTimestampToken(changed, expected)).code === 'none') accepted.push(index);
    }
    // Not signed: the CA's certificate beside the signer's, version numbers, the algorithm list at the head.
    const ca = Buffer.from(token).indexOf(Buffer.from(testPki().ca('time-1').certificate));
    const end = ca + testPki().ca('time-1').certificate.length;
    expect(accepted.filter((index) => index < ca || index >= end).length).toBeLessThan(60);
    expect(accepted.length).toBeGreaterThan(0);
  });
});

describe('an answer without a timestamp', () => {
  it('is TSA_REFUSED with the words of the authority', () => {
    const { code, message } = check(ask('good', 'rejects'));
    expect(code).toBe('TSA_REFUSED');
    expect(message).toContain('(rejection): its source of time is not available; it says “No timestamps today”.');
  });

  it('keeps control characters of the authority out of the sentence', () => {
    const text = encode(TAG.utf8String, new TextEncoder().encode('a\n\u001b[31m\u202eb'));
    const { message } = refusal(() => tokenOfResponse(sequence(sequence(integer(2), sequence(text))), 'tsa.example'));
    expect(message).toContain('“a [31m b”');
  });

  it.each([
    ['nothing', new Uint8Array()],
    ['a page of HTML', new TextEncoder().encode('<html>Please log in.</html>')],
    ['a length that lies', Buffer.from('3082ffff0102030405060708', 'hex')],
    ['a token without its status', sequence(sequence(encode(TAG.octetString)))],
  ])('is TSA_RESPONSE_INVALID for %s', (_, bytes) => {
    expect(check(bytes).code).toBe('TSA_RESPONSE_INVALID');
  });
});

describeWithTool('openssl', 'openssl ts', () => {
  it('accepts the tokens of the test authority, and its own are accepted here', async () => {
    const folder = temporaryFolder();
    const path = (name: string) => join(folder, name);
    const openssl = (...words: string[]) => runProgram(requireTool('openssl'), words);
    const { root } = writePki(testPki(), folder);
    const tsa = testPki().tsa();
    writeFileSync(path('data'), data);
    writeFileSync(path('request'), timestampRequest(query));
    writeFileSync(path('response'), ask());
    writeFileSync(path('time-ca.pem'), toPem(testPki().ca('time-1').certificate, 'CERTIFICATE'));
    const trust = ['-CAfile', root, '-untrusted', path('time-ca.pem')];
    for (const against of [
      ['-data', path('data')],
      ['-queryfile', path('request')],
    ]) {
      const judged = await openssl('ts', '-verify', '-in', path('response'), ...against, ...trust);
      expect(judged.status, judged.stderr).toBe(0);
    }
    writeFileSync(path('response'), ask('good', 'wrong-nonce'));
    expect(
      (await openssl('ts', '-verify', '-in', path('response'), '-queryfile', path('request'), ...trust)).status,
    ).toBe(1);

    writeFileSync(path('tsa.pem'), toPem(tsa.certificate, 'CERTIFICATE'));
    writeFileSync(path('tsa.key'), tsa.key.export({ type: 'pkcs8', format: 'pem' }));
    writeFileSync(path('serial'), '01\n');
    writeFileSync(path('config'), openSslConfig(folder));
    const made = await openssl(
      'ts',
      '-reply',
      '-config',
      path('config'),
      '-queryfile',
      path('request'),
      '-out',
      path('reply'),
    );
    expect(made.status, made.stderr).toBe(0);
    const token = checkTimestampToken(tokenOfResponse(readFileSync(path('reply')), 'openssl'), expected);
    expect(token).toMatchObject({ policy: '1.2.3.4.1', ordering: true, accuracy: 1501 });
  });
});

function openSslConfig(folder: string): string {
  return `[tsa]
default_tsa = it
[it]
serial = ${join(folder, 'serial')}
signer_cert = ${join(folder, 'tsa.pem')}
signer_key = ${join(folder, 'tsa.key')}
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1, millisecs:500, microsecs:100
ordering = yes
tsa_name = yes
ess_cert_id_chain = no
`;
}

describeWithCorpus('tsp-ers-cms', 'a token of a real authority', (folder) => {
  it('is read to the fraction of a second and accepted', () => {
    const name = ['tsp', '20170316_Testdaten', 'Testdaten_ERS-Testool', 'rfc4998', '2Chains3ATS', 'BIN_ER.ers.0.0.tsr'];
    const bytes = readFileSync(join(folder, ...name));
    const { hash, digest, genTime: time } = parseTimestampToken(bytes);
    expect(time).toEqual(new Date('2017-02-10T14:07:52.500Z'));
    expect(hash).toBe('sha256');
    expect(checkTimestampToken(bytes, { hash: 'sha256', digest, authority: 'exceet' }).policy).toBe(
      '1.3.6.1.4.1.12655.3.2',
    );
  });
});
