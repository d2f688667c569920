import { describe, expect, it } from 'vitest';
import type { ValidationMaterial } from '../../../../src-main/cms/validation-material.ts';
import { readSecurityStore } from '../../../../src-main/pades/format/security-store.ts';
import { layOutSecurityStore } from '../../../../src-main/pades/sign/dss.ts';
import { PdfDocument } from '../../../../src-main/pdf/document.ts';
import { PdfDict, PdfRef, PdfStream } from '../../../../src-main/pdf/objects.ts';
import { bytesSource } from '../../../../src-main/platform/byte-source.ts';
import { buildPdf, CATALOG, INFO, PAGES, type PdfForm } from '../../../support/pdf-builder.ts';

const open = (file: Uint8Array) => PdfDocument.open(bytesSource(file));
const bytes = (text: string) => Buffer.from(text);
/** What stands for certificates, answers and lists: the store does not look into them. */
const material = (changes: Partial<Record<keyof ValidationMaterial, string[]>>): ValidationMaterial => ({
  certificates: (changes.certificates ?? []).map(bytes),
  ocsps: (changes.ocsps ?? []).map(bytes),
  crls: (changes.crls ?? []).map(bytes),
});

async function added(
  file: Uint8Array,
  wanted: ValidationMaterial,
): Promise<{ file: Uint8Array; document: PdfDocument }> {
  const update = await layOutSecurityStore(await open(file), wanted);
  if (update === undefined) throw new Error('nothing was added');
  const longer = Buffer.concat([file, update]);
  return { file: longer, document: await open(longer) };
}

async function heldBy(document: PdfDocument): Promise<Record<string, string[]>> {
  const held = (await readSecurityStore(document))?.material;
  return Object.fromEntries(
    Object.entries(held ?? {}).map(([kind, items]) => [
      kind,
      items.map((item: Uint8Array) => Buffer.from(item).toString()),
    ]),
  );
}

/** Numbers of the objects that the newest revision brings, its own cross-reference stream left out. */
function changedBy(document: PdfDocument): number[] {
  const newest = document.revisions.at(-1);
  const before = document.at(document.revisions.length - 1);
  const numbers = Array.from({ length: document.nextObjectNumber }, (_, num) => num);
  return numbers.filter((num) => num > 0 && newest?.entries.get(num) !== undefined && before.entry(num) !== undefined);
}

describe('the document security store', () => {
  it.each<PdfForm>(['classic', 'xref-stream', 'object-streams'])(
    'is made in a file of the form %s: the catalog alone is rewritten',
    async (form) => {
      const long = 'revoked '.repeat(1000);
      const wanted = { certificates: ['a', 'b'], ocsps: ['c'], crls: [long] };
      const { document, file } = await added(buildPdf({ form }), material(wanted));
      expect(await heldBy(document)).toEqual(wanted);
      expect(changedBy(document)).toEqual([CATALOG]);
      expect((await document.catalog()).dict.get('DSS')).toBeInstanceOf(PdfRef);
      expect(file.length).toBeLessThan(buildPdf({ form }).length + long.length);
      expect(await document.pageCount()).toBe(1);
    },
  );

  it('takes each item once, and nothing where it holds everything', async () => {
    const first = await added(buildPdf(), material({ certificates: ['a', 'a', 'b'], crls: ['a'] }));
    expect(await heldBy(first.document)).toEqual({ certificates: ['a', 'b'], ocsps: [], crls: ['a'] });
    expect(
      await layOutSecurityStore(first.document, material({ certificates: ['b', 'a'], crls: ['a'] })),
    ).toBeUndefined();
    const second = await added(first.file, material({ certificates: ['b', 'c'], ocsps: ['d'] }));
    expect(await heldBy(second.document)).toEqual({ certificates: ['a', 'b', 'c'], ocsps: ['d'], crls: ['a'] });
    expect(changedBy(second.document)).toEqual([CATALOG]);
    expect(second.file.subarray(0, first.file.length)).toEqual(first.file);
  });

  it('of a stranger keeps its streams, its /VRI and its indirect lists; what else points at it sees the old one', async () => {
    const certificate = `<< /Length 1 >>\nstream\na\nendstream`;
    const objects = new Map([
      [CATALOG, `<< /Type /Catalog /Pages ${PAGES} 0 R /DSS 90 0 R /Other 90 0 R >>`],
      [90, '<< /Certs 91 0 R /VRI << /0123 << /Cert [92 0 R] >> >> >>'],
      [91, '[92 0 R 93 0 R]'],
      [92, certificate],
      [93, '(not a stream)'],
    ]);
    const { document } = await added(buildPdf({ revisions: [objects] }), material({ certificates: ['a', 'b'] }));
    expect(await heldBy(document)).toEqual({ certificates: ['a', 'b'], ocsps: [], crls: [] });
    const { dict } = await document.catalog();
    const store = await document.resolve(dict.get('DSS'));
    expect(store instanceof PdfDict && store.get('VRI')).toBeInstanceOf(PdfDict);
    const list = store instanceof PdfDict ? store.get('Certs') : undefined;
    expect(Array.isArray(list) && list.map((item) => item instanceof PdfRef && item.num).slice(0, 2)).toEqual([92, 93]);
    expect(changedBy(document)).toEqual([CATALOG]);
    const old = await document.resolve(dict.get('Other'));
    expect(old instanceof PdfDict && old.get('Certs')).toBeInstanceOf(PdfRef);
    expect(await document.object(new PdfRef(92))).toBeInstanceOf(PdfStream);
    expect(await document.object(new PdfRef(INFO))).toEqual(await document.at(1).object(new PdfRef(INFO)));
  });

  it('that is no dictionary is taken for none', async () => {
    const file = buildPdf({ catalog: '/DSS [1 2 3]' });
    expect(await heldBy(await open(file))).toEqual({});
    expect(await heldBy((await added(file, material({ ocsps: ['a'] }))).document)).toMatchObject({ ocsps: ['a'] });
  });
});
