import { describe, expect, it } from 'vitest';
import { PdfDocument } from '../../../src-main/pdf/document.ts';
import { bytesSource } from '../../../src-main/platform/byte-source.ts';
import type { FieldWish } from '../../../src-main/workflow/field-choice.ts';
import { type KindWish, planSignature } from '../../../src-main/workflow/field-rules.ts';
import { buildPdf, type FieldSpec } from '../../support/pdf-builder.ts';
import { signBytes, verifyBytes } from '../../support/sign-bytes.ts';

const FIELDS: readonly FieldSpec[] = [
  { name: 'Amount', type: 'Tx', rect: [10, 10, 60, 30] },
  { name: 'Date', type: 'Tx', rect: [10, 40, 60, 60] },
  { name: 'Tenant', rect: [100, 10, 200, 60] },
  { name: 'Landlord', rect: [300, 10, 400, 60] },
];
const FORM = buildPdf({ fields: FIELDS });
const PLAIN = buildPdf();
const PLACE = { page: 1, rect: { x0: 100, y0: 100, x1: 250, y1: 150 } };

async function plan(bytes: Uint8Array, wish: FieldWish & KindWish = {}) {
  return planSignature(await PdfDocument.open(bytesSource(bytes)), wish);
}

describe('a certification', () => {
  it.each([
    ['no-changes', 1],
    ['forms', 2],
    ['annotations', 3],
  ] as const)('%s is P %i, in the signature and in the catalogue', async (certify, permission) => {
    const signed = await signBytes(FORM, { certify, field: 'Tenant' });
    const text = Buffer.from(signed.subarray(FORM.length)).toString('latin1');
    expect(text).toMatch(/\/Reference \[<<.*\/TransformMethod \/DocMDP/);
    expect(text).toContain(`/TransformParams <</Type /TransformParams/P ${permission}/V /1.2>>`);
    expect(text).toMatch(/\/Perms <<\/DocMDP \d+ 0 R>>/);
    // PDF/A-2 (6.1.12) wants none of these where a certification is named.
    expect(text).not.toMatch(/DigestMethod|DigestValue|DigestLocation/);
    const { signatures } = await verifyBytes(signed);
    expect(signatures).toMatchObject([{ field: 'Tenant', certify, indication: 'TOTAL-PASSED' }]);
  });

  it('keeps what stood in /Perms, direct or an object of its own', async () => {
    for (const permissions of ['/Perms << /Other 3 0 R >>', '/Perms 30 0 R']) {
      const source = buildPdf({
        catalog: permissions,
        revisions: [new Map([[30, '<< /Other 3 0 R >>']])],
      });
      const document = await PdfDocument.open(bytesSource(await signBytes(source, { certify: 'forms' })));
      const { dict } = await document.catalog();
      const found = await document.resolve(dict.get('Perms'));
      expect(found).toMatchObject({
        entries: new Map([
          ['Other', { num: 3 }],
          ['DocMDP', expect.anything()],
        ]),
      });
    }
  });

  it('is refused after another signature, and a second time', async () => {
    await expect(plan(await signBytes(FORM), { certify: 'forms' })).rejects.toMatchObject({
      code: 'CERTIFY_NOT_FIRST',
      message: expect.stringMatching(/Only the first signature.*“Signature1”/),
    });
    await expect(plan(await signBytes(FORM, { certify: 'forms' }), { certify: 'no-changes' })).rejects.toMatchObject({
      code: 'CERTIFY_NOT_FIRST',
      message: expect.stringMatching(/certified already, by “Signature1”/),
    });
  });
});

describe('what an earlier signature forbids', () => {
  it.each<[string, Parameters<typeof signBytes>[1], FieldWish, RegExp]>([
    [
      'any signature, certified without changes',
      { certify: 'no-changes' },
      { field: 'Tenant' },
      /“Signature1” certifies .* no changes at all/,
    ],
    ['a new field, certified without changes', { certify: 'no-changes' }, {}, /“Signature1” certifies/],
    [
      'a locked field',
      { lock: { kind: 'include', fields: ['Landlord'] } },
      { field: 'Landlord' },
      /locked the field “Landlord”.*“Tenant”/,
    ],
    [
      'a field that is not among the open ones',
      { lock: { kind: 'exclude', fields: ['Tenant'] } },
      { field: 'Landlord' },
      /“Signature1” locked the field/,
    ],
    [
      'a new field where all are locked',
      { lock: { kind: 'all' } },
      { place: PLACE },
      /a new field “Signature2” may not be added/,
    ],
    [
      'a new field where all but one are locked',
      { lock: { kind: 'exclude', fields: ['Tenant'] } },
      {},
      /Sign one of the open fields with --field: “Tenant”/,
    ],
  ])('%s', async (_what, first, second, says) => {
    const signed = await signBytes(FORM, first);
    await expect(plan(signed, second)).rejects.toMatchObject({
      code: 'SIGNING_FORBIDDEN',
      message: expect.stringMatching(says),
      details: { field: 'Signature1' },
    });
  });

  it.each<[string, Parameters<typeof signBytes>[1], FieldWish]>([
    ['an empty field under a certification for forms', { certify: 'forms' }, { field: 'Tenant' }],
    ['a new field under a certification for forms', { certify: 'forms' }, { place: PLACE }],
    ['a field that is not locked', { lock: { kind: 'include', fields: ['Landlord'] } }, { field: 'Tenant' }],
    ['the one open field', { lock: { kind: 'exclude', fields: ['Tenant'] } }, { field: 'Tenant' }],
    ['a new field beside locked ones', { lock: { kind: 'include', fields: ['Amount'] } }, { place: PLACE }],
  ])('%s it does not', async (_what, first, second) => {
    const signed = await signBytes(await signBytes(FORM, first), second);
    const { verdict, signatures } = await verifyBytes(signed);
    expect(signatures.map(({ changesAfter }) => changesAfter)).toEqual(['permitted', 'none']);
    expect(verdict).toBe('TOTAL-PASSED');
  });

  it('binds also where a lock says so of the whole document (PDF 2.0), in the field or in the signature', async () => {
    const inField = buildPdf({
      fields: [{ name: 'Closing', extra: '/Lock << /Type /SigFieldLock /Action /Include /Fields [(Closing)] /P 1 >>' }],
    });
    const signed = await signBytes(inField, { field: 'Closing' });
    await expect(plan(signed)).rejects.toMatchObject({
      code: 'SIGNING_FORBIDDEN',
      message: expect.stringMatching(/“Closing” locked this document/),
    });
    const bySeed = buildPdf({ fields: [{ name: 'Closing', extra: '/SV << /Ff 128 /LockDocument /true >>' }] });
    await expect(plan(await signBytes(bySeed, { field: 'Closing' }))).rejects.toMatchObject({
      code: 'SIGNING_FORBIDDEN',
    });
  });

  it('is said of a visible new field under a certification, which some do not accept', async () => {
    const signed = await signBytes(FORM, { certify: 'forms' });
    expect((await plan(signed, { place: PLACE })).warnings).toEqual([expect.stringMatching(/Some validators/)]);
    expect((await plan(signed)).warnings).toEqual([]);
    expect((await plan(signed, { field: 'Tenant' })).warnings).toEqual([]);
  });
});

describe('a lock', () => {
  it('stands in the signature, and in the new field as an object of its own', async () => {
    const signed = await signBytes(FORM, { lock: { kind: 'include', fields: ['Amount', 'Signature1'] } });
    const text = Buffer.from(signed.subarray(FORM.length)).toString('latin1');
    expect(text).toContain(
      '/TransformMethod /FieldMDP/TransformParams <</Type /TransformParams/Action /Include/Fields [(Amount) (Signature1)]/V /1.2>>/Data 1 0 R',
    );
    const [, lock = ''] = /\/Lock (\d+) 0 R/.exec(text) ?? [];
    expect(text).toContain(`${lock} 0 obj\n<</Type /SigFieldLock/Action /Include/Fields [(Amount) (Signature1)]>>`);
  });

  it('of the field itself is honoured, and combined with the wish', async () => {
    const source = (lock: string) =>
      buildPdf({ fields: [...FIELDS, { name: 'Seal', extra: `/Lock << /Type /SigFieldLock ${lock} >>` }] });
    const include = source('/Action /Include /Fields [(Amount)]');
    const lockOf = async (bytes: Uint8Array, lock?: KindWish['lock']) =>
      (await plan(bytes, { field: 'Seal', ...(lock === undefined ? {} : { lock }) })).rules.lock;
    expect(await lockOf(include)).toEqual({ action: 'Include', fields: ['Amount'], permission: null });
    expect(await lockOf(include, { kind: 'include', fields: ['Date'] })).toEqual({
      action: 'Include',
      fields: ['Amount', 'Date'],
      permission: null,
    });
    expect(await lockOf(include, { kind: 'exclude', fields: ['Amount', 'Date'] })).toMatchObject({
      action: 'Exclude',
      fields: ['Date'],
    });
    expect(await lockOf(include, { kind: 'exclude', fields: ['Amount'] })).toMatchObject({ action: 'All', fields: [] });
    expect(await lockOf(include, { kind: 'all' })).toMatchObject({ action: 'All' });
    const all = source('/Action /All /P 2');
    expect(await lockOf(all, { kind: 'include', fields: ['Date'] })).toEqual({
      action: 'All',
      fields: [],
      permission: 2,
    });
    // The field of a stranger is not touched beyond its value: some take a lock that appears for tampering.
    const signed = Buffer.from(await signBytes(FORM, { field: 'Tenant', lock: { kind: 'all' } })).toString('latin1');
    expect(signed).not.toContain('/Lock ');
    expect(signed).toContain('/FieldMDP');
  });

  it('names fields that exist, or groups of them', async () => {
    await expect(plan(FORM, { lock: { kind: 'include', fields: ['Amonut'] } })).rejects.toMatchObject({
      code: 'FIELD_NOT_FOUND',
      message: expect.stringMatching(/no field “Amonut”.*“Amount”/),
    });
  });
});

it('says nothing of later changes where nothing is wished', async () => {
  const { rules, warnings } = await plan(PLAIN);
  expect({ rules, warnings }).toEqual({ rules: { certify: null, lock: null }, warnings: [] });
  const added = Buffer.from((await signBytes(PLAIN)).subarray(PLAIN.length)).toString('latin1');
  expect(added).not.toMatch(/Reference|Perms|Lock /);
});
