import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { codeOf } from '../../../../shared/contract/app-error.ts';
import { PdfDocument } from '../../../../src-main/pdf/document.ts';
import type { PdfLimits } from '../../../../src-main/pdf/limits.ts';
import { PdfDict, PdfRef, PdfStream, PdfString } from '../../../../src-main/pdf/objects.ts';
import { rebuildPdf } from '../../../../src-main/pdf/repair/rebuild.ts';
import { bytesSource } from '../../../../src-main/platform/byte-source.ts';
import { buildPdf, FIRST_PAGE, INFO, type PdfForm } from '../../../support/pdf-builder.ts';
import { describeWithTool, temporaryFolder } from '../../../support/tools.ts';
import { qpdfComplaint } from '../../../support/witnesses.ts';

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
const bytes = (string: string): Uint8Array => new Uint8Array(Buffer.from(string, 'latin1'));

async function rebuilt(file: Uint8Array, limits: Partial<PdfLimits> = {}): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  await rebuildPdf(
    bytesSource(file),
    async (part) => {
      parts.push(part);
    },
    { limits },
  );
  return Buffer.concat(parts);
}
const open = (file: Uint8Array): Promise<PdfDocument> => PdfDocument.open(bytesSource(file));
const refusal = (work: Promise<unknown>): Promise<string> => work.then(() => 'nothing thrown', codeOf);

/** What a sound file of one page says on its page. */
async function contentOf(file: Uint8Array): Promise<string> {
  const document = await open(file);
  const page = await document.page(1);
  const contents = await document.resolve(page.dict.get('Contents'));
  return contents instanceof PdfStream ? text(await document.decode(contents)) : '';
}

const plain = text(buildPdf());
const DAMAGES: [string, Uint8Array][] = [
  ['no table', bytes(plain.slice(0, plain.indexOf('xref\n')))],
  ['a wrong startxref', bytes(plain.replace(/startxref\n\d+/, 'startxref\n7'))],
  ['offsets that are all wrong', bytes(plain.replace(/^\d{10} 00000 n/gm, '0000000003 00000 n'))],
  ['its end cut off', bytes(plain.slice(0, plain.indexOf('trailer')))],
  ['a stream that says a wrong length', bytes(plain.replace(/\/Length \d+/, '/Length 3'))],
  ['a missing endobj', bytes(plain.replace('endobj', '      '))],
  ['a key given twice', bytes(plain.replace('/Type /Catalog', '/Type /Page /Type /Catalog'))],
  ['no header', bytes(plain.slice(plain.indexOf('1 0 obj')))],
  ['numbers that are none', bytes(plain.replace('/MediaBox [0 0', '/MediaBox [0.0.0 --0'))],
];

describe('a damaged file is built anew', () => {
  it.each(DAMAGES)('with %s', async (_name, file) => {
    const repaired = await rebuilt(file);
    const document = await open(repaired);
    expect(await document.pageCount()).toBe(1);
    expect(await contentOf(repaired)).toBe(await contentOf(buildPdf()));
  });

  it.each<PdfForm>(['xref-stream', 'object-streams'])('out of the form %s', async (form) => {
    const file = text(buildPdf({ form, pages: [{}, {}] }));
    const repaired = await rebuilt(bytes(file.replace(/startxref\n\d+/, 'startxref\n9')));
    expect(await (await open(repaired)).pageCount()).toBe(2);
    expect(text(repaired)).not.toMatch(/\/ObjStm|\/Type \/XRef/);
  });

  it('also where one object of an object stream is damaged', async () => {
    const held = '91 0 92 28 << /I [ 4 ] /I [5 ] /A ) >> (whole)';
    const dict = `<< /Type /ObjStm /N 2 /First 11 /Length ${held.length} >>`;
    const file = `${plain}90 0 obj\n${dict}\nstream\n${held}\nendstream\nendobj\n`;
    const document = await open(await rebuilt(bytes(file)));
    expect(await document.object(new PdfRef(91))).toBeInstanceOf(PdfDict);
    expect(await document.object(new PdfRef(92))).toMatchObject({ bytes: bytes('whole') });
  });

  it('with the newest of the objects that bear one number', async () => {
    const file = text(buildPdf({ revisions: [new Map([[INFO, '<< /Title (newest) >>']])] }));
    const document = await open(await rebuilt(bytes(file.slice(0, file.lastIndexOf('startxref')))));
    const info = await document.resolve(document.trailer.get('Info'));
    expect(info instanceof PdfDict ? info.get('Title') : undefined).toMatchObject({ bytes: bytes('newest') });
  });

  it('and streams keep their bytes, whatever they hold', async () => {
    const content = `${String.fromCharCode(...Array.from({ length: 256 }, (_, code) => code))} 5 0 obj endobj trailer`;
    const stream = `<< /Length ${content.length} >>\nstream\n${content}\nendstream`;
    const file = text(buildPdf({ revisions: [new Map([[90, stream]])] }));
    const document = await open(await rebuilt(bytes(file.replace(/startxref\n\d+/g, 'startxref\n1'))));
    const kept = await document.object(new PdfRef(90));
    expect(kept instanceof PdfStream ? text(await document.encoded(kept)) : '').toBe(content);
  });

  it('leaves a sound file as readable as it was', async () => {
    expect(await contentOf(await rebuilt(buildPdf()))).toBe(await contentOf(buildPdf()));
    const page = await (await open(await rebuilt(buildPdf()))).object(new PdfRef(FIRST_PAGE));
    expect(page).toBeInstanceOf(PdfDict);
  });

  it('keeps strings as they are', async () => {
    const document = await open(await rebuilt(bytes(plain.replace(/startxref\n\d+/, 'startxref\n7'))));
    const info = await document.object(new PdfRef(INFO));
    const title = info instanceof PdfDict ? info.get('Title') : undefined;
    expect(title instanceof PdfString ? text(title.bytes) : '').toBe('A (small) test');
  });
});

describe('what is not repaired', () => {
  it('is what was signed', async () => {
    const signed = plain.replace('/Producer', '/ByteRange [0 1 2 3] /Producer');
    expect(await refusal(rebuilt(bytes(signed)))).toBe('REPAIR_REFUSED_SIGNED');
  });
  it('is what is encrypted', async () => {
    expect(await refusal(rebuilt(bytes(plain.replace('/Root', '/Encrypt << /V 1 >> /Root'))))).toBe('PDF_UNSUPPORTED');
  });
  it.each([
    ['nothing', new Uint8Array(0)],
    ['no PDF', bytes('this is a letter, not a document')],
    ['no page tree', bytes('%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj')],
  ])('is %s', async (_name, file) => {
    expect(await refusal(rebuilt(file))).toBe('PDF_DAMAGED');
  });
});

describe('what is made to take long', () => {
  it('ends: a hundred thousand objects that do not end', async () => {
    const file = bytes('1 0 obj (\n'.repeat(100_000));
    expect(await refusal(rebuilt(file))).toMatch(/^PDF_(LIMIT_EXCEEDED|DAMAGED)$/);
  });
  it('ends: more objects than there may be', async () => {
    const file = bytes(Array.from({ length: 200 }, (_, num) => `${num + 1} 0 obj null endobj\n`).join(''));
    expect(await refusal(rebuilt(file, { objects: 100 }))).toBe('PDF_DAMAGED');
  });
  it('ends: an object cut off in the middle of a key given twice', async () => {
    const file = bytes(`${plain}\n9 0 obj << /A 1 /A`);
    expect(await refusal(rebuilt(file))).toBe('nothing thrown');
  });
});

describeWithTool('qpdf', 'qpdf', () => {
  it.each(DAMAGES)('finds nothing wrong in the repair of a file with %s', async (name, file) => {
    const path = join(temporaryFolder(), `${name.replaceAll(' ', '-')}.pdf`);
    writeFileSync(path, await rebuilt(file));
    expect(await qpdfComplaint(path)).toBe('');
  });
});
