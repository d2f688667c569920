import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { codeOf } from '../../../../shared/contract/app-error.ts';
import { withMaterial } from '../../../../src-main/cades/sign/raise-cades.ts';
import { integer, sequence } from '../../../../src-main/cms/der-writer.ts';
import { parseSignedData } from '../../../../src-main/cms/parsed-signed-data.ts';
import { parseTimestampToken } from '../../../../src-main/cms/timestamp-token.ts';
import { listSignatureFields } from '../../../../src-main/pades/format/fields.ts';
import { contentDigests } from '../../../../src-main/pades/verify/content-digest.ts';
import { verifyPdf } from '../../../../src-main/pades/verify/verify-pdf.ts';
import { PdfDocument } from '../../../../src-main/pdf/document.ts';
import { PdfRef } from '../../../../src-main/pdf/objects.ts';
import { bytesSource } from '../../../../src-main/platform/byte-source.ts';
import { systemClock } from '../../../../src-main/platform/clock.ts';
import { contract, signOnce } from '../../../support/attacks/contract.ts';
import { type RawObjects, rawPdf } from '../../../support/attacks/raw-pdf.ts';
import { cadesFile } from '../../../support/cades-file.ts';
import { testPki } from '../../../support/pki.ts';

/** Lists that nobody can read, each another one. */
const numbered = (count: number) => Array.from({ length: count }, (_item, at) => sequence(integer(at)));

const signed = signOnce(contract(), testPki().signer('p-256'));
const verify = (pdf: Buffer) =>
  verifyPdf(bytesSource(pdf), { anchors: [], certificates: [], crls: [], at: systemClock.now() });
const limit = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: unknown) => codeOf(error),
  );

const many = (count: number, make: (index: number) => string) =>
  Array.from({ length: count }, (_item, index) => make(index)).join(' ');
/** A form whose list of fields is object 6. */
const withForm = (objects: RawObjects) =>
  rawPdf({
    1: '<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields 6 0 R >> >>',
    2: '<< /Kids [3 0 R] >>',
    3: '<< /Type /Page >>',
    ...objects,
  });
const stream = (data: Buffer, entries: string) =>
  `<< /Length ${data.length} ${entries} >>\nstream\n${data.toString('latin1')}\nendstream`;

/** Appends one revision with a cross-reference stream of this data. */
function withXrefStream(pdf: Buffer, data: Buffer, entries: string): Buffer {
  const previous = /startxref\s+(\d+)\s+%%EOF\s*$/.exec(pdf.toString('latin1'))?.[1];
  const dict = `/Type /XRef /Root 1 0 R /Filter /FlateDecode /Prev ${previous} ${entries}`;
  const object = `9000000 0 obj\n${stream(deflateSync(data), dict)}\nendobj\n`;
  return Buffer.concat([pdf, Buffer.from(`${object}startxref\n${pdf.length}\n%%EOF\n`, 'latin1')]);
}

describe('what costs more than it should is refused by name', () => {
  it('millions of values in one object', async () => {
    const pdf = withForm({ 6: `[${'0 '.repeat(600_000)}]` });
    expect(await limit(verify(pdf))).toBe('PDF_LIMIT_EXCEEDED');
  });

  it('thousands of fields that share thousands of widgets', async () => {
    const fields = Array.from({ length: 2000 }, (_item, at) => [at + 10, `<< /FT /Sig /T (${at}) /Kids 8 0 R >>`]);
    const pdf = withForm({
      6: `[${many(2000, (at) => `${at + 10} 0 R`)}]`,
      7: '<< /Subtype /Widget >>',
      8: `[${'7 0 R '.repeat(1000)}]`,
      ...Object.fromEntries(fields),
    });
    expect(await limit(verify(pdf))).toBe('PDF_LIMIT_EXCEEDED');
  });

  it('more objects than bytes', async () => {
    const pdf = withXrefStream(signed, Buffer.alloc(1_000_000, 9), '/W [0 1 0] /Index [100 1000000] /Size 1000100');
    expect(await limit(verify(pdf))).toBe('PDF_DAMAGED');
  });

  it('tens of thousands of objects that are not where they should be', async () => {
    const padded = Buffer.concat([signed, Buffer.from('\n'.repeat(40_000))]);
    const count = 30_000;
    const pdf = withXrefStream(padded, Buffer.alloc(count, 9), `/W [0 1 0] /Index [100 ${count}] /Size 40000`);
    const report = await verify(pdf);
    expect(report.signatures[0]?.changesAfter).toBe('indeterminate');
    expect(report.signatures[0]?.changes.length).toBeLessThan(10);
  });

  it('object streams that are decoded over and over', async () => {
    const head = many(50, (at) => `${at + 100} ${at * 20}`);
    const body = Array.from({ length: 50 }, (_item, at) => `<< /T (${at}) >>`.padEnd(20)).join('');
    const data = deflateSync(Buffer.concat([Buffer.from(`${head} ${body}`), Buffer.alloc(12_000_000, 32)]));
    const pdf = withForm({
      6: '[]',
      7: stream(data, `/Type /ObjStm /N 50 /First ${head.length + 1} /Filter /FlateDecode`),
      8: stream(data, `/Type /ObjStm /N 50 /First ${head.length + 1} /Filter /FlateDecode`),
    });
    const rows = Buffer.from(Array.from({ length: 50 }, (_item, at) => [2, at % 2 === 0 ? 7 : 8, at]).flat());
    const both = withXrefStream(pdf, rows, '/W [1 1 1] /Index [100 50] /Size 200');
    const document = await PdfDocument.open(bytesSource(both), { limits: { objectStreamWork: 20_000_000 } });
    expect(await limit(document.object(new PdfRef(100)))).toBe('done');
    expect(await limit(document.object(new PdfRef(102)))).toBe('done');
    expect(await limit(document.object(new PdfRef(101)))).toBe('PDF_LIMIT_EXCEEDED');
  });

  it('a CMS structure of millions of empty values', () => {
    const empty = Buffer.from('0500'.repeat(200_000), 'hex');
    const set = Buffer.concat([Buffer.from('3183061a80', 'hex'), empty]);
    expect(() => parseSignedData(set)).toThrow(/ASN\.1|CMS/);
    const indefinite = Buffer.concat([Buffer.from('3080', 'hex'), empty, empty, Buffer.alloc(2)]);
    expect(() => parseSignedData(indefinite)).toThrow('more values than any signature needs');
  });

  it('a CMS structure of more certificates or lists than any signature needs', () => {
    const { certificate, key } = testPki().signer('p-256');
    const held = (count: number) => parseSignedData(cadesFile({ certificate, key }, { chain: numbered(count) }));
    expect(held(999).unreadableCertificates).toHaveLength(999);
    expect(() => held(1000)).toThrow('more certificates than any signature needs. The fault is at offset');
    const lists = (count: number) =>
      parseSignedData(
        withMaterial(cadesFile({ certificate, key }), { certificates: [], crls: numbered(count), ocsps: [] }),
      );
    const token = cadesFile({ certificate, key }, { chain: numbered(100) });
    expect(() => parseTimestampToken(token)).toThrow('more certificates than any signature needs');
    expect(() => lists(1001)).toThrow('more revocation lists than any signature needs');
  });

  it('thousands of signatures over one range', async () => {
    const source = {
      ...bytesSource(signed),
      size: 1_000_000_000,
      read: () => Promise.reject(new Error('not to be read')),
    };
    const requests = Array.from({ length: 100 }, (_item, at) => ({
      range: { gapStart: 10 + at, gapEnd: 20 + at, end: 1_000_000_000 },
      hash: 'sha256' as const,
    }));
    expect(await limit(contentDigests(source, requests))).toBe('PDF_LIMIT_EXCEEDED');
  });
});

describe('what is merely large is read', () => {
  it('a thousand fields without a page on a thousand pages', async () => {
    const fields = Array.from({ length: 1000 }, (_item, at) => [at + 10, `<< /FT /Sig /T (${at}) >>`]);
    const pages = Array.from({ length: 1000 }, (_item, at) => [at + 5000, '<< /Type /Page /Annots 7 0 R >>']);
    const pdf = withForm({
      2: `<< /Kids [${many(1000, (at) => `${at + 5000} 0 R`)}] >>`,
      6: `[${many(1000, (at) => `${at + 10} 0 R`)}]`,
      7: `[${many(1000, (at) => `${at + 10} 0 R`)}]`,
      ...Object.fromEntries([...fields, ...pages]),
    });
    const found = await listSignatureFields(await PdfDocument.open(bytesSource(pdf)));
    expect(found).toHaveLength(1000);
    expect(found[999]?.widget.page).toBe(1);
  });
});
