import { describe, expect, it } from 'vitest';
import { codeOf } from '../../../shared/contract/app-error.ts';
import { PdfDocument } from '../../../src-main/pdf/document.ts';
import type { PdfLimits } from '../../../src-main/pdf/limits.ts';
import { PdfDict, PdfRef, PdfStream, PdfString } from '../../../src-main/pdf/objects.ts';
import { textOf } from '../../../src-main/pdf/text-string.ts';
import { bytesSource } from '../../../src-main/platform/byte-source.ts';
import { buildPdf, buildRaw, INFO, type PdfForm } from '../../support/pdf-builder.ts';

const FORMS: PdfForm[] = ['classic', 'xref-stream', 'object-streams'];
const open = (bytes: Uint8Array, limits: Partial<PdfLimits> = {}): Promise<PdfDocument> =>
  PdfDocument.open(bytesSource(bytes), { limits });
const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));
const text = (data: Uint8Array): string => Buffer.from(data).toString('latin1');
const refusal = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'nothing thrown',
    (error: unknown) => codeOf(error),
  );

async function titleOf(document: PdfDocument): Promise<string> {
  const info = await document.resolve(document.trailer.get('Info'));
  const title = info instanceof PdfDict ? await document.resolve(info.get('Title')) : null;
  return title instanceof PdfString ? textOf(title) : '';
}

describe.each(FORMS)('a file in the form %s', (form) => {
  const file = buildPdf({
    form,
    indirect: true,
    compress: true,
    pages: [{ text: 'first' }, { text: 'second' }],
    revisions: [new Map([[INFO, '<< /Title (two) >>']]), new Map([[INFO, '<< /Title (three) >>']])],
  });

  it('gives every revision as it was', async () => {
    const document = await open(file);
    expect(document.revision).toBe(3);
    expect(document.revisions.map(({ number }) => number)).toEqual([1, 2, 3]);
    expect(await titleOf(document)).toBe('three');
    expect(await titleOf(document.at(2))).toBe('two');
    expect(await titleOf(document.at(1))).toBe('A (small) test');
    expect(document.at(2).at(3).revision).toBe(3);
    for (const revision of document.revisions) {
      const cut = await open(file.subarray(0, revision.end));
      expect(cut.size).toBe(document.at(revision.number).size);
      expect(cut.trailing).toBe(0);
      expect(cut.revisions.length).toBe(revision.number);
      expect(await titleOf(cut)).toBe(await titleOf(document.at(revision.number)));
      expect(revision.form).toBe(form === 'classic' ? 'table' : 'stream');
    }
    expect(() => document.at(4)).toThrow(RangeError);
    expect(() => document.at(0)).toThrow(RangeError);
  });

  it('decodes streams whose length stands elsewhere', async () => {
    const document = await open(file);
    const { dict } = await document.page(2);
    const contents = await document.resolve(dict.get('Contents'));
    expect(contents).toBeInstanceOf(PdfStream);
    if (contents instanceof PdfStream) expect(text(await document.decode(contents))).toContain('(second) Tj');
  });

  it('names where strings stand, to the byte, unless they come out of an object stream', async () => {
    const document = await open(file);
    const info = await document.object(new PdfRef(INFO));
    const title = info instanceof PdfDict ? info.get('Title') : undefined;
    if (!(title instanceof PdfString) || !(info instanceof PdfDict)) throw new Error('no title');
    if (form === 'object-streams') {
      expect(title.span).toBeUndefined();
      expect(info.span).toBeUndefined();
    } else {
      expect(text(file.subarray(title.span?.start, title.span?.end))).toBe('(three)');
      expect(text(file.subarray(info.span?.start, info.span?.end))).toBe('<< /Title (three) >>');
    }
  });

  it('gives null for what is free, missing or of another generation (7.3.10)', async () => {
    const document = await open(file);
    expect(await document.object(new PdfRef(0, 65535))).toBeNull();
    expect(await document.object(new PdfRef(4711))).toBeNull();
    expect(await document.object(new PdfRef(INFO, 1))).toBeNull();
    expect(await document.resolve(undefined)).toBeNull();
    expect(document.entry(4711)).toBeUndefined();
  });
});

describe('what is refused, each with its own code', () => {
  const sound = buildPdf();
  it.each<[string, Uint8Array, string]>([
    ['nothing', new Uint8Array(0), 'INPUT_EMPTY'],
    ['no PDF', bytes('PK\x03\x04 this is a zip'), 'INPUT_NOT_PDF'],
    ['the first bytes only', sound.subarray(0, 300), 'INPUT_TRUNCATED'],
    ['a header and no more', bytes('%PDF-1.7\n'), 'INPUT_TRUNCATED'],
    ['an end without %%EOF', sound.subarray(0, sound.length - 3), 'INPUT_TRUNCATED'],
    ['a page of text behind the end', Buffer.concat([sound, Buffer.alloc(2000, 'x')]), 'INPUT_TRUNCATED'],
    ['encryption', buildRaw(new Map([[1, '<< >>']]), '/Encrypt << /V 1 >>'), 'PDF_ENCRYPTED'],
    ['a second cross-reference that is none', buildRaw(new Map([[1, '<< >>']]), '/XRefStm 10'), 'PDF_DAMAGED'],
    ['a wrong startxref', bytes(text(sound).replace(/startxref\n\d+/, 'startxref\n20')), 'PDF_DAMAGED'],
    ['a startxref beyond the end', bytes(text(sound).replace(/startxref\n\d+/, 'startxref\n99999')), 'PDF_DAMAGED'],
    ['a catalogue that is none', buildRaw(new Map([[1, '(no catalogue)']])), 'PDF_DAMAGED'],
    ['a /Prev that points at itself', selfReferring(), 'PDF_DAMAGED'],
    ['another object at the offset', bytes(text(sound).replace('1 0 obj', '9 0 obj')), 'PDF_DAMAGED'],
    ['a table that lists an object twice', doubled(), 'PDF_DAMAGED'],
    [
      'more objects than there may be',
      bytes(text(sound).replace(/xref\n0 \d+/, 'xref\n0 99999999')),
      'PDF_LIMIT_EXCEEDED',
    ],
  ])('%s', async (_name, file, code) => expect(await refusal(open(file))).toBe(code));

  it('says in one sentence what to do', async () => {
    const error: unknown = await open(sound.subarray(0, 300)).catch((reason: unknown) => reason);
    expect(error).toHaveProperty('message', expect.stringMatching(/^The file does not end as a PDF does: .*\.$/));
  });

  function selfReferring(): Uint8Array {
    const at = /startxref\n(\d+)/.exec(text(buildRaw(new Map([[1, '<< /Pages 2 0 R >>']]), '/Prev 0000')))?.[1] ?? '';
    return buildRaw(new Map([[1, '<< /Pages 2 0 R >>']]), `/Prev ${at.padStart(4, '0')}`);
  }
  function doubled(): Uint8Array {
    return bytes(text(sound).replace('trailer', '1 1\n0000000099 00000 n \ntrailer'));
  }
});

describe('what every reader lets pass', () => {
  it('junk of up to 1 KiB behind the end, which it counts', async () => {
    const document = await open(Buffer.concat([buildPdf(), Buffer.alloc(1000, ' ')]));
    expect(document.trailing).toBe(1000);
    expect(document.size).toBe(document.source.size);
  });
  it('table entries of 19 bytes', async () => {
    const shorter = text(buildPdf()).replace(/ (n|f) \n/g, ' $1\n');
    expect(await (await open(bytes(shorter))).pageCount()).toBe(1);
  });
  it('a table headed 1 that begins with object 0, proved by the objects', async () => {
    const shifted = text(buildPdf()).replace(/xref\n0 /, 'xref\n1 ');
    expect(await (await open(bytes(shifted))).pageCount()).toBe(1);
  });
  it('an end without an end of line, and comments before it', async () => {
    const file = text(buildPdf()).replace(/(startxref\n\d+\n)%%EOF\n$/, '$1% made by hand\n%%EOF');
    const document = await open(bytes(file));
    expect([document.trailing, document.endsWithEol]).toEqual([0, false]);
  });
  it('a linearised file is one revision, also when it was updated', async () => {
    const main = 'xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 1 >>\nstartxref\nFIRST\n%%EOF\n';
    const head = '%PDF-1.4\n5 0 obj\n<< /Linearized 1 >>\nendobj\n';
    const first = (rest: number): string =>
      `xref\n1 2\n${String(rest).padStart(10, '0')} 00000 n \n${String(rest + 50).padStart(10, '0')} 00000 n \n` +
      `trailer\n<< /Size 6 /Root 1 0 R /Prev ${String(rest + 100).padStart(10, '0')} >>\nstartxref\n0\n%%EOF\n`;
    const body = head.length + first(0).length;
    const objects = '1 0 obj\n<< /Pages 2 0 R >>\nendobj\n'.padEnd(50) + '2 0 obj\n<< /Kids [] >>\nendobj\n'.padEnd(50);
    const file = bytes(head + first(body) + objects + main.replace('FIRST', String(head.length)));
    const document = await open(file);
    expect(document.revisions).toMatchObject([{ number: 1, startxref: head.length, end: file.length }]);
    const update = `xref\n0 0\ntrailer\n<< /Size 6 /Root 1 0 R /Prev ${head.length} >>\nstartxref\n${file.length}\n%%EOF\n`;
    const updated = await open(Buffer.concat([file, bytes(update)]));
    expect(updated.revisions.map(({ end }) => end)).toEqual([file.length, file.length + update.length]);
  });
});

it('reads of a long file only what is asked for', async () => {
  const small = buildPdf({ pages: [{}, {}] });
  const gap = 3 * 1024 ** 3;
  const head = 15;
  // the same file with 3 GiB of white space behind its header; every offset moves with it
  const moved = Buffer.from(small)
    .toString('latin1')
    .replace(/\d{10}(?= 00000 n)/g, (offset) => String(Number(offset) + gap).padStart(10, '0'))
    .replace(/(?<=startxref\n)\d+/, (offset) => String(Number(offset) + gap));
  const tail = bytes(moved).subarray(head);
  let read = 0;
  const document = await PdfDocument.open({
    size: head + gap + tail.length,
    read: async (offset, length) => {
      read += length;
      const part = new Uint8Array(length).fill(0x20);
      for (let index = 0; index < length; index++) {
        const at = offset + index;
        if (at < head) part[index] = small[at] ?? 0;
        else if (at >= head + gap) part[index] = tail[at - head - gap] ?? 0;
      }
      return part;
    },
  });
  expect(await document.pageCount()).toBe(2);
  expect(document.entry(1)).toHaveProperty(
    'offset',
    expect.toSatisfy((offset: number) => offset > gap),
  );
  expect(read).toBeLessThan(300_000);
});

describe('hostile objects', () => {
  const catalog = '<< /Type /Catalog /Pages 2 0 R >>';
  const withObjects = (extra: readonly (readonly [number, string])[], limits: Partial<PdfLimits> = {}) =>
    open(buildRaw(new Map([[1, catalog], [2, '<< /Kids [] >>'], ...extra])), limits);

  it.each<[string, string]>([
    ['a length that is the stream itself', '<< /Length 3 0 R >>\nstream\n\nendstream'],
    ['a length that is too short', '<< /Length 2 >>\nstream\nabcdef\nendstream'],
    ['a length beyond the file', '<< /Length 99999 >>\nstream\nabc\nendstream'],
    ['a negative length', '<< /Length -1 >>\nstream\nabc\nendstream'],
    ['no end', '<< /A [ 1 2'],
    ['something after it', '(a) (b)'],
  ])('%s', async (_name, syntax) => {
    const document = await withObjects([[3, syntax]]);
    expect(await refusal(document.object(new PdfRef(3)))).toBe('PDF_DAMAGED');
  });

  it('references in a circle', async () => {
    const document = await withObjects([
      [3, '4 0 R'],
      [4, '3 0 R'],
    ]);
    expect(await refusal(document.resolve(new PdfRef(3)))).toBe('PDF_DAMAGED');
  });
  it('an object longer than the limit', async () => {
    const document = await withObjects([[3, `(${'x'.repeat(30_000)})`]], { objectBytes: 5000 });
    expect(await refusal(document.object(new PdfRef(3)))).toBe('PDF_LIMIT_EXCEEDED');
  });
  it('objects longer than the first window are read all the same', async () => {
    const document = await withObjects([[3, `(${'x'.repeat(300_000)})`]]);
    expect(await document.object(new PdfRef(3))).toHaveProperty('bytes.length', 300_000);
  });
  it('an object that reaches beyond the revision that lists it', async () => {
    const first = buildRaw(
      new Map([
        [1, catalog],
        [2, '<< /Kids [] >>'],
      ]),
    );
    const later = Buffer.from(first)
      .toString('latin1')
      .replace(/2 0 obj[^e]*endobj\n/, (all) => all.replace('2 0 obj', '2 0 xxx'));
    const offset = /(\d{10}) 00000 n \ntrailer/.exec(later)?.[1] ?? '';
    const at = String(first.length).padStart(10, '0');
    const moved = `${later.replace(`${offset} 00000 n \ntrailer`, `${at} 00000 n \ntrailer`)}2 0 obj\n<< /Kids [] >>\nendobj\n`;
    const start = /startxref\n(\d+)/.exec(moved)?.[1] ?? '';
    const file = `${moved}xref\n0 0\ntrailer\n<< /Root 1 0 R /Size 3 /Prev ${start} >>\nstartxref\n${moved.length}\n%%EOF\n`;
    const document = await open(bytes(file));
    expect(await refusal(document.object(new PdfRef(2)))).toBe('PDF_DAMAGED');
  });
  it('a raised signal', async () => {
    const controller = new AbortController();
    controller.abort();
    const work = PdfDocument.open(bytesSource(buildPdf()), { signal: controller.signal });
    expect(await refusal(work)).toBe('CANCELLED');
  });
  it('a source that becomes shorter', async () => {
    const file = buildPdf();
    const source = { size: file.length + 10, read: bytesSource(file).read };
    expect(await refusal(PdfDocument.open(source))).toBe('INPUT_UNREADABLE');
  });
});
