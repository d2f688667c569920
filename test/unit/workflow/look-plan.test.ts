import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { codeOf } from '../../../shared/contract/app-error.ts';
import { type Box, displayedSize } from '../../../shared/geometry/page-space.ts';
import type { Ledger } from '../../../src-main/ledger/ledger.ts';
import { previewAppearance } from '../../../src-main/pades/appearance/preview.ts';
import { verifyPdf } from '../../../src-main/pades/verify/verify-pdf.ts';
import { PdfDocument } from '../../../src-main/pdf/document.ts';
import { PdfDict, PdfName, PdfRef, PdfStream, PdfString } from '../../../src-main/pdf/objects.ts';
import { textOf } from '../../../src-main/pdf/text-string.ts';
import { bytesSource } from '../../../src-main/platform/byte-source.ts';
import type { Signer } from '../../../src-main/platform/signer.ts';
import { chooseStoreKey, openPkcs12 } from '../../../src-main/tokens/pkcs12/key-store.ts';
import { openPendingRuns, type PendingRuns } from '../../../src-main/workflow/pending.ts';
import { type SignJob, signDocument } from '../../../src-main/workflow/sign-document.ts';
import { openTestLedger, temporaryHome } from '../../support/ledger.ts';
import { buildPdf, type PageSpec } from '../../support/pdf-builder.ts';
import { drawPage, type Picture } from '../../support/picture.ts';
import { makePng } from '../../support/png.ts';
import { keyStoreOf, PASSWORD } from '../../support/signing-scene.ts';
import { describeWithTool, requireTool, temporaryFolder } from '../../support/tools.ts';

const NOW = new Date('2026-11-21T08:27:48Z');
const RECT: Box = { x0: 30, y0: 40, x1: 190, y1: 100 };
const SEAL = makePng({
  width: 40,
  height: 30,
  type: 6,
  depth: 8,
  at: (x, y) => [200, 30, 30, Math.max(0, 255 - 12 * Math.round(Math.hypot(x - 20, y - 15)))],
});
const LOOK = { mark: { kind: 'image', bytes: SEAL }, text: '{name}\n{date:de}' } as const;
/** Every way in which a page can turn, cut, scale or leave a disorder behind. */
const PAGES: PageSpec[] = [
  { mediaBox: [0, 0, 300, 400] },
  { mediaBox: [0, 0, 300, 400], content: 'q q 0.5 0.2 0 2 40 90 cm 0 1 0 rg 0.3 g q BT 9 Tr ET' },
  { mediaBox: [0, 0, 400, 300], rotate: 90 },
  { mediaBox: [-20, 17, 400, 500], cropBox: [11, 30, 311, 430], rotate: 180 },
  { mediaBox: [0, 0, 200, 150], userUnit: 2, rotate: 270 },
  { mediaBox: [0, 0, 150, 200], userUnit: 2, content: '2 0 0 2 9 9 cm (Q Q) % Q\nq' },
];

const store = await keyStoreOf('p-256');
let home: Awaited<ReturnType<typeof temporaryHome>>;
let ledger: Ledger;
let pending: PendingRuns;
let folder: string;
let unlocked: number;
let warnings: string[];

beforeEach(async () => {
  home = await temporaryHome();
  ledger = await openTestLedger(home);
  pending = await openPendingRuns(home);
  folder = temporaryFolder();
  unlocked = 0;
  warnings = [];
});
afterEach(async () => {
  ledger.close();
  await home.remove();
});

async function unlock(): Promise<Signer> {
  unlocked += 1;
  const keys = await openPkcs12(store, { name: 'alice.p12', password: new TextEncoder().encode(PASSWORD) });
  return chooseStoreKey(keys, {}).signer();
}

/** Signs `source` and gives the path of the signed file. */
async function sign(source: Uint8Array, changes: Partial<SignJob>): Promise<string> {
  const name = join(folder, `${Math.random()}`);
  writeFileSync(`${name}.pdf`, source);
  await signDocument(
    { source: `${name}.pdf`, target: `${name}-signed.pdf`, replace: false, place: { page: 1, rect: RECT }, ...changes },
    {
      clock: { now: () => NOW },
      ledger,
      pending,
      trust: { anchors: [], certificates: [], crls: [], ocsps: [] },
      unlock,
      warn: (sentence) => void warnings.push(sentence),
    },
  );
  return `${name}-signed.pdf`;
}

async function refusal(source: Uint8Array, changes: Partial<SignJob>): Promise<string> {
  const error = await sign(source, changes).catch((thrown: unknown) => thrown);
  expect(unlocked, 'asked for the key').toBe(0);
  return typeof error === 'string' ? 'signed' : codeOf(error);
}

describe('before the key is asked', () => {
  const plain = buildPdf({ pages: [{}, {}, { content: 'Q Q 1 0 0 RG 0 0 50 50 re S' }] });

  it.each<[string, Partial<SignJob>, string]>([
    ['a look that nobody would see', { place: undefined, look: LOOK }, 'USAGE'],
    ['a template that cannot be filled', { look: { text: '{nobody}' } }, 'USAGE'],
    ['nothing to see', { look: { text: '' } }, 'USAGE'],
    ['a zone that is none', { look: { timeZone: 'Nowhere' } }, 'USAGE'],
    ['an image that is none', { look: { mark: { kind: 'image', bytes: new Uint8Array(9) } } }, 'IMAGE_UNREADABLE'],
    ['a page too many', { further: { pages: [2, 4] } }, 'PAGE_OUT_OF_RANGE'],
    ['a place outside', { further: { pages: 'all', rect: { ...RECT, x1: 9000 } } }, 'RECT_INVALID'],
    ['content behind content in disorder', { further: { pages: 'all', as: 'content' } }, 'PDF_UNSUPPORTED'],
  ])('%s is refused', async (_name, changes, code) => {
    expect(await refusal(plain, changes)).toBe(code);
  });

  it('an earlier signature forbids stamps and content, a further signature with its look is fine', async () => {
    const signed = readFileSync(await sign(plain, {}));
    unlocked = 0;
    for (const as of ['stamp', 'content'] as const) {
      expect(await refusal(signed, { further: { pages: 'last', as } })).toBe('SIGNING_FORBIDDEN');
    }
    await sign(signed, { look: LOOK, place: { page: 2, rect: RECT } });
  });

  it('a certification permits stamps where it permits annotations, and content never; the stamps are told', async () => {
    const place = { place: { page: 2, rect: RECT } };
    for (const certify of ['annotations', 'forms'] as const) {
      const certified = readFileSync(await sign(plain, { certify }));
      unlocked = 0;
      expect(await refusal(certified, { further: { pages: 'last', as: 'content' } })).toBe('SIGNING_FORBIDDEN');
      if (certify === 'forms') {
        expect(await refusal(certified, { further: { pages: 'last' } })).toBe('SIGNING_FORBIDDEN');
        continue;
      }
      const stamped = await sign(certified, { ...place, look: LOOK, further: { pages: 'all' } });
      expect(warnings.join()).toMatch(/certified.+told so/);
      const report = await verifyPdf(bytesSource(readFileSync(stamped)), {
        anchors: [],
        certificates: [],
        crls: [],
        at: NOW,
      });
      expect(report).toMatchObject({ documentStatus: 'changed-permitted', visualChange: true });
      expect(report.signatures[0]?.changes.map(({ description }) => description)).toEqual(
        expect.arrayContaining([
          expect.stringMatching(/^Page 1: a stamp that says “Digital signature of /),
          expect.stringMatching(/^Page 3: a stamp that says/),
        ]),
      );
    }
  });
});

describe('what is written', () => {
  it('the widget and the stamps say in words who signed when; missing characters are told', async () => {
    const file = await sign(buildPdf({ pages: [{}, {}] }), { further: { pages: 'all' }, look: { text: '{name} 😀' } });
    expect(warnings.join()).toMatch(/question mark for “😀”/);
    const document = await PdfDocument.open(bytesSource(readFileSync(file)));
    const words = /^Digital signature of .+, 21 November 2026, 08:27 UTC$/;
    const [widget, stamp] = await Promise.all([1, 2].map((page) => annotation(document, page)));
    expect(stringIn(widget, 'TU')).toMatch(words);
    expect(stringIn(stamp, 'Contents')).toBe(stringIn(widget, 'TU'));
    expect(stamp?.get('Subtype')).toEqual(new PdfName('Stamp'));
    expect(stamp?.get('F')).toBe(4 + 64 + 128 + 512);
  });

  it('fonts and pictures stand in the file once, however many pages show them', async () => {
    const size = async (count: number) => {
      const source = buildPdf({ pages: Array.from({ length: count }, () => ({})) });
      return readFileSync(await sign(source, { further: { pages: 'all' }, look: LOOK })).length - source.length;
    };
    expect((await size(40)) - (await size(2))).toBeLessThan(38 * 700);
  });

  it('PDF/A gets no transparency', async () => {
    const xmp = '<x:xmpmeta><pdfaid:part>2</pdfaid:part></x:xmpmeta>';
    const metadata = `<< /Type /Metadata /Subtype /XML /Length ${xmp.length} >>\nstream\n${xmp}\nendstream`;
    const archive = buildPdf({ catalog: '/Metadata 60 0 R', revisions: [new Map([[60, metadata]])] });
    const text = (file: string) => readFileSync(file, 'latin1');
    expect(text(await sign(buildPdf(), { look: LOOK }))).toContain('/SMask');
    const signed = text(await sign(archive, { look: LOOK }));
    expect(signed).not.toContain('/SMask');
    expect(signed).toContain('/ImageMask true');
  });

  it('a tagged document gets an element for the signature and for each stamp', async () => {
    const structure = new Map([
      [50, '<< /Type /StructTreeRoot /K 51 0 R /ParentTree 52 0 R /ParentTreeNextKey 4 >>'],
      [51, '<< /Type /StructElem /S /Document /P 50 0 R /K [] >>'],
      [52, '<< /Nums [] >>'],
    ]);
    const catalog = '/MarkInfo << /Marked true >> /StructTreeRoot 50 0 R';
    const source = buildPdf({ pages: [{}, {}, {}], catalog, revisions: [structure] });
    const document = await PdfDocument.open(
      bytesSource(readFileSync(await sign(source, { further: { pages: 'all' } }))),
    );
    const tree = await document.object(new PdfRef(52));
    const pairs = tree instanceof PdfDict ? tree.get('Nums') : undefined;
    const keys = await Promise.all(
      [1, 2, 3].map(async (page) => (await annotation(document, page))?.get('StructParent')),
    );
    expect(keys).toEqual([4, 5, 6]);
    expect(Array.isArray(pairs) ? pairs.filter((item) => typeof item === 'number') : []).toEqual(keys);
    const parent = await document.object(new PdfRef(51));
    const kids = parent instanceof PdfDict ? parent.get('K') : undefined;
    const roles = [];
    for (const kid of Array.isArray(kids) ? kids : []) {
      const element = await document.resolve(kid);
      roles.push(element instanceof PdfDict ? element.get('S') : undefined);
    }
    expect(roles).toEqual([new PdfName('Form'), new PdfName('Annot'), new PdfName('Annot')]);
  });
});

describeWithTool(['pdftoppm', 'mutool', 'qpdf', 'pdfsig'], 'as other programs see it', () => {
  it.each(['stamp', 'content'] as const)('as %s: in its place, alike and upright on every page', async (as) => {
    const source = buildPdf({ pages: PAGES });
    const before = join(folder, 'before.pdf');
    writeFileSync(before, source);
    const signed = await sign(source, { look: LOOK, further: { pages: 'all', as } });
    execFileSync(requireTool('qpdf'), ['--check', signed]);
    expect(execFileSync(requireTool('pdfsig'), [signed], { encoding: 'utf8' })).toContain('Signature is Valid');
    const document = await PdfDocument.open(bytesSource(source));
    for (const draw of [drawPage, drawByMutool]) {
      let first: number[] | undefined;
      for (const [index] of PAGES.entries()) {
        const { width } = displayedSize((await document.page(index + 1)).space);
        // Poppler and MuPDF may know nothing of /UserUnit: what counts is the picture, not its size on paper.
        const trial = await draw(before, index + 1, 72);
        const dpi = Math.round((72 * width * 2) / trial.width);
        const [clean, marked] = [await draw(before, index + 1, dpi), await draw(signed, index + 1, dpi)];
        const label = `${draw.name}, page ${index + 1}`;
        expect(changeOutside(clean, marked), label).toBe(0);
        const box = cut(marked);
        const ink = box.reduce((sum, value) => sum + 255 - value, 0);
        expect(ink, label).toBeGreaterThan(50_000);
        first ??= box;
        const differing = box.reduce((sum, value, i) => sum + Math.abs(value - (first?.[i] ?? 0)), 0);
        expect(differing / ink, label).toBeLessThan(0.2);
      }
    }
  });

  it('the preview is the final look, pixel by pixel', async () => {
    const signed = await sign(buildPdf({ pages: [{ mediaBox: [0, 0, 300, 400] }] }), { look: LOOK });
    const name = await signerName(signed);
    const { pdf } = await previewAppearance({
      size: { width: 160, height: 60 },
      text: { name, time: NOW },
      look: LOOK,
    });
    const preview = join(folder, 'preview.pdf');
    writeFileSync(preview, pdf);
    const [shown, final] = [await drawPage(preview, 1, 144), cut(await drawPage(signed, 1, 144))];
    expect([shown.width, shown.height]).toEqual([320, 120]);
    expect([...shown.pixels]).toEqual(final);
  });
});

async function drawByMutool(pdf: string, page: number, dpi: number): Promise<Picture> {
  const file = `${pdf}.${page}.pgm`;
  const words = ['draw', '-q', '-c', 'gray', '-r', String(dpi), '-o', file, pdf, String(page)];
  execFileSync(requireTool('mutool'), words, { stdio: 'pipe' });
  const bytes = readFileSync(file);
  const header = /^P5\s+(?:#.*\s+)*(\d+)\s+(\d+)\s+255\s/.exec(bytes.subarray(0, 100).toString('latin1'));
  if (header === null) throw new Error(`not a picture: ${file}`);
  return { width: Number(header[1]), height: Number(header[2]), pixels: bytes.subarray(header[0].length) };
}

/** The rectangle's pixels at two per point, rows from the top. */
function cut({ width, height, pixels }: Picture): number[] {
  const rows = Array.from({ length: 2 * (RECT.y1 - RECT.y0) }, (_, row) => {
    const start = (height - 2 * RECT.y1 + row) * width + 2 * RECT.x0;
    return [...pixels.subarray(start, start + 2 * (RECT.x1 - RECT.x0))];
  });
  return rows.flat();
}

/** Pixels that changed outside the rectangle and a pixel around it. */
function changeOutside(before: Picture, after: Picture): number {
  expect([after.width, after.height]).toEqual([before.width, before.height]);
  return before.pixels.filter((value, i) => {
    const x = i % before.width;
    const y = before.height - 1 - Math.floor(i / before.width);
    const inside = x >= 2 * RECT.x0 - 1 && x <= 2 * RECT.x1 && y >= 2 * RECT.y0 - 1 && y <= 2 * RECT.y1;
    return !inside && value !== after.pixels[i];
  }).length;
}

async function annotation(document: PdfDocument, page: number): Promise<PdfDict | undefined> {
  const list = await document.resolve((await document.page(page)).dict.get('Annots'));
  const last = await document.resolve(Array.isArray(list) ? list.at(-1) : undefined);
  return last instanceof PdfDict ? last : undefined;
}

function stringIn(dict: PdfDict | undefined, key: string): string {
  const value = dict?.get(key);
  return value instanceof PdfString ? textOf(value) : '';
}

async function signerName(file: string): Promise<string> {
  const document = await PdfDocument.open(bytesSource(readFileSync(file)));
  const widget = await annotation(document, 1);
  const value = await document.resolve(widget?.get('V'));
  if (value instanceof PdfStream || !(value instanceof PdfDict)) throw new Error('no signature');
  return stringIn(value, 'Name');
}
