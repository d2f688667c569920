import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { codeOf } from '../../../shared/contract/app-error.ts';
import { PdfDocument } from '../../../src-main/pdf/document.ts';
import { IncrementalUpdate } from '../../../src-main/pdf/incremental-update.ts';
import {
  PdfDict,
  PdfName,
  type PdfObject,
  PdfRef,
  PdfSlot,
  PdfStream,
  PdfString,
} from '../../../src-main/pdf/objects.ts';
import { bytesSource } from '../../../src-main/platform/byte-source.ts';
import { buildPdf, INFO, type PdfForm } from '../../support/pdf-builder.ts';
import { describeWithTool, requireTool } from '../../support/tools.ts';

const FORMS: PdfForm[] = ['classic', 'xref-stream', 'object-streams'];
const open = (bytes: Uint8Array): Promise<PdfDocument> => PdfDocument.open(bytesSource(bytes));
const ascii = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));

interface Updated {
  file: Uint8Array;
  slot: PdfSlot;
  stream: PdfRef;
}

/** Replaces the information dictionary and adds a stream and a dictionary with a slot; object numbers left free between them. */
async function update(bytes: Uint8Array): Promise<Updated> {
  const document = await open(bytes);
  const change = new IncrementalUpdate(document);
  const stream = change.reserve();
  change.reserve();
  const holder = change.reserve();
  const slot = new PdfSlot(ascii('<0000>'));
  change.put(stream, new PdfStream(new PdfDict(), ascii('some data')));
  change.put(
    holder,
    new PdfDict([
      ['Gap', slot],
      ['Stream', stream],
    ]),
  );
  change.put(new PdfRef(INFO), new PdfDict([['Title', new PdfString(ascii('new (title)'))]]));
  const appended = change.layout();
  expect(change.layout()).toEqual(appended);
  return { file: new Uint8Array(Buffer.concat([bytes, appended])), slot, stream };
}

describe.each(FORMS)('an update of a file in the form %s', (form) => {
  it('leaves every earlier byte and reads back', async () => {
    const before = buildPdf({ form, pages: [{}, {}] });
    const { file, slot, stream } = await update(before);
    expect(file.subarray(0, before.length)).toEqual(before);
    expect(Buffer.from(file.subarray(slot.offset, slot.offset + 6)).toString()).toBe('<0000>');
    const document = await open(file);
    expect(document.revisions.map(({ form: kind }) => kind)).toEqual(
      form === 'classic' ? ['table', 'table'] : ['stream', 'stream'],
    );
    expect(document.at(2).revisions[0]?.end).toBe(before.length);
    const data = await document.object(stream);
    expect(data instanceof PdfStream && Buffer.from(await document.decode(data)).toString()).toBe('some data');
    expect(await document.object(new PdfRef(INFO))).toMatchObject({
      entries: new Map([['Title', { bytes: ascii('new (title)') }]]),
    });
    expect(await document.pageCount()).toBe(2);
    expect(await document.at(1).object(stream)).toBeNull();
  });

  it('keeps the trailer and the first part of the ID, and makes the second anew (7.5.6, 14.4)', async () => {
    const before = await open(buildPdf({ form }));
    const after = await open((await update(buildPdf({ form }))).file);
    expect(after.trailer.get('Root')).toEqual(before.trailer.get('Root'));
    expect(after.trailer.get('Info')).toEqual(before.trailer.get('Info'));
    expect(after.trailer.get('Prev')).toBe(before.revisions[0]?.startxref);
    const [old, now] = [before.trailer.get('ID'), after.trailer.get('ID')].map(idOf);
    expect(now?.[0]).toBe(old?.[0]);
    expect(now?.[1]).not.toBe(old?.[1]);
    expect(now?.[1]).toHaveLength(32);
    const none = await open((await update(buildPdf({ form, id: false }))).file);
    expect(idOf(none.trailer.get('ID'))).toHaveLength(2);
    expect(after.trailer.get('Size')).toBe((before.trailer.get('Size') as number) + (form === 'classic' ? 3 : 4));
  });

  it('adds the end of line the file lacks', async () => {
    const whole = buildPdf({ form });
    const { file } = await update(whole.subarray(0, whole.length - 1));
    expect((await open(file)).revisions).toHaveLength(2);
  });

  it('stands any number of times on the one before', async () => {
    let file = buildPdf({ form });
    for (let round = 0; round < 5; round++) file = (await update(file)).file;
    const document = await open(file);
    expect(document.revisions).toHaveLength(6);
    expect(await document.pageCount()).toBe(1);
  });
});

describe('what cannot be written', () => {
  it('a number nobody reserved, or another generation', async () => {
    const change = new IncrementalUpdate(await open(buildPdf()));
    expect(() => change.put(new PdfRef(9999), null)).toThrow(RangeError);
    expect(() => change.put(new PdfRef(0), null)).toThrow(RangeError);
    expect(() => change.put(new PdfRef(INFO, 1), null)).toThrow(RangeError);
  });
  it('an update of an earlier revision', async () => {
    const { file } = await update(buildPdf());
    const document = await open(file);
    expect(() => new IncrementalUpdate(document.at(1))).toThrow(RangeError);
  });
  it('a classic table beyond ten digits; a cross-reference stream goes on', async () => {
    const codes: string[] = [];
    for (const form of ['classic', 'xref-stream'] as const) {
      const document = await open(buildPdf({ form }));
      const change = new IncrementalUpdate(far(document, 9_999_999_999));
      change.put(change.reserve(), new PdfName('X'));
      try {
        change.layout();
        codes.push('written');
      } catch (error) {
        codes.push(codeOf(error));
      }
    }
    expect(codes).toEqual(['TOO_LARGE_FOR_XREF', 'written']);
  });
});

describeWithTool('qpdf', 'what qpdf says of updates', () => {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-update-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(FORMS.flatMap((form) => (['\n', '\r\n'] as const).map((eol) => [form, eol] as const)))(
    '%s %j',
    async (form, eol) => {
      let file = buildPdf({ form, eol, indirect: true, fields: [{ name: 'Signature1' }] });
      for (let round = 0; round < 2; round++) file = (await update(file)).file;
      const path = join(folder, `${form}-${eol.length}.pdf`);
      writeFileSync(path, file);
      // throws on any warning
      const said = execFileSync(requireTool('qpdf'), ['--check', path], { encoding: 'utf8' });
      expect(said).toContain('No syntax or stream encoding errors found');
    },
  );
});

function idOf(object: PdfObject | undefined): string[] {
  if (!Array.isArray(object)) return [];
  return object.map((part) => (part instanceof PdfString ? Buffer.from(part.bytes).toString('hex') : 'no string'));
}

/** The document as if it were `size` bytes long. */
function far(document: PdfDocument, size: number): PdfDocument {
  return Object.create(document, { size: { value: size } }) as PdfDocument;
}
