import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readNumberTree } from '../../../../src-main/pades/format/number-tree.ts';
import { unseenPage } from '../../../../src-main/pades/sign/tagging.ts';
import { PdfDocument } from '../../../../src-main/pdf/document.ts';
import { PdfDict, PdfName, PdfRef, PdfString } from '../../../../src-main/pdf/objects.ts';
import { textOf } from '../../../../src-main/pdf/text-string.ts';
import { bytesSource } from '../../../../src-main/platform/byte-source.ts';
import { runProgram } from '../../../support/cli.ts';
import { appendRevision, buildPdf, type PdfForm } from '../../../support/pdf-builder.ts';
import { signBytes, verifyBytes } from '../../../support/sign-bytes.ts';
import { buildTagged, TAGGED, type TaggedSpec } from '../../../support/tagged-pdf.ts';
import { describeWithTool, requireTool, temporaryFolder } from '../../../support/tools.ts';
import { pdfsigVerdicts, qpdfComplaint } from '../../../support/witnesses.ts';

const place = (y0: number) => ({ place: { page: 1, rect: { x0: 100, y0, x1: 250, y1: y0 + 50 } } });
const TREES = ['flat', 'nested', 'lists', 'direct', 'none'] as const;
const FORMS: readonly PdfForm[] = ['classic', 'xref-stream', 'object-streams'];

/** What a reader that follows the structure finds: the widgets of the Form elements, from the parent tree and from above. */
async function structureOf(bytes: Uint8Array) {
  const document = await PdfDocument.open(bytesSource(bytes));
  const catalog = await document.catalog();
  const root = await document.resolve(catalog.dict.get('StructTreeRoot'));
  if (!(root instanceof PdfDict)) throw new Error('no structure');
  const tree = await readNumberTree(document, root.get('ParentTree'));
  const widgets: unknown[] = [];
  for (const [key, value] of tree?.entries ?? []) {
    const element = await document.resolve(value);
    if (!(element instanceof PdfDict) || !(element.get('S') instanceof PdfName)) continue;
    const [reference] = [element.get('K')].flat();
    const widget = reference instanceof PdfDict ? reference.get('Obj') : undefined;
    const dict = await document.resolve(widget);
    if (!(dict instanceof PdfDict) || !(widget instanceof PdfRef)) continue;
    const parent = element.get('P');
    const above = await document.resolve(parent);
    const kids = above instanceof PdfDict ? await document.resolve(above.get('K')) : null;
    const description = element.get('Alt');
    widgets.push({
      key,
      structParent: dict.get('StructParent'),
      parent: parent instanceof PdfRef ? parent.num : null,
      listed:
        Array.isArray(kids) &&
        kids.some((kid) => kid instanceof PdfRef && value instanceof PdfRef && kid.num === value.num),
      alternative: description instanceof PdfString ? textOf(description) : null,
    });
  }
  return { keys: [...(tree?.entries.keys() ?? [])], next: root.get('ParentTreeNextKey'), widgets };
}

describe('a visible signature in a tagged document', () => {
  const specs = TREES.flatMap((tree) => FORMS.map((form): TaggedSpec => ({ tree, form })));
  it.each(specs)('is part of its structure, twice: parent tree $tree, $form', async (spec) => {
    const signed = await signBytes(await signBytes(buildTagged(spec), place(100)), place(200));
    const first = spec.tree === 'nested' ? 41 : spec.tree === 'none' ? 0 : 1;
    const { keys, next, widgets } = await structureOf(signed);
    expect(widgets).toEqual(
      [first, first + 1].map((key) => ({
        key,
        structParent: key,
        parent: TAGGED.top,
        listed: true,
        alternative: expect.stringMatching(/^Digital signature of \S/),
      })),
    );
    expect(next).toBe(first + 2);
    expect(keys).toEqual([...keys].sort((a, b) => a - b));
    const { verdict, visualChange, signatures } = await verifyBytes(signed);
    expect({ verdict, visualChange }).toEqual({ verdict: 'TOTAL-PASSED', visualChange: false });
    expect(signatures.map(({ changesAfter }) => changesAfter)).toEqual(['permitted', 'none']);
  });

  it.each([
    ['role', TAGGED.top],
    ['loose', TAGGED.root],
  ] as const)(
    'hangs on the element of the document, also by a role of another name, or else on the root: %s',
    async (top, parent) => {
      const signed = await signBytes(buildTagged({ top }), place(100));
      expect((await structureOf(signed)).widgets).toMatchObject([{ parent, listed: true }]);
    },
  );

  it('gives the page the tab order of the structure where it has none, and keeps it otherwise', async () => {
    for (const page of ['', '/Tabs /S', '/Tabs /R']) {
      const document = await PdfDocument.open(bytesSource(await signBytes(buildTagged({ page }), place(100))));
      const { dict } = await document.page(1);
      expect(dict.get('Tabs')).toEqual(new PdfName(page === '/Tabs /R' ? 'R' : 'S'));
    }
  });

  it('gives it to the page of what nobody sees in PDF/UA, and puts what comes later where it is', async () => {
    const tabs = async (bytes: Uint8Array) => {
      const { dict } = await (await PdfDocument.open(bytesSource(bytes))).page(1);
      return dict.get('Tabs');
    };
    expect(await tabs(await signBytes(buildTagged({ page: '' })))).toEqual(new PdfName('S'));
    expect(await tabs(await signBytes(buildTagged({ page: '', ua: false })))).toBeUndefined();

    const two = appendRevision(
      buildTagged({ page: '' }),
      new Map([
        [2, '<< /Type /Pages /Kids [3 0 R 20 0 R] /Count 2 >>'],
        [20, '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << >> >>'],
      ]),
    );
    expect((await unseenPage(await PdfDocument.open(bytesSource(two)))).number).toBe(1);
    const rect = { x0: 100, y0: 100, x1: 250, y1: 150 };
    const signed = await signBytes(two, { place: { page: 2, rect } });
    expect((await unseenPage(await PdfDocument.open(bytesSource(signed)))).number).toBe(2);
    expect(await tabs(await signBytes(signed))).toBeUndefined();
    const again = await signBytes(signed, place(100));
    expect(await tabs(again)).toEqual(new PdfName('S'));
    const { verdict, signatures } = await verifyBytes(again);
    expect([verdict, ...signatures.map(({ changesAfter }) => changesAfter)]).toEqual([
      'TOTAL-PASSED',
      'permitted',
      'none',
    ]);
  });

  it('touches the structure of a signed document only where that is PDF/UA, and of a certified one never', async () => {
    const count = async (bytes: Uint8Array) => (await structureOf(bytes)).widgets.length;
    expect(await count(await signBytes(await signBytes(buildTagged({ ua: false }), place(100)), place(200)))).toBe(1);
    expect(
      await count(await signBytes(await signBytes(buildTagged(), { certify: 'forms', ...place(100) }), place(200))),
    ).toBe(1);
  });

  it('leaves what describes the document as it was, and what nobody sees out of the structure', async () => {
    const source = buildTagged();
    const visible = await PdfDocument.open(bytesSource(await signBytes(source, place(100))));
    const entries = visible.revisions.at(-1)?.entries;
    // Metadata, content, page tree, fonts: none of it is written anew.
    expect([2, 4, 5, TAGGED.paragraph, 10, 11].filter((num) => entries?.has(num))).toEqual([]);
    const signed = await signBytes(source);
    const invisible = await PdfDocument.open(bytesSource(signed));
    expect(
      [TAGGED.root, TAGGED.top, TAGGED.tree].filter((num) => invisible.revisions.at(-1)?.entries.has(num)),
    ).toEqual([]);
    expect((await structureOf(signed)).widgets).toEqual([]);
  });

  it('does not add to a structure that it cannot understand', async () => {
    const broken = appendRevision(buildTagged(), new Map([[TAGGED.tree, '<< /Nums [0 11 0 R 0 11 0 R 7] >>']]));
    const signed = await signBytes(broken, place(100));
    expect((await verifyBytes(signed)).verdict).toBe('TOTAL-PASSED');
    expect((await PdfDocument.open(bytesSource(signed))).revisions.at(-1)?.entries.has(TAGGED.tree)).toBe(false);
  });
});

describe('a field that nobody sees', () => {
  it('stands without an area at the corner of what is shown of its page', async () => {
    const source = buildPdf({ pages: [{ mediaBox: [-100, -100, 500, 700], cropBox: [-50, -20, 400, 600] }] });
    const text = Buffer.from((await signBytes(source)).subarray(source.length)).toString('latin1');
    expect(text).toContain('/Rect [-50 -20 -50 -20]');
    // Printed and locked; neither hidden nor invisible, which PDF/A forbids.
    expect(text).toContain('/F 132');
    expect(text).not.toContain('/AP');
  });
});

describe('a PDF/A-1 file', () => {
  const xmp =
    '<rdf:Description xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"><pdfaid:part>1</pdfaid:part></rdf:Description>';
  const source = buildPdf({
    catalog: '/Metadata 20 0 R',
    revisions: [
      new Map([[20, `<< /Type /Metadata /Subtype /XML /Length ${xmp.length} >>\nstream\n${xmp}\nendstream`]]),
    ],
  });

  it.each([{}, place(100), { ...place(100), certify: 'forms' as const }])(
    'keeps what its standard asks for: %o',
    async (wish) => {
      const signed = await signBytes(source, wish);
      const text = Buffer.from(signed.subarray(source.length)).toString('latin1');
      // 6.1.4: a table. 6.4: no transparency. 6.5.3: printed, not hidden. 6.6: no actions. 6.9: an appearance for every field.
      expect(text).toMatch(/\nxref\n/);
      expect(text).not.toMatch(/\/ObjStm|\/XRef|\/SMask|\/CA |\/ca |\/Group|\/AA |\/A |\/NeedAppearances/);
      expect(text).toMatch(/\/F 132/);
      const [, appearance = ''] = /\/AP <<\/N (\d+) 0 R>>/.exec(text) ?? [];
      expect(text).toContain(`\n${appearance} 0 obj\n<<`);
      const document = await PdfDocument.open(bytesSource(signed));
      // 6.7: what describes the document is the same object.
      expect([3, 20].filter((num) => document.revisions.at(-1)?.entries.has(num))).toEqual([]);
      expect((await verifyBytes(signed)).verdict).toBe('TOTAL-PASSED');
    },
  );

  it('keeps it under a second signature that nobody sees', async () => {
    const { verdict, signatures } = await verifyBytes(await signBytes(await signBytes(source)));
    expect({ verdict, after: signatures.map(({ changesAfter }) => changesAfter) }).toEqual({
      verdict: 'TOTAL-PASSED',
      after: ['permitted', 'none'],
    });
  });
});

describeWithTool(['qpdf', 'pdfinfo', 'pdfsig'], 'a tagged document with two signatures, seen by others', () => {
  it.each(TREES)('parent tree %s', async (tree) => {
    const file = join(temporaryFolder(), 'tagged.pdf');
    writeFileSync(file, await signBytes(await signBytes(buildTagged({ tree }), place(100)), place(200)));
    expect(await qpdfComplaint(file)).toBe('');
    const { stdout } = await runProgram(requireTool('pdfinfo'), ['-struct', file]);
    expect(stdout.match(/^ *(Document|P|Form)\b/gm)?.map((line) => line.trim())).toEqual([
      'Document',
      'P',
      'Form',
      'Form',
    ]);
    expect(await pdfsigVerdicts(file)).toEqual([
      { valid: true, whole: false },
      { valid: true, whole: true },
    ]);
  });
});
