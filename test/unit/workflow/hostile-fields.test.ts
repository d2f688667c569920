import { describe, expect, it } from 'vitest';
import { codeOf } from '../../../shared/contract/app-error.ts';
import { Certificate } from '../../../src-main/cms/certificate.ts';
import { PdfDocument } from '../../../src-main/pdf/document.ts';
import { bytesSource } from '../../../src-main/platform/byte-source.ts';
import { systemClock } from '../../../src-main/platform/clock.ts';
import { type KindWish, planSignature, weighForField } from '../../../src-main/workflow/field-rules.ts';
import { buildRaw } from '../../support/pdf-builder.ts';
import { testPki } from '../../support/pki.ts';

const pki = testPki();
const signer = pki.signer('p-256');
const MANY = 200_000;
const hex = (bytes: Uint8Array) => `<${Buffer.from(bytes).toString('hex')}>`;

/** One page with an empty signature field “S”. */
function withField(entries: string, more: readonly (readonly [number, string])[] = [], others = ''): Uint8Array {
  return buildRaw(
    new Map([
      [1, '<< /Type /Catalog /Pages 2 0 R /AcroForm 4 0 R >>'],
      [2, '<< /Type /Pages /Kids [3 0 R] /Count 1 >>'],
      [3, '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Annots [5 0 R] >>'],
      [4, `<< /Fields [5 0 R ${others}] >>`],
      [5, `<< /Type /Annot /Subtype /Widget /FT /Sig /T (S) /Rect [0 0 9 9] /P 3 0 R /F 4 ${entries} >>`],
      ...more,
    ]),
  );
}

async function plan(pdf: Uint8Array, wish: KindWish = {}) {
  return planSignature(await PdfDocument.open(bytesSource(pdf)), { field: 'S', ...wish });
}

/** Code and sentence of what weighing the certificate says. */
async function refusal(pdf: Uint8Array): Promise<{ code: string; message: string }> {
  try {
    const trust = { anchors: [new Certificate(pki.root.certificate)], certificates: [], crls: [], ocsps: [] };
    const circumstances = { now: systemClock.now(), trust, chain: signer.chain };
    weighForField(await plan(pdf), new Certificate(signer.certificate), circumstances);
  } catch (error) {
    return { code: codeOf(error), message: error instanceof Error ? error.message : '' };
  }
  return { code: 'none', message: '' };
}

describe('a field whose author asks for far too much', () => {
  const again = '9 0 R '.repeat(MANY);
  it.each([
    ['subjects', `/SV << /Cert << /Ff 1 /Subject [${again}] >> >>`, hex(pki.root.certificate)],
    ['issuers', `/SV << /Cert << /Ff 2 /Issuer [${again}] >> >>`, hex(signer.certificate)],
    ['policies', `/SV << /Cert << /Ff 4 /OID [${again}] >> >>`, '(1.2.3.4)'],
    ['digests', `/SV << /Ff 64 /DigestMethod [${again}] >>`, '(MD5)'],
    ['reasons', `/SV << /Ff 8 /Reasons [${again}] >>`, `(${'x'.repeat(1500)})`],
  ])('is refused in one sentence: %s', async (_what, entries, listed) => {
    const { code, message } = await refusal(withField(entries, [[9, listed]]));
    expect(code).toBe('SEED_VALUE_UNMET');
    expect(message.length).toBeLessThan(20_000);
  });
  it('and what is too long to be one is no reason', async () => {
    const pdf = withField('/SV << /Reasons [9 0 R] >>', [[9, `(${'x'.repeat(1_000_000)})`]]);
    expect((await plan(pdf, { reason: 'mine' })).reason).toBe('mine');
  });
});

describe('a reason that reads otherwise than it is shown', () => {
  it.each([
    ['a change of direction', 'FEFF202E00410042'],
    ['an order to the terminal', 'FEFF0041001B005B0033'],
    ['a letter that is not seen', 'FEFF0041200B0042'],
  ])('is not signed: %s', async (_what, text) => {
    await expect(plan(withField(`/SV << /Ff 8 /Reasons [<${text}>] >>`))).rejects.toMatchObject({
      code: 'SEED_VALUE_UNMET',
    });
  });
});

describe('names without end', () => {
  it('as many locks as fields are told apart one by one', async () => {
    const count = 20_000;
    const fields = Array.from({ length: count }, (_, at) => [100 + at, `<< /FT /Tx /T (f${at}) >>`] as const);
    const refs = fields.map(([num]) => `${num} 0 R`).join(' ');
    const names = Array.from({ length: count }, (_, at) => `(f${at * 2})`).join(' ');
    const pdf = withField(`/Lock << /Action /Include /Fields [${names}] >>`, fields, refs);
    const { rules } = await plan(pdf, { lock: { kind: 'exclude', fields: ['S', 'f1', 'f2'] } });
    expect(rules.lock).toEqual({ action: 'Exclude', fields: ['f1', 'S'].sort(), permission: null });
  });
  it('fields that share one long name are refused', async () => {
    const fields = Array.from({ length: 100 }, (_, at) => [100 + at, '<< /FT /Tx /T 9 0 R >>'] as const);
    const refs = fields.map(([num]) => `${num} 0 R`).join(' ');
    const pdf = withField('', [...fields, [9, `(${'x'.repeat(1_000_000)})`]], refs);
    await expect(plan(pdf)).rejects.toMatchObject({ code: 'PDF_LIMIT_EXCEEDED' });
  });
});

describe('the look on more pages than memory holds', () => {
  it('is refused before any key is asked', async () => {
    const count = 50_002;
    const kids = Array.from({ length: count }, (_, at) => `${3 + at} 0 R`).join(' ');
    const pages = Array.from({ length: count }, (_, at) => [3 + at, '<< /Type /Page /Parent 2 0 R >>'] as const);
    const pdf = buildRaw(
      new Map([
        [1, '<< /Type /Catalog /Pages 2 0 R >>'],
        [2, `<< /Type /Pages /Count ${count} /MediaBox [0 0 612 792] /Kids [${kids}] >>`],
        ...pages,
      ]),
    );
    const document = await PdfDocument.open(bytesSource(pdf));
    const place = { page: 1, rect: { x0: 10, y0: 10, x1: 190, y1: 60 } };
    const wish = { place, further: { pages: 'all' } } as const;
    await expect(planSignature(document, wish)).rejects.toMatchObject({ code: 'PDF_LIMIT_EXCEEDED' });
  });
});
