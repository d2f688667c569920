import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { codeOf } from '../../../shared/contract/app-error.ts';
import { PdfDocument } from '../../../src-main/pdf/document.ts';
import { IncrementalUpdate } from '../../../src-main/pdf/incremental-update.ts';
import { PdfDict, PdfRef, PdfString } from '../../../src-main/pdf/objects.ts';
import { bytesSource } from '../../../src-main/platform/byte-source.ts';
import { runProgram } from '../../support/cli.ts';
import { HIDDEN, hybridPdf } from '../../support/hybrid-pdf.ts';
import { buildPdf } from '../../support/pdf-builder.ts';
import { describeWithTool, requireTool, temporaryFolder } from '../../support/tools.ts';
import { qpdfComplaint } from '../../support/witnesses.ts';

const open = (bytes: Uint8Array): Promise<PdfDocument> => PdfDocument.open(bytesSource(bytes));
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
const bytes = (string: string): Uint8Array => new Uint8Array(Buffer.from(string, 'latin1'));
const refusal = (work: Promise<unknown>): Promise<string> => work.then(() => 'nothing thrown', codeOf);

async function withTitle(file: Uint8Array): Promise<Uint8Array> {
  const update = new IncrementalUpdate(await open(file));
  update.put(update.reserve(), new PdfDict([['Note', new PdfString(bytes('new'))]]));
  return Buffer.concat([file, update.layout()]);
}

describe('a hybrid file', () => {
  it('is read with its stream', async () => {
    const document = await open(hybridPdf());
    expect(await document.object(new PdfRef(HIDDEN))).toMatchObject({ bytes: bytes('hidden') });
    expect(document.revisions.map(({ form }) => form)).toEqual(['table', 'table']);
    expect(await document.pageCount()).toBe(1);
  });

  it('shows what its table calls free and its stream has', async () => {
    const document = await open(hybridPdf({ table: `${HIDDEN} 1\n0000000000 65535 f \n` }));
    expect(await document.object(new PdfRef(HIDDEN))).toMatchObject({ bytes: bytes('hidden') });
  });

  it('is updated by a classic table that leaves the hidden objects where they are', async () => {
    const updated = await withTitle(hybridPdf());
    const document = await open(updated);
    expect(text(updated).slice(hybridPdf().length)).toMatch(/xref\n62 1\n[\s\S]*\/Size 63/);
    expect(text(updated).slice(hybridPdf().length)).not.toContain('XRefStm');
    expect(await document.object(new PdfRef(HIDDEN))).toMatchObject({ bytes: bytes('hidden') });
    expect(await document.object(new PdfRef(62))).toBeInstanceOf(PdfDict);
  });

  it.each([
    ['its stream replaces an object of an older table', hybridPdf({ listed: 4 })],
    ['table and stream list one object in two places', hybridPdf({ table: `${HIDDEN} 1\n0000000015 00000 n \n` })],
  ])('is refused where %s', async (_name, file) => {
    expect(await refusal(open(file))).toBe('PDF_HYBRID');
    const document = await PdfDocument.open(bytesSource(file), { doubles: 'open' });
    const [double] = document.doubles;
    expect(document.doubles).toHaveLength(1);
    const shown = await document.object(new PdfRef(double?.num ?? 0)).catch(() => 'not to be read');
    expect(double && (await document.otherReading(double))).not.toEqual(shown);
  });
});

describe('bytes before the header', () => {
  const junk = bytes('printer control data\r\n@PJL\n');

  it('are what offsets are counted from', async () => {
    const file = Buffer.concat([junk, buildPdf({ pages: [{}, {}] })]);
    const document = await open(file);
    expect(document.origin).toBe(junk.length);
    expect(await document.pageCount()).toBe(2);
    const updated = await withTitle(file);
    expect((await open(updated)).revisions).toHaveLength(2);
    const named = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(text(updated))?.[1]);
    expect(text(updated.subarray(junk.length + named, junk.length + named + 4))).toBe('xref');
  });

  it('may be a line feed only', async () => {
    expect((await open(Buffer.concat([bytes('\n'), buildPdf()]))).origin).toBe(1);
  });

  it('may be what offsets leave out', async () => {
    const plain = text(buildPdf());
    const shifted = plain
      .replace(/^(\d{10}) (\d{5} n)/gm, (_all, offset: string, rest: string) => {
        return `${String(Number(offset) + junk.length).padStart(10, '0')} ${rest}`;
      })
      .replace(/startxref\n(\d+)/, (_all, offset: string) => `startxref\n${Number(offset) + junk.length}`);
    const document = await open(Buffer.concat([junk, bytes(shifted)]));
    expect(document.origin).toBe(0);
    expect(await document.pageCount()).toBe(1);
  });

  it('are refused where a section stands at both places', async () => {
    const plain = text(buildPdf());
    const at = Number(/startxref\n(\d+)/.exec(plain)?.[1]);
    const twin = `${plain.slice(0, at)}${' '.repeat(40)}${plain.slice(at)}`;
    const file = Buffer.from(`${'-'.repeat(39)}\n${twin}`);
    file.write('xref ', at);
    expect(await refusal(open(file))).toBe('PDF_DAMAGED');
  });
});

it('a section without an end of its own belongs to the save that wrote the next one', async () => {
  const plain = text(buildPdf());
  const at = /startxref\n(\d+)/.exec(plain)?.[1] ?? '';
  const first = plain.slice(0, plain.indexOf('startxref'));
  const trailer = `trailer\n<< /Size 40 /Root 1 0 R /Prev ${at} >>\n`;
  const file = bytes(`${first}xref\n0 0\n${trailer}startxref\n${first.length}\n%%EOF\n`);
  const document = await open(file);
  expect(document.revisions).toHaveLength(1);
  expect(await document.pageCount()).toBe(1);
});

describe('numbers of new objects', () => {
  it('are none that a trailer points at already', async () => {
    const plain = text(buildPdf());
    const size = Number(/\/Size (\d+)/.exec(plain)?.[1]);
    const file = bytes(plain.replace('/Size', `/AdditionalStreams [/text ${size} 0 R] /Size`));
    const update = new IncrementalUpdate(await open(file));
    expect(update.reserve().num).toBe(size + 1);
  });
});

describeWithTool(['qpdf', 'pdfinfo'], 'other programs', () => {
  it.each([
    ['hybrid', hybridPdf()],
    ['with bytes before the header', Buffer.concat([bytes('junk\n'), buildPdf()])],
  ])('accept the update of a file that is %s', async (name, file) => {
    const path = join(temporaryFolder(), `${name.replaceAll(' ', '-')}.pdf`);
    writeFileSync(path, await withTitle(file));
    expect(await qpdfComplaint(path)).toBe('');
    const shown = await runProgram(requireTool('pdfinfo'), [path]);
    expect(shown.stdout + shown.stderr).toMatch(/Pages:\s+1/);
    expect(shown.stderr).not.toContain('rror');
  });
});
