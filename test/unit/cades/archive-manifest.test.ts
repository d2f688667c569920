import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { manifestOf } from '../../../src-main/cades/asic/make-container.ts';
import { writeManifest } from '../../../src-main/cades/asic/manifest.ts';
import { ASICE, ASICS } from '../../../src-main/cades/asic/read-container.ts';
import { verifyContainer } from '../../../src-main/cades/asic/verify-container.ts';
import { writeContainer } from '../../../src-main/cades/asic/write-container.ts';
import { signCades } from '../../../src-main/cades/sign/sign-cades.ts';
import { Certificate } from '../../../src-main/cms/certificate.ts';
import { Crl } from '../../../src-main/cms/crl.ts';
import { bytesSource } from '../../../src-main/platform/byte-source.ts';
import { signWith } from '../../support/cms.ts';
import { archiveStamp, evidenceRecord, sha, tokenOver } from '../../support/evidence-record.ts';
import { testPki } from '../../support/pki.ts';

const pki = testPki();
const now = new Date(Math.floor(Date.now() / 1000) * 1000);
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
const iso = (time: Date) => `${time.toISOString().slice(0, 19)}Z`;
const given = {
  anchors: [new Certificate(pki.root.certificate)],
  certificates: [],
  crls: [pki.rootCrl, pki.issuingCrl, pki.timeCrl].map((der) => new Crl(der)),
  ocsps: [],
  at: now,
};
type Files = Readonly<Record<string, Uint8Array>>;
const text = (words: string): Uint8Array => new TextEncoder().encode(words);
const DOCUMENTS: Files = { 'a.txt': text('one'), 'b.txt': text('two') };
const sha256 = (bytes: Uint8Array) => new Uint8Array(createHash('sha256').update(bytes).digest());
const digested = (files: Files) => Object.entries(files).map(([name, bytes]) => ({ name, digest: sha256(bytes) }));

/** A signature with its manifest over these files. */
async function signed(files: Files, number: number): Promise<Files> {
  const signature = `META-INF/signature00${number}.p7s`;
  const first = Buffer.from(manifestOf(digested(files), 'sha256')).toString();
  const manifest = text(first.replace('META-INF/signature001.p7s', signature));
  const signer = pki.signer('p-256');
  const certificate = new Certificate(signer.certificate);
  const cms = await signCades(
    sha256(manifest),
    { certificate, chain: signer.chain, algorithm: 'ecdsa-sha256', time: ago(60) },
    { sign: async (bytes, name) => signWith(signer, name, bytes) },
  );
  return { [`META-INF/ASiCManifest00${number}.xml`]: manifest, [signature]: cms };
}

/** A manifest over these files that leads to a proof of time. */
const proofManifest = (proof: string, files: Files): Uint8Array =>
  writeManifest({
    signature: proof,
    entries: digested(files).map(({ name, digest }) => ({ name, digest, hash: 'sha256' as const })),
  });

function archived(files: Files, at = ago(30), number = 1): Files {
  const token = `META-INF/timestamp00${number}.tst`;
  const manifest = proofManifest(token, files);
  return {
    [`META-INF/ASiCArchiveManifest00${number}.xml`]: manifest,
    [token]: tokenOver(sha256(manifest), 'sha256', at),
  };
}

async function verify(documents: Files, meta: Files, mimetype = ASICE, trust = given) {
  const packed = Object.entries(documents).map(([name, bytes]) => ({
    name,
    size: bytes.length,
    stream: async function* () {
      yield bytes;
    },
  }));
  const files = Object.entries(meta).map(([name, bytes]) => ({ name, bytes }));
  const chunks: Uint8Array[] = [];
  for await (const chunk of writeContainer(packed, files, now, mimetype)) chunks.push(chunk);
  return verifyContainer(bytesSource(Buffer.concat(chunks)), trust);
}

describe('signatures over different files of one container (EN 319 162-1, 4.4.4)', () => {
  it('pass, each saying which files it is of', async () => {
    const { 'a.txt': a = text(''), 'b.txt': b = text('') } = DOCUMENTS;
    const meta = { ...(await signed({ 'a.txt': a }, 1)), ...(await signed({ 'b.txt': b }, 2)) };
    const report = await verify(DOCUMENTS, meta);
    expect(report).toMatchObject({ verdict: 'TOTAL-PASSED', documentStatus: 'unchanged' });
    expect(report.signatures.map(({ warnings }) => warnings[0])).toEqual([
      'This signature is of “a.txt”, and not of “b.txt”.',
      'This signature is of “b.txt”, and not of “a.txt”.',
    ]);
    const more = await verify({ ...DOCUMENTS, 'c.txt': text('three') }, meta);
    expect(more).toMatchObject({ verdict: 'INDETERMINATE', documentStatus: 'unclear' });
  });
});

describe('timestamps of an archive (EN 319 162-1, A.7)', () => {
  it('prove since when the signature exists', async () => {
    const signature = await signed(DOCUMENTS, 1);
    const report = await verify(DOCUMENTS, { ...signature, ...archived({ ...DOCUMENTS, ...signature }) });
    expect(report).toMatchObject({ verdict: 'TOTAL-PASSED', documentStatus: 'unchanged' });
    expect(report.signatures.map(({ kind, bestSignatureTime }) => [kind, bestSignatureTime])).toEqual([
      ['signature', iso(ago(30))],
      ['timestamp', iso(ago(30))],
    ]);
  });

  it('stand for one another: a later one proves the earlier', async () => {
    const signature = await signed(DOCUMENTS, 1);
    const first = archived({ ...DOCUMENTS, ...signature });
    const second = archived({ ...DOCUMENTS, ...signature, ...first }, ago(10), 2);
    const report = await verify(DOCUMENTS, { ...signature, ...first, ...second });
    expect(report.verdict).toBe('TOTAL-PASSED');
    expect(report.signatures.map(({ bestSignatureTime }) => bestSignatureTime)).toEqual(
      [ago(30), ago(10), ago(30)].map(iso),
    );
  });

  it('fail where what they cover was changed or taken away, or the timestamp is of another manifest', async () => {
    const signature = await signed(DOCUMENTS, 1);
    const all = { ...DOCUMENTS, ...signature };
    const stamped = archived(all);
    const changed = await verify(DOCUMENTS, { ...signature, ...archived({ ...all, 'a.txt': text('other') }) });
    expect(changed.signatures.at(-1)).toMatchObject({ kind: 'timestamp', subIndication: 'HASH_FAILURE' });
    const absent = await verify(DOCUMENTS, { ...signature, ...archived({ ...all, 'META-INF/gone.p7s': text('x') }) });
    expect(absent.signatures.at(-1)).toMatchObject({ kind: 'timestamp', subIndication: 'SIGNED_DATA_NOT_FOUND' });
    const other = { ...stamped, 'META-INF/timestamp001.tst': tokenOver(sha256(text('x')), 'sha256', ago(30)) };
    const loose = await verify(DOCUMENTS, { ...signature, ...other });
    expect(loose.signatures.at(-1)).toMatchObject({ kind: 'timestamp', subIndication: 'HASH_FAILURE' });
    // A proof that fails proves nothing of the signature.
    expect(loose.signatures[0]?.bestSignatureTime).toBe(iso(now));
  });

  it.each(['tst', 'ers'])(
    'that were taken away are told: somebody may wish that they were never there (%s)',
    async (ending) => {
      const signature = await signed(DOCUMENTS, 1);
      const manifest = proofManifest(`META-INF/proof001.${ending}`, { ...DOCUMENTS, ...signature });
      const report = await verify(DOCUMENTS, { ...signature, 'META-INF/ASiCArchiveManifest001.xml': manifest });
      expect(report.verdict).toBe('INDETERMINATE');
      expect(report.signatures).toMatchObject([
        { kind: 'signature', indication: 'TOTAL-PASSED' },
        {
          kind: 'timestamp',
          subIndication: 'SIGNED_DATA_NOT_FOUND',
          warnings: [expect.stringContaining(`“META-INF/proof001.${ending}”, which is not in the container`)],
        },
      ]);
    },
  );

  it('without a trusted authority prove nothing', async () => {
    const signature = await signed(DOCUMENTS, 1);
    const report = await verify(DOCUMENTS, { ...signature, ...archived({ ...DOCUMENTS, ...signature }) }, ASICE, {
      ...given,
      anchors: [],
    });
    expect(report.verdict).toBe('INDETERMINATE');
    expect(report.signatures[0]?.bestSignatureTime).toBe(iso(now));
  });
});

describe('a document that was added with nothing but a proof of time', () => {
  it('is not signed', async () => {
    const signature = await signed(DOCUMENTS, 1);
    const added = { 'evil.txt': text('three') };
    const report = await verify({ ...DOCUMENTS, ...added }, { ...signature, ...archived(added) });
    expect(report).toMatchObject({ verdict: 'INDETERMINATE', documentStatus: 'unclear' });
    expect(report.signatures[0]?.warnings[0]).toBe('“evil.txt” lies in the container and is not signed.');
  });
});

describe('containers of proofs of time alone', () => {
  it('fail where a document lies beside those that are covered', async () => {
    const report = await verify({ ...DOCUMENTS, 'evil.txt': text('three') }, archived(DOCUMENTS));
    expect(report).toMatchObject({ verdict: 'INDETERMINATE', signatures: [{ kind: 'timestamp' }] });
    expect(report.signatures[0]?.warnings[0]).toBe(
      '“evil.txt” lies in the container and is covered by no proof of time.',
    );
  });

  it('ASiC-E with a manifest that leads to a timestamp', async () => {
    const manifest = proofManifest('META-INF/timestamp.tst', DOCUMENTS);
    const meta = {
      'META-INF/ASiCManifest.xml': manifest,
      'META-INF/timestamp.tst': tokenOver(sha256(manifest), 'sha256', ago(30)),
    };
    expect(await verify(DOCUMENTS, meta)).toMatchObject({
      verdict: 'TOTAL-PASSED',
      signatures: [{ kind: 'timestamp' }],
    });
  });

  it('ASiC-S with a timestamp or an evidence record of the one document', async () => {
    const document = { 'a.txt': text('one') };
    const digest = sha256(text('one'));
    const token = { 'META-INF/timestamp.tst': tokenOver(digest, 'sha256', ago(30)) };
    expect((await verify(document, token, ASICS)).verdict).toBe('TOTAL-PASSED');
    const record = { 'META-INF/evidencerecord.ers': evidenceRecord([[archiveStamp(digest, 'sha256', ago(30))]]) };
    expect((await verify(document, record, ASICS)).verdict).toBe('TOTAL-PASSED');
    expect((await verify({ 'a.txt': text('other') }, record, ASICS)).verdict).toBe('TOTAL-FAILED');
    expect((await verify(DOCUMENTS, token, ASICS)).signatures).toMatchObject([
      { kind: 'timestamp', subIndication: 'SIGNED_DATA_NOT_FOUND' },
    ]);
  });

  it('ASiC-E with an evidence record of a group of documents', async () => {
    const [a = text(''), b = text('')] = Object.values(DOCUMENTS).map((bytes) => sha('sha256', bytes));
    const meta = {
      'META-INF/ASiCEvidenceRecordManifest001.xml': proofManifest('META-INF/evidencerecord001.ers', DOCUMENTS),
      'META-INF/evidencerecord001.ers': evidenceRecord([[archiveStamp(a, 'sha256', ago(30), [[b]])]]),
    };
    expect(await verify(DOCUMENTS, meta)).toMatchObject({ verdict: 'TOTAL-PASSED', documentStatus: 'unchanged' });
    const changed = await verify({ ...DOCUMENTS, 'b.txt': text('other') }, meta);
    expect(changed).toMatchObject({ verdict: 'TOTAL-FAILED', documentStatus: 'changed-forbidden' });
  });

  it('an XML signature is told, and never passed over', async () => {
    const report = await verify(DOCUMENTS, { 'META-INF/signatures001.xml': text('<asic:XAdESSignatures/>') });
    expect(report).toMatchObject({ verdict: 'INDETERMINATE', signatures: [{ subIndication: 'CUSTOM' }] });
    expect(report.signatures[0]?.warnings[0]).toContain('which this program cannot check');
  });
});
