import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { answerTimestamp } from '../../../scripts/pki/tsa.ts';
import { Certificate } from '../../../src-main/cms/certificate.ts';
import { Crl } from '../../../src-main/cms/crl.ts';
import { contextTag, TAG } from '../../../src-main/cms/der.ts';
import { encode, integer, octetString, sequence } from '../../../src-main/cms/der-writer.ts';
import { oid } from '../../../src-main/cms/oid.ts';
import { timestampRequest } from '../../../src-main/cms/timestamp-request.ts';
import { bytesSource } from '../../../src-main/platform/byte-source.ts';
import { proofKind } from '../../../src-main/workflow/proof-kind.ts';
import { verifyDocument } from '../../../src-main/workflow/verify-document.ts';
import { archiveStamp, evidenceRecord, sha, tokenOver } from '../../support/evidence-record.ts';
import { buildPdf } from '../../support/pdf-builder.ts';
import { testPki } from '../../support/pki.ts';
import { signBytes } from '../../support/sign-bytes.ts';
import { temporaryFolder } from '../../support/tools.ts';

const data = new TextEncoder().encode('What is timestamped.');
const digest = sha('sha256', data);
const now = new Date(Math.floor(Date.now() / 1000) * 1000);
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
const folder = temporaryFolder();
const { root, rootCrl, timeCrl } = testPki();
const trust = {
  anchors: [new Certificate(root.certificate)],
  certificates: [],
  crls: [new Crl(rootCrl), new Crl(timeCrl)],
  ocsps: [],
};

const write = (name: string, bytes: Uint8Array): string => {
  const file = join(folder, name);
  writeFileSync(file, bytes);
  return file;
};
const iso = (time: Date) => `${time.toISOString().slice(0, 19)}Z`;
const response = (status: number) => {
  const query = { hash: 'sha256', digest, nonce: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8) } as const;
  const answer = answerTimestamp(timestampRequest(query), testPki().tsa('good'), ago(30));
  return status === 0 ? answer : answerTimestamp(timestampRequest(query), testPki().tsa('good'), ago(30), 'rejects');
};
const metaData = (isProtected: boolean) =>
  sequence(encode(TAG.boolean, Uint8Array.of(isProtected ? 0xff : 0)), encode(TAG.utf8String, Buffer.from('data.txt')));

/** TimeStampedData (RFC 5544, 2). */
function timestamped(
  tokens: readonly Uint8Array[],
  meta?: Uint8Array,
  content: Uint8Array | undefined = data,
): Uint8Array {
  const members = [
    integer(1),
    ...(meta === undefined ? [] : [meta]),
    ...(content === undefined ? [] : [octetString(content)]),
    encode(contextTag(0), ...tokens.map((token) => sequence(token))),
  ];
  return sequence(oid('1.2.840.113549.1.9.16.1.31'), encode(contextTag(0), sequence(...members)));
}

describe('a timestamp as a file', () => {
  const content = write('data.txt', data);

  it.each([
    ['data.txt.tst', tokenOver(digest, 'sha256', ago(30))],
    ['data.txt.tsr', response(0)],
    ['around.tsd', timestamped([tokenOver(digest, 'sha256', ago(30))])],
    ['described.tsd', timestamped([tokenOver(digest, 'sha256', ago(30))], metaData(false))],
    ['protected.tsd', timestamped([tokenOver(sha('sha256', metaData(true), data), 'sha256', ago(30))], metaData(true))],
  ])('%s proves when the data existed', async (name, bytes) => {
    const report = await verifyDocument(write(name, bytes), trust, now);
    expect(report).toMatchObject({ verdict: 'TOTAL-PASSED', documentStatus: 'unchanged' });
    expect(report.signatures).toMatchObject([
      { kind: 'timestamp', revocation: 'good', bestSignatureTime: iso(ago(30)) },
    ]);
  });

  it('renewed: the second is of the first', async () => {
    const first = tokenOver(digest, 'sha256', ago(30));
    const second = tokenOver(sha('sha256', sequence(first)), 'sha256', ago(10));
    const good = await verifyDocument(write('two.tsd', timestamped([first, second])), trust, now);
    expect(good.signatures[0]).toMatchObject({ indication: 'TOTAL-PASSED', bestSignatureTime: iso(ago(30)) });
    expect(good.signatures[0]?.timestamps).toHaveLength(2);
    const bad = await verifyDocument(
      write('loose.tsd', timestamped([first, tokenOver(digest, 'sha256', ago(10))])),
      trust,
      now,
    );
    expect(bad).toMatchObject({ verdict: 'TOTAL-FAILED', signatures: [{ subIndication: 'HASH_FAILURE' }] });
  });

  it('fails over other data, and where metadata that it protects was changed', async () => {
    const token = write('else.txt.tst', tokenOver(digest, 'sha256', ago(30)));
    const other = write('else.txt', Buffer.from('Something else.'));
    expect(await verifyDocument(token, trust, now)).toMatchObject({
      verdict: 'TOTAL-FAILED',
      documentStatus: 'changed-forbidden',
    });
    expect((await verifyDocument(token, trust, now, { content })).verdict).toBe('TOTAL-PASSED');
    const meta = write('meta.tsd', timestamped([tokenOver(digest, 'sha256', ago(30))], metaData(true)));
    expect((await verifyDocument(meta, trust, now)).verdict).toBe('TOTAL-FAILED');
    expect((await verifyDocument(other, trust, now, { evidence: token })).verdict).toBe('TOTAL-FAILED');
  });

  it('is undecided without its data, and without a trusted authority', async () => {
    const alone = write('alone.tst', tokenOver(digest, 'sha256', ago(30)));
    expect(await verifyDocument(alone, trust, now)).toMatchObject({
      verdict: 'INDETERMINATE',
      signatures: [{ subIndication: 'SIGNED_DATA_NOT_FOUND' }],
    });
    expect(await verifyDocument(alone, { ...trust, anchors: [] }, now, { content })).toMatchObject({
      verdict: 'INDETERMINATE',
      signatures: [{ subIndication: 'NO_CERTIFICATE_CHAIN_FOUND' }],
    });
  });

  it.each([
    ['refused.tsr', response(2)],
    ['empty.tst', new Uint8Array()],
    ['text.tst', new TextEncoder().encode('no timestamp')],
    ['cut.tst', tokenOver(digest, 'sha256', ago(30)).subarray(0, 400)],
    ['more.tst', Buffer.concat([tokenOver(digest, 'sha256', ago(30)), Buffer.of(7)])],
  ])('%s is malformed, never passed over', async (name, bytes) => {
    const file = write(name, bytes);
    if (bytes.length === 0) {
      await expect(verifyDocument(file, trust, now, { content })).rejects.toMatchObject({ code: 'INPUT_EMPTY' });
      return;
    }
    expect(await verifyDocument(file, trust, now, { content })).toMatchObject({
      verdict: 'TOTAL-FAILED',
      signatures: [{ subIndication: 'FORMAT_FAILURE' }],
    });
  });

  it('stands beside what a signed file holds itself', async () => {
    const pdf = await signBytes(buildPdf());
    const soon = ago(5);
    const file = write('signed.pdf', pdf);
    const record = evidenceRecord([[archiveStamp(sha('sha256', pdf), 'sha256', soon, [[sha('sha256', digest)]])]]);
    const evidence = write('signed.pdf.ers', record);
    const report = await verifyDocument(file, trust, now, { evidence });
    expect(report.signatures.map(({ kind, field }) => [kind, field])).toContainEqual(['timestamp', 'signed.pdf.ers']);
    expect(report.signatures.at(-1)?.indication).toBe('TOTAL-PASSED');
    // What is proved of the file is proved of the signature in it, however it says itself when it was made.
    expect(report.signatures.find(({ kind }) => kind === 'signature')?.bestSignatureTime).toBe(iso(soon));
    const other = await verifyDocument(content, trust, now, { evidence });
    expect(other).toMatchObject({ verdict: 'TOTAL-FAILED' });
  });

  it('is known by its name, else by its bytes', async () => {
    const kindOf = (name: string, bytes: Uint8Array) => proofKind(bytesSource(bytes), name);
    const token = tokenOver(digest, 'sha256', ago(30));
    const record = evidenceRecord([[archiveStamp(digest, 'sha256', ago(5))]]);
    expect(await kindOf('a.der', token)).toBe('timestamp');
    expect(await kindOf('a.der', response(0))).toBe('timestamp');
    expect(await kindOf('a.der', timestamped([token]))).toBe('timestamp');
    expect(await kindOf('a.der', record)).toBe('evidence');
    expect(await kindOf('a.ers', data)).toBe('evidence');
    expect(await kindOf('a.p7s', token)).toBeUndefined();
    expect(await kindOf('a.der', root.certificate)).toBeUndefined();
    expect(await kindOf('a.txt', data)).toBeUndefined();
  });
});
