import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isAppError } from '../../shared/contract/app-error.ts';
import { PdfDocument } from '../../src-main/pdf/document.ts';
import { PdfDict, PdfName, type PdfObject, PdfRef, PdfString } from '../../src-main/pdf/objects.ts';
import { serialize } from '../../src-main/pdf/serialize.ts';
import { Syntax } from '../../src-main/pdf/syntax.ts';
import { textOf, textString } from '../../src-main/pdf/text-string.ts';
import { bytesSource } from '../../src-main/platform/byte-source.ts';
import { buildPdf } from '../support/pdf-builder.ts';

const name = fc.string({
  unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)),
  maxLength: 12,
});
const { object } = fc.letrec<{ object: PdfObject }>((tie) => ({
  object: fc.oneof(
    { maxDepth: 5, depthSize: 'small' },
    fc.constant(null),
    fc.boolean(),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (value === 0 ? 0 : value)),
    name.map((text) => new PdfName(text)),
    fc.tuple(fc.uint8Array({ maxLength: 40 }), fc.boolean()).map(([bytes, hex]) => new PdfString(bytes, hex)),
    fc.tuple(fc.nat(8_388_607), fc.nat(65535)).map(([num, gen]) => new PdfRef(num, gen)),
    fc.array(tie('object'), { maxLength: 6 }),
    fc
      .uniqueArray(fc.tuple(name, tie('object')), { maxLength: 6, selector: ([key]) => key })
      .map((entries) => new PdfDict(entries)),
  ),
}));

it('every object reads back as it was written', () => {
  fc.assert(
    fc.property(object, (value) => {
      const read = new Syntax(serialize(value), { base: undefined, final: true, depth: 50, values: 500_000 }).object();
      expect(read).toEqual(value);
    }),
    { numRuns: 500 },
  );
});

it('every text reads back from a text string', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      fc.pre(!text.includes('\u001b'));
      expect(textOf(textString(text))).toBe(text);
    }),
  );
});

it('a file with bytes changed, cut out or doubled opens or is refused; nothing else happens', async () => {
  const files = (['classic', 'xref-stream', 'object-streams'] as const).map((form) =>
    buildPdf({ form, indirect: true, pages: [{}, {}], revisions: [new Map([[3, '<< /Title (x) >>']])] }),
  );
  const change = fc.record({
    file: fc.nat(2),
    edits: fc.array(fc.record({ at: fc.nat(5000), length: fc.nat(6), bytes: fc.uint8Array({ maxLength: 6 }) }), {
      minLength: 1,
      maxLength: 4,
    }),
  });
  await fc.assert(
    fc.asyncProperty(change, async ({ file, edits }) => {
      let bytes: Uint8Array = files[file] ?? new Uint8Array();
      for (const { at, length, bytes: put } of edits) {
        const from = at % (bytes.length + 1);
        bytes = Buffer.concat([bytes.subarray(0, from), put, bytes.subarray(from + length)]);
      }
      try {
        const document = await PdfDocument.open(bytesSource(bytes));
        await document.pages();
        for (const revision of document.revisions) {
          for (const [num] of revision.entries) await document.object(new PdfRef(num));
        }
      } catch (error) {
        expect(isAppError(error), String(error instanceof Error ? error.stack : error)).toBe(true);
      }
    }),
    { numRuns: 1500 },
  );
});
