import { afterAll, describe, expect, it } from 'vitest';
import { Certificate } from '../../../../src-main/cms/certificate.ts';
import { readCrls } from '../../../../src-main/cms/crl.ts';
import { verifyPdf } from '../../../../src-main/pades/verify/verify-pdf.ts';
import { bytesSource } from '../../../../src-main/platform/byte-source.ts';
import { systemClock } from '../../../../src-main/platform/clock.ts';
import type { PageRenderer } from '../../../../src-main/platform/page-renderer.ts';
import { pdfiumRenderer } from '../../../../src-main/render/pdfium-renderer.ts';
import { contract, FORM, PAGE, signatureObjects, signOnce, stream } from '../../../support/attacks/contract.ts';
import { appendRevision, type RawObjects, sign } from '../../../support/attacks/raw-pdf.ts';
import { testPki } from '../../../support/pki.ts';

const pki = testPki();
const alice = pki.signer('p-256');
const bob = pki.signer('p-384');
const renderer = pdfiumRenderer();
afterAll(() => renderer.close());

/** How often pages were drawn. */
let drawn = 0;
const counting: PageRenderer = {
  close: () => renderer.close(),
  async open(source, wish) {
    const document = await renderer.open(source, wish);
    return {
      pages: document.pages,
      text: (page, boxes) => document.text(page, boxes),
      close: () => document.close(),
      render(page, how) {
        drawn += 1;
        return document.render(page, how);
      },
    };
  },
};

async function verify(pdf: Buffer, how: PageRenderer | undefined = counting) {
  drawn = 0;
  return verifyPdf(bytesSource(pdf), {
    anchors: [new Certificate(pki.root.certificate)],
    certificates: [],
    crls: [...readCrls(pki.rootCrl), ...readCrls(pki.issuingCrl)],
    at: systemClock.now(),
    renderer: how,
  });
}

const form = (content: string) =>
  `<< /Type /XObject /Subtype /Form /BBox [0 0 100 40] /Resources << /Font << /F1 5 0 R >> >> /Length ${content.length} >>\nstream\n${content}\nendstream`;
const INK = 'BT /F1 9 Tf 4 20 Td (signed by Bob) Tj ET';
const WHITE = '1 1 1 rg 0 0 100 40 re f';
const BLACK = '0 g 0 0 100 40 re f';
/** Over “100 euros” of the contract. */
const OVER_PRICE = '120 715 172 732';
const FREE = '300 50 400 90';

interface Signing {
  readonly rect?: string;
  readonly look?: string;
  readonly first?: number;
  readonly page?: string;
  readonly more?: RawObjects;
}

/** A second signature with its look in a place of its own: field 12, or `first`. */
function signAgain(pdf: Buffer, { rect = FREE, look = INK, first = 12, page, more = {} }: Signing): Buffer {
  const made = signatureObjects(first, `Signer ${first}`);
  const listed = Array.from({ length: (first - 9) / 3 }, (_, index) => `${12 + 3 * index} 0 R`).join(' ');
  return sign(
    appendRevision(pdf, {
      ...made,
      [first]: (made[first] ?? '').replace(FREE, rect),
      [first + 2]: form(look),
      3: page ?? PAGE(`6 0 R 8 0 R 9 0 R ${listed}`),
      7: FORM(`8 0 R 9 0 R ${listed}`),
      ...more,
    }),
    bob,
  );
}

const signed = signOnce(contract(), alice);

describe('a second visible signature', () => {
  it('in free space leaves the document green, at the price of two pictures', async () => {
    const report = await verify(signAgain(signed, {}));
    expect(report).toMatchObject({ documentStatus: 'changed-permitted' });
    expect(report).toMatchObject({ visualChange: false, visualDifferences: [] });
    expect(drawn).toBe(2);
    expect(report.signatures[0]?.changes[0]?.pages).toEqual([1]);
  });

  it.each([
    ['white', WHITE],
    ['black', BLACK],
    ['other words on white', `${WHITE} 0 g BT /F1 12 Tf 2 20 Td (999 euros) Tj ET`],
    ['words between the words', 'BT /F1 12 Tf 8 12 Td (and 9) Tj ET'],
  ])('over the price, %s, is told with the text that it covers', async (_name, look) => {
    const report = await verify(signAgain(signed, { rect: OVER_PRICE, look }));
    expect(report).toMatchObject({ documentStatus: 'changed-permitted', visualChange: true });
    expect(report.visualDifferences).toMatchObject([{ page: 1, signature: 0 }]);
    expect(report.visualDifferences[0]?.description).toMatch(
      /^On page 1 the box of the signature “Signer 12” covers .+“First” was signed: “.*100.*”\.$/,
    );
  });

  it('that only paper shows is compared as printed', async () => {
    const pdf = signAgain(signed, {
      more: {
        12: (signatureObjects(12, 'Second')[12] ?? '').replace(FREE, OVER_PRICE).replace('/F 132', '/F 36'),
        14: form(WHITE),
      },
    });
    const report = await verify(pdf);
    expect(report).toMatchObject({ documentStatus: 'changed-permitted', visualChange: true });
  });

  it('that looks otherwise under the mouse is not an ordinary one', async () => {
    const widget = (signatureObjects(12, 'Second')[12] ?? '').replace('/N 14 0 R', '/N 14 0 R /R 15 0 R');
    const report = await verify(signAgain(signed, { more: { 12: widget, 15: form(BLACK) } }));
    expect(report.documentStatus).toBe('unclear');
  });

  it.each([
    ['that grows when the page is shrunk', '/F 132', '/F 140'],
    ['that has no appearance, but a colour', '/AP << /N 14 0 R >>', '/MK << /BG [1 1 1] >>'],
  ])('%s is never green', async (_name, from, to) => {
    const widget = (signatureObjects(12, 'Signer 12')[12] ?? '').replace(from, to);
    const more = { 12: widget, ...(to.includes('MK') ? { 14: null } : {}) };
    expect(await verify(signAgain(signed, { more }))).toMatchObject({ verdict: 'TOTAL-PASSED', visualChange: true });
  });

  it('without anything in its box hides nothing', async () => {
    expect(await verify(signAgain(signed, { rect: OVER_PRICE, look: '' }))).toMatchObject({ visualChange: false });
  });

  it('on the line that is there to be signed on is an ordinary one', async () => {
    const lines = contract({
      4: stream(
        'BT /F1 12 Tf 72 720 Td (I owe you 100 euros) Tj 0 -660 Td (........................) Tj ET 290 60 m 420 60 l S',
      ),
    });
    const report = await verify(signAgain(signOnce(lines, alice), { look: 'BT /F1 14 Tf 4 8 Td (Bob Barker) Tj ET' }));
    expect(report).toMatchObject({ visualDifferences: [], visualChange: false });
  });

  it('that covers an earlier signature is told, though the first one never saw that', async () => {
    const twice = signAgain(signed, {});
    const thrice = signAgain(twice, { first: 15, look: WHITE, page: PAGE('6 0 R 8 0 R 9 0 R 12 0 R 15 0 R') });
    const report = await verify(thrice);
    expect(report.visualDifferences).toMatchObject([{ page: 1, signature: 1 }]);
    expect(report.visualDifferences[0]?.description).toContain('“Signer 15” covers');
  });

  it('whose page cannot be drawn is never green', async () => {
    const report = await verify(signAgain(signed, {}), {
      open: () => Promise.reject(gone()),
      close: async () => undefined,
    });
    expect(report).toMatchObject({ visualChange: true });
    expect(report.visualDifferences[0]?.description).toMatch(/^Page 1 could not be compared .+ gone$/);
  });
});

function gone(): Error {
  return Object.assign(new Error('gone'), { code: 'PAGE_NOT_RENDERED', name: 'AppError' });
}

describe('many signatures', () => {
  it('in places of their own cost no more pictures than two', async () => {
    let pdf = signed;
    for (let index = 0; index < 6; index++) {
      pdf = signAgain(pdf, { first: 12 + 3 * index, rect: `${50 + 80 * index} 100 ${120 + 80 * index} 130` });
    }
    expect(await verify(pdf)).toMatchObject({ visualChange: false });
    expect(drawn).toBe(2);
  });
});

const P_3 =
  '/Reference [<< /Type /SigRef /TransformMethod /DocMDP /TransformParams << /Type /TransformParams /P 3 /V /1.2 >> >>]';

describe('many pages', () => {
  it('are compared up to fifty; the rest is told', async () => {
    const numbers = Array.from({ length: 52 }, (_, index) => 100 + index);
    const page = (num: number, annotations: string) =>
      PAGE(annotations).replace('595 842', '30 30').replace('/Contents 4 0 R', `/StructParents ${num}`);
    const pages = Object.fromEntries(numbers.map((num) => [num, page(num, '')]));
    const many = contract({
      2: `<< /Type /Pages /Kids [3 0 R ${numbers.map((num) => `${num} 0 R`).join(' ')}] /Count 53 >>`,
      ...pages,
    });
    const certified = signOnce(many, alice, P_3);
    const stamps = Object.fromEntries(
      numbers.flatMap((num) => [
        [num, page(num, `${num + 100} 0 R`)],
        [num + 100, `<< /Type /Annot /Subtype /Stamp /Rect [0 0 9 9] /F 2 /P ${num} 0 R >>`],
      ]),
    );
    const report = await verify(appendRevision(certified, stamps));
    expect(report).toMatchObject({ documentStatus: 'changed-permitted', visualChange: true });
    expect(report.visualDifferences).toMatchObject([
      { page: 52, description: expect.stringMatching(/^Page 52 and 1 more .+ at most 50 pages are\.$/) },
    ]);
  });
});

describe('what a certification permits', () => {
  const LAYER = { 50: '<< /Type /OCG /Name (Draft) >>' };
  const certified = signOnce(contract(), alice, P_3);
  const remark = (rect: string, flags: number, look: string, more = '', objects: RawObjects = {}) =>
    appendRevision(certified, {
      20: `<< /Type /Annot /Subtype /Stamp /Rect [${rect}] /F ${flags} /P 3 0 R /AP << /N 21 0 R >> >>`,
      21: form(look).replace('/BBox', `${more} /BBox`),
      3: PAGE('6 0 R 8 0 R 9 0 R 20 0 R'),
      ...objects,
    });

  const lookless = (kind: string, flags = 4) =>
    appendRevision(certified, {
      20: `<< /Type /Annot /Subtype ${kind} /Rect [${FREE}] /F ${flags} /P 3 0 R >>`,
      ...(kind.includes('/AP') ? { 21: form(''), 22: form(BLACK) } : {}),
      3: PAGE('6 0 R 8 0 R 9 0 R 20 0 R'),
    });

  it.each<[string, Buffer, boolean]>([
    ['a stamp over the price', remark(OVER_PRICE, 4, WHITE), true],
    ['a stamp in free space', remark(FREE, 4, BLACK), true],
    ['a stamp that only paper shows', remark(FREE, 4 + 32, BLACK), true],
    ['a stamp that nobody sees', remark(FREE, 4, ''), false],
    [
      'a text that every program draws as it likes',
      lookless('/FreeText /Contents (nothing) /DA (/Helv 12 Tf 0 g)'),
      true,
    ],
    ['a stamp by its name alone', lookless('/Stamp /Name /Void'), true],
    ['a window that stands open', lookless('/Popup /Open true'), true],
    ['a window that is closed', lookless('/Popup'), false],
    ['a hidden text', lookless('/FreeText /Contents (nothing)', 2), false],
    ['a stamp of a layer', remark(FREE, 4, '', '/OC << /Type /OCG /Name (Draft) >>'), true],
    ['a stamp with a part of a layer', remark(FREE, 4, '', '/Names << /L 50 0 R >>', LAYER), true],
    ['a stamp that shows itself to the mouse', lookless('/Stamp /AP << /N 21 0 R /R 22 0 R >>'), true],
  ])('%s', async (_name, pdf, visualChange) => {
    const report = await verify(pdf);
    expect(report).toMatchObject({ documentStatus: 'changed-permitted', visualChange });
    expect(report.visualDifferences).toHaveLength(visualChange ? 1 : 0);
  });
});

describe('what an annotation was added over', () => {
  const PRICED = contract({ 4: stream('BT /F1 12 Tf 72 720 Td (I owe you 100 euros) Tj 0 -400 Td (until May) Tj ET') });
  const remark = (rect: string, certification: string, kind = 'FreeText') =>
    appendRevision(signOnce(PRICED, alice, certification), {
      20: `<< /Type /Annot /Subtype /${kind} /Rect [${rect}] /F 4 /P 3 0 R /Contents (paid\\012\\200in full) /AP << /N 21 0 R >> >>`,
      21: form(INK),
      3: PAGE('6 0 R 8 0 R 9 0 R 20 0 R'),
    });
  const changeIn = async (pdf: Buffer) =>
    (await verify(pdf)).signatures[0]?.changes.map(({ description }) => description).join('\n') ?? '';

  it('is told in the words of the page, whether it is permitted or not', async () => {
    const permitted = await changeIn(remark(OVER_PRICE, P_3));
    expect(permitted).toMatch(
      /^Page 1: a text annotation that says “paid .*in full” was added over “[^”]*100 euro[^”]*”\.$/,
    );
    expect(permitted).not.toMatch(/\p{Cc}/u);
    expect(await changeIn(remark(OVER_PRICE, ''))).toMatch(/ was added over “[^”]*100 euro[^”]*”\.$/);
    expect(await changeIn(remark(OVER_PRICE, '', 'Redact'))).toMatch(
      /^Page 1: an annotation \(object 20, Redact\) was added over “[^”]*100 euro[^”]*”, and nothing/m,
    );
  });

  it('is nothing where the page is free', async () => {
    expect(await changeIn(remark(FREE, P_3))).toMatch(/ was added\.$/);
  });
});
