import { describe, expect, it } from 'vitest';
import { codeOf } from '../../../shared/contract/app-error.ts';
import { PdfDocument } from '../../../src-main/pdf/document.ts';
import { bytesSource } from '../../../src-main/platform/byte-source.ts';
import { contentRisks } from '../../../src-main/workflow/content-risks.ts';
import { buildPdf, FIRST_PAGE, type PdfSpec } from '../../support/pdf-builder.ts';

const SCRIPT = '<< /S /JavaScript /JS (app.alert\\(1\\)) >>';

async function risks(spec: PdfSpec, strict = false, before = ''): Promise<string[]> {
  const file = Buffer.concat([Buffer.from(before), buildPdf(spec)]);
  return contentRisks(await PdfDocument.open(bytesSource(file)), { strict });
}

/** The page as it is, with more entries. */
const pageWith = (entries: string): PdfSpec => ({
  revisions: [
    new Map([[FIRST_PAGE, `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Resources << >> ${entries} >>`]]),
  ],
});

const ACTIVE: [string, PdfSpec, string][] = [
  ['a script on opening', { catalog: `/OpenAction ${SCRIPT}` }, 'JavaScript'],
  ['a program that is started on opening', { catalog: '/OpenAction << /S /Launch /F (calc.exe) >>' }, 'Launch'],
  ['a script behind a harmless action', { catalog: `/OpenAction << /S /GoTo /Next [${SCRIPT}] >>` }, 'JavaScript'],
  ['a script before printing', { catalog: `/AA << /WP ${SCRIPT} >>` }, 'JavaScript'],
  ['a named script', { catalog: `/Names << /JavaScript << /Names [(a) ${SCRIPT}] >> >>` }, 'JavaScript'],
  [
    'a page that sends a form when it is shown',
    pageWith('/AA << /O << /S /SubmitForm /F (http://a.b) >> >>'),
    'SubmitForm',
  ],
  [
    'a button with a script',
    pageWith(`/Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A ${SCRIPT} >>]`),
    'JavaScript',
  ],
  ['an embedded film', pageWith('/Annots [<< /Type /Annot /Subtype /RichMedia /Rect [0 0 9 9] >>]'), 'RichMedia'],
];

describe('actions and scripts', () => {
  it.each(ACTIVE)('%s: reported by name, refused with strict', async (_what, spec, kind) => {
    expect(await risks(spec)).toEqual([expect.stringContaining(`(${kind})`)]);
    expect(await risks(spec, true).catch(codeOf)).toBe('ACTIVE_CONTENT');
  });

  it.each<[string, PdfSpec]>([
    ['nothing', {}],
    ['a destination on opening', { catalog: `/OpenAction [${FIRST_PAGE} 0 R /Fit]` }],
    ['a jump within the document', { catalog: `/OpenAction << /S /GoTo /D [${FIRST_PAGE} 0 R /Fit] >>` }],
    [
      'a link to an address',
      pageWith('/Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI (https://a.b) >> >>]'),
    ],
    [
      'actions that follow each other in a circle',
      { catalog: '/OpenAction 60 0 R', revisions: [new Map([[60, '<< /S /GoTo /Next 60 0 R >>']])] },
    ],
  ])('%s: neither reported nor refused', async (_what, spec) => {
    expect(await risks(spec, true)).toEqual([]);
  });

  it('beyond the first hundred pages are found when they are to be refused', async () => {
    const pages = Array.from({ length: 130 }, () => ({}));
    const last = FIRST_PAGE + 2 * 129;
    const revisions = [new Map([[last, `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /AA << /O ${SCRIPT} >> >>`]])];
    expect(await risks({ pages, revisions })).toEqual([]);
    expect(await risks({ pages, revisions }, true).catch(codeOf)).toBe('ACTIVE_CONTENT');
  });
});

describe('what else is said before signing', () => {
  it('a portfolio', async () => {
    expect(await risks({ catalog: '/Collection << /Type /Collection >>' })).toEqual([
      expect.stringContaining('portfolio'),
    ]);
  });
  it('bytes before the header', async () => {
    expect(await risks({}, false, 'junk\n')).toEqual([expect.stringContaining('begins with 5 bytes')]);
  });
  it('an XFA form, which is refused', async () => {
    const catalog = '/AcroForm << /Fields [] /XFA (form) >>';
    expect(await risks({ catalog }).catch(codeOf)).toBe('PDF_XFA');
    expect(await risks({ catalog: '/AcroForm << /Fields [] /XFA null >>' })).toEqual([]);
  });
});

describe('an object that nothing lists', () => {
  const plain = Buffer.from(buildPdf()).toString('latin1');
  /** The file with something more in front of its table, which does not list it. */
  const withHidden = (object: string): Uint8Array => {
    const at = plain.indexOf('xref\n');
    const text = `${plain.slice(0, at)}${object}${plain.slice(at)}`;
    return Buffer.from(text.replace(/startxref\n\d+/, `startxref\n${at + object.length}`), 'latin1');
  };
  const shadow = async (file: Uint8Array, acceptShadow = false): Promise<unknown> =>
    contentRisks(await PdfDocument.open(bytesSource(file)), { acceptShadow }).catch(codeOf);

  it.each([
    ['a second page of the same number', `${FIRST_PAGE} 0 obj\n<< /Type /Page /Parent 2 0 R >>\nendobj\n`],
    ['a second page list', '2 0 obj\n<< /Type /Pages /Kids [90 0 R] >>\nendobj\n'],
    ['a second catalogue', '1 0 obj\n<< /Type /Catalog /Pages 90 0 R >>\nendobj\n'],
    ['a page far behind other things', `${' '.repeat(2_000_000)}${FIRST_PAGE} 0 obj << /Type /Page >> endobj\n`],
  ])('%s: refused, unless the risk is accepted', async (_what, object) => {
    expect(await shadow(withHidden(object))).toBe('SHADOW_CONTENT');
    expect(await shadow(withHidden(object), true)).toEqual([]);
  });

  it.each([
    ['an object that nothing names', '90 0 obj << /Type /Font >> endobj\n'],
    ['a page that nothing names', '90 0 obj << /Type /Page >> endobj\n'],
    [
      'a copy of the font',
      '4 0 obj\n<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>\nendobj\n',
    ],
    ['something that cannot be read', '90 0 obj << /Type /Page '],
    ['a comment', '% 90 0 obj\n'],
  ])('%s does not count', async (_what, object) => {
    expect(await shadow(withHidden(object))).toEqual([]);
  });

  it.each([0, 1, 2, 3, 5, 9, 14])('is found where the ends of chunks cut its header (%i)', async (shift) => {
    const at = plain.indexOf('xref\n');
    const padding = ' '.repeat(1024 * 1024 - at - shift);
    expect(await shadow(withHidden(`${padding}${FIRST_PAGE} 0 obj << /Type /Page >> endobj\n`))).toBe('SHADOW_CONTENT');
  });

  it('is none where an earlier revision shows it', async () => {
    expect(await risks(pageWith(''))).toEqual([]);
    for (const form of ['xref-stream', 'object-streams'] as const) expect(await risks({ form })).toEqual([]);
  });
});
