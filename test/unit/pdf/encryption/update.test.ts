import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { PdfDocument } from '../../../../src-main/pdf/document.ts';
import { IncrementalUpdate } from '../../../../src-main/pdf/incremental-update.ts';
import { PdfDict, PdfName, type PdfObject, PdfRef, PdfStream, PdfString } from '../../../../src-main/pdf/objects.ts';
import { bytesSource } from '../../../../src-main/platform/byte-source.ts';
import { encryptPdf, METHODS, OWNER, USER } from '../../../support/encrypt.ts';
import { buildPdf } from '../../../support/pdf-builder.ts';
import { describeWithTool, temporaryFolder } from '../../../support/tools.ts';

const LENGTHS = [0, 1, 15, 16, 17, 31, 32, 33, 1000];
const SECRET = 'nobody reads this in the file';
const text = (length: number): Uint8Array => Buffer.from(SECRET.repeat(40)).subarray(0, length);
const stream = (data: Uint8Array, entries: Record<string, PdfObject> = {}): PdfStream =>
  new PdfStream(new PdfDict(Object.entries(entries)), data);

describeWithTool('qpdf', 'what an update writes into an encrypted file', () => {
  async function updated(words: readonly string[], objects: readonly PdfObject[]) {
    const file = readFileSync(await encryptPdf(buildPdf(), temporaryFolder(), { words }));
    const before = await PdfDocument.open(bytesSource(file), { password: USER });
    const update = new IncrementalUpdate(before);
    const refs = objects.map((object) => {
      const ref = update.reserve();
      update.put(ref, object);
      return ref;
    });
    const added = update.layout();
    expect(Buffer.from(update.layout()).equals(added)).toBe(true);
    expect(await update.current(refs[0] ?? new PdfRef(0))).toBe(objects[0]);
    const after = await PdfDocument.open(bytesSource(Buffer.concat([file, added])), { password: OWNER });
    const read = await Promise.all(refs.map((ref) => after.object(ref)));
    return { added: Buffer.from(added).toString('latin1'), after, read };
  }

  it.each(METHODS)(
    '$name: strings and streams of every length come back, and are not there in the clear',
    async ({ words }) => {
      const strings = new PdfDict([
        ['List', LENGTHS.map((length) => new PdfString(text(length)))],
        ['Deep', new PdfDict([['String', new PdfString(text(40), true)]])],
      ]);
      const { added, after, read } = await updated(words, [strings, ...LENGTHS.map((length) => stream(text(length)))]);
      const [first, ...streams] = read;
      const list = first instanceof PdfDict ? first.get('List') : undefined;
      const texts = Array.isArray(list) ? list.map((item) => (item instanceof PdfString ? item.bytes : null)) : [];
      expect(texts.map((bytes) => bytes && Buffer.from(bytes).toString())).toEqual(
        LENGTHS.map((length) => Buffer.from(text(length)).toString()),
      );
      for (const [index, object] of streams.entries()) {
        const data = object instanceof PdfStream ? await after.decode(object) : undefined;
        expect(Buffer.from(data ?? []).equals(text(LENGTHS[index] ?? -1))).toBe(true);
      }
      expect(added).not.toContain(SECRET.slice(0, 8));
      expect(added).not.toContain(Buffer.from(SECRET.slice(0, 8)).toString('hex').toUpperCase());
    },
  );

  it('no two initialisation vectors are the same', async () => {
    const same = Array.from({ length: 20 }, () => stream(text(100)));
    const { added } = await updated(['256'], same);
    const starts = [...added.matchAll(/stream\n([\s\S]{16})/g)].map(([, iv]) => iv);
    expect(new Set(starts).size).toBeGreaterThanOrEqual(20);
  });

  it('metadata stay in the clear where the file says so, and streams that say so themselves', async () => {
    const metadata = stream(text(50), { Type: new PdfName('Metadata'), Subtype: new PdfName('XML') });
    const own = stream(text(60), {
      Filter: [new PdfName('Crypt')],
      DecodeParms: [new PdfDict([['Name', new PdfName('Identity')]])],
    });
    const clear = (added: string, length: number): boolean =>
      added.includes(`stream\n${Buffer.from(text(length)).toString()}\nend`);
    const open = await updated(['256', '--cleartext-metadata'], [metadata, own, stream(text(70))]);
    expect([50, 60, 70].map((length) => clear(open.added, length))).toEqual([true, true, false]);
    const closed = await updated(['256'], [metadata, own, stream(text(70))]);
    expect([50, 60, 70].map((length) => clear(closed.added, length))).toEqual([false, true, false]);
    for (const { read, after } of [open, closed]) {
      const data = await Promise.all(read.map((object) => (object instanceof PdfStream ? after.decode(object) : null)));
      expect(data.map((bytes) => bytes?.length)).toEqual([50, 60, 70]);
    }
  });

  it('a signature’s /Contents stays as it is, whatever else its dictionary holds', async () => {
    const contents = new PdfString(text(40), true);
    const range: readonly [string, PdfObject] = ['ByteRange', [0, 1, 2, 3]];
    const signature = (type: string): PdfDict =>
      new PdfDict([['Type', new PdfName(type)], range, ['Contents', contents], ['Reason', new PdfString(text(30))]]);
    const note = new PdfDict([
      ['Type', new PdfName('Annot')],
      ['Contents', contents],
    ]);
    const { added, read } = await updated(['256'], [signature('Sig'), signature('DocTimeStamp'), note]);
    const hex = Buffer.from(text(40)).toString('hex').toUpperCase();
    expect(added.split(`/Contents <${hex}>`)).toHaveLength(3);
    expect(added).not.toContain(SECRET.slice(0, 20));
    for (const object of read) {
      const value = object instanceof PdfDict ? object.get('Contents') : undefined;
      expect(value instanceof PdfString && Buffer.from(value.bytes).equals(text(40))).toBe(true);
    }
  });

  it('a stream whose filters are another object cannot be written', async () => {
    await expect(updated(['256'], [stream(text(5), { Filter: new PdfRef(4) })])).rejects.toThrow(RangeError);
  });
});
