import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { localTimestamper } from '../../../scripts/pki/local-timestamper.ts';
import { writePki } from '../../../scripts/pki/make-pki.ts';
import { ATTRIBUTE, CONTENT_TYPE } from '../../../src-main/cms/attributes.ts';
import { Certificate } from '../../../src-main/cms/certificate.ts';
import { TAG } from '../../../src-main/cms/der.ts';
import { encode, octetString, sequence, setOf } from '../../../src-main/cms/der-writer.ts';
import { oid } from '../../../src-main/cms/oid.ts';
import { parseSignedData } from '../../../src-main/cms/parsed-signed-data.ts';
import { estimateSize } from '../../../src-main/cms/signed-data.ts';
import { parseTimestampToken } from '../../../src-main/cms/timestamp-token.ts';
import { signatureTimestampAttribute, withUnsignedAttributes } from '../../../src-main/cms/unsigned-attributes.ts';
import { verifySignerInfo } from '../../../src-main/cms/verify-signer-info.ts';
import { runProgram } from '../../support/cli.ts';
import { makeCms } from '../../support/cms.ts';
import { testPki } from '../../support/pki.ts';
import { describeWithTool, requireTool, temporaryFolder } from '../../support/tools.ts';

const content = new TextEncoder().encode('Signed content.');
const signer = testPki().signer('p-256');
const cms = makeCms(signer, 'ecdsa-sha256', content);
const other = (text: string) => sequence(oid('2.999.1'), setOf([octetString(new TextEncoder().encode(text))]));

async function timestampOf(bytes: Uint8Array): Promise<Uint8Array> {
  const [info] = parseSignedData(bytes).signerInfos;
  const digest = createHash('sha256')
    .update(info?.signature ?? new Uint8Array())
    .digest();
  return localTimestamper(testPki()).timestamp(digest, 'sha256');
}

function unsignedOf(bytes: Uint8Array): string[] {
  return parseSignedData(bytes).signerInfos.flatMap((info) =>
    info.unsignedAttributes.map((attribute) => attribute.oid),
  );
}

function problemsOf(bytes: Uint8Array): unknown {
  const parsed = parseSignedData(bytes);
  const [info] = parsed.signerInfos;
  const digest = createHash('sha256').update(content).digest();
  return (
    info && verifySignerInfo(parsed, info, digest, new Certificate(signer.certificate), CONTENT_TYPE.data).problems
  );
}

describe('unsigned attributes', () => {
  it('are added, and what was signed stays valid', async () => {
    const token = await timestampOf(cms);
    const stamped = withUnsignedAttributes(cms, [signatureTimestampAttribute(token)]);
    expect(unsignedOf(stamped)).toEqual([ATTRIBUTE.signatureTimeStamp]);
    expect(problemsOf(stamped)).toEqual([]);
    const [value] = parseSignedData(stamped).signerInfos[0]?.unsignedAttributes[0]?.values ?? [];
    expect(Buffer.from(value?.bytes ?? []).equals(token)).toBe(true);
    expect(parseTimestampToken(value?.bytes ?? new Uint8Array()).hash).toBe('sha256');
  });

  it('stand in the order of DER, those that were there too', () => {
    const once = withUnsignedAttributes(cms, [other('b')]);
    const twice = withUnsignedAttributes(once, [other('a'), other('c')]);
    const values = parseSignedData(twice).signerInfos[0]?.unsignedAttributes.map(({ values: [first] }) =>
      Buffer.from(first?.content ?? []).toString(),
    );
    expect(values).toEqual(['a', 'b', 'c']);
    expect(withUnsignedAttributes(cms, [other('c'), other('b'), other('a')])).toEqual(twice);
  });

  it('may be added to a padded structure; the padding goes', () => {
    const padded = Buffer.concat([cms, Buffer.alloc(5000)]);
    expect(withUnsignedAttributes(padded, [other('a')])).toEqual(withUnsignedAttributes(cms, [other('a')]));
  });

  it('change no octet but the lengths around them', () => {
    const stamped = withUnsignedAttributes(cms, [other('a')]);
    const addition = setOf([other('a')], 0xa1);
    expect(Buffer.from(stamped.subarray(-addition.length)).equals(addition)).toBe(true);
    const before = Buffer.from(stamped.subarray(0, -addition.length));
    // Signature value, algorithm and signed attributes end the structure; what comes before has its lengths around it.
    expect(before.subarray(-300).equals(cms.subarray(-300))).toBe(true);
    expect(before.length).toBe(cms.length);
    const differing = [...before.keys()].filter((index) => before[index] !== cms[index]);
    expect(differing.length).toBeLessThanOrEqual(10);
  });

  it('are refused by a structure of indefinite length, of two signers, or that is none', () => {
    const indefinite = Buffer.concat([Uint8Array.of(0x30, 0x80), cms.subarray(4), Uint8Array.of(0, 0)]);
    expect(unsignedOf(indefinite)).toEqual([]);
    expect(() => withUnsignedAttributes(indefinite, [other('a')])).toThrow(/indefinite/);
    for (const bytes of [sequence(), sequence(encode(TAG.null)), new Uint8Array(10)]) {
      expect(() => withUnsignedAttributes(bytes, [other('a')])).toThrow(
        expect.objectContaining({ name: 'FormatError' }),
      );
    }
  });

  it('are reckoned with in the size that is reserved', async () => {
    const token = await timestampOf(cms);
    const certificates = [signer.certificate, ...signer.chain] as const;
    const size = estimateSize({ algorithm: 'ecdsa-sha256', certificates, tokenSize: token.length });
    const stamped = withUnsignedAttributes(cms, [signatureTimestampAttribute(token)]);
    expect(size).toBeGreaterThanOrEqual(stamped.length);
    expect(size - stamped.length).toBeLessThan(16);
  });
});

describeWithTool('openssl', 'a stamped signature', () => {
  it('is accepted by openssl cms, and its timestamp by openssl ts', async () => {
    const folder = temporaryFolder();
    const path = (name: string) => join(folder, name);
    const { root } = writePki(testPki(), folder);
    const token = await timestampOf(cms);
    writeFileSync(path('cms'), withUnsignedAttributes(cms, [signatureTimestampAttribute(token)]));
    writeFileSync(path('content'), content);
    writeFileSync(path('token'), token);
    writeFileSync(path('signature'), parseSignedData(cms).signerInfos[0]?.signature ?? '');
    const run = (...words: string[]) => runProgram(requireTool('openssl'), words);
    const files = ['-in', path('cms'), '-content', path('content'), '-out', path('out')];
    const judged = await run(
      'cms',
      '-verify',
      '-cades',
      '-binary',
      '-inform',
      'DER',
      '-CAfile',
      root,
      '-purpose',
      'any',
      ...files,
    );
    expect(judged.status, judged.stderr).toBe(0);
    expect(readFileSync(path('out'))).toEqual(Buffer.from(content));
    const stamp = await run(
      'ts',
      '-verify',
      '-token_in',
      '-in',
      path('token'),
      '-data',
      path('signature'),
      '-CAfile',
      root,
    );
    expect(stamp.status, stamp.stderr).toBe(0);
  });
});
