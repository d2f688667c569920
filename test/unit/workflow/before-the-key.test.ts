import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Ledger } from '../../../src-main/ledger/ledger.ts';
import { systemClock } from '../../../src-main/platform/clock.ts';
import { type AddFieldJob, addSignatureField } from '../../../src-main/workflow/add-field.ts';
import { openPendingRuns, type PendingRuns } from '../../../src-main/workflow/pending.ts';
import { type SignJob, signDocument } from '../../../src-main/workflow/sign-document.ts';
import { openTestLedger, temporaryHome } from '../../support/ledger.ts';
import { buildPdf } from '../../support/pdf-builder.ts';
import { signBytes, verifyBytes } from '../../support/sign-bytes.ts';
import { filesUnder } from '../../support/signing-scene.ts';
import { buildTagged } from '../../support/tagged-pdf.ts';
import { temporaryFolder } from '../../support/tools.ts';

let home: Awaited<ReturnType<typeof temporaryHome>>;
let ledger: Ledger;
let pending: PendingRuns;
let folder: string;
let unlocked: number;

beforeEach(async () => {
  home = await temporaryHome();
  ledger = await openTestLedger(home);
  pending = await openPendingRuns(home);
  folder = temporaryFolder();
  unlocked = 0;
});
afterEach(async () => {
  ledger.close();
  await home.remove();
});

const source = () => join(folder, 'contract.pdf');
const target = () => join(folder, 'signed.pdf');

/** Signs with a key that is not to be asked. */
function run(bytes: Uint8Array, wish: Partial<SignJob>) {
  writeFileSync(source(), bytes);
  return signDocument(
    { source: source(), target: target(), replace: false, ...wish },
    {
      clock: systemClock,
      ledger,
      pending,
      trust: { anchors: [], certificates: [], crls: [], ocsps: [] },
      unlock: async () => {
        unlocked += 1;
        throw new Error('the key was asked');
      },
    },
  );
}

function expectUntouched(bytes: Uint8Array): void {
  expect(filesUnder(folder)).toEqual(['contract.pdf']);
  expect(readFileSync(source()).equals(bytes)).toBe(true);
  expect(filesUnder(home.at('pending'))).toEqual([]);
  expect(ledger.size).toBe(0);
}

const FORM = buildPdf({
  fields: [
    { name: 'Amount', type: 'Tx' },
    { name: 'Tenant' },
    { name: 'Seeded', extra: '/SV << /Ff 1 /Filter /Other >>' },
  ],
});
const CERTIFIED = await signBytes(FORM, { certify: 'no-changes' });
const SIGNED = await signBytes(FORM);
const LOCKED = await signBytes(FORM, { lock: { kind: 'include', fields: ['Tenant'] } });

describe('refused before any key is asked, with nothing left behind', () => {
  it.each<[string, Uint8Array, Partial<SignJob>, string]>([
    ['a certified document', CERTIFIED, {}, 'SIGNING_FORBIDDEN'],
    ['a locked field', LOCKED, { field: 'Tenant' }, 'SIGNING_FORBIDDEN'],
    ['a certification of what is signed', SIGNED, { certify: 'forms' }, 'CERTIFY_NOT_FIRST'],
    ['a requirement of the field', FORM, { field: 'Seeded' }, 'SEED_VALUE_UNMET'],
    [
      'a lock of a field that is not there',
      FORM,
      { lock: { kind: 'include', fields: ['Nothing'] } },
      'FIELD_NOT_FOUND',
    ],
    ['a field that is not there', FORM, { field: 'Nothing' }, 'FIELD_NOT_FOUND'],
  ])('%s', async (_what, bytes, wish, code) => {
    await expect(run(bytes, wish)).rejects.toMatchObject({ code });
    expect(unlocked).toBe(0);
    expectUntouched(bytes);
  });
});

describe('an empty field', () => {
  const place = { page: -1, rect: { x0: 72, y0: 120, x1: 292, y1: 190 } };
  const add = (bytes: Uint8Array, changes: Partial<AddFieldJob> = {}) => {
    writeFileSync(source(), bytes);
    const job = { source: source(), target: target(), replace: false, name: 'Landlord', place, ...changes };
    return addSignatureField(job, { ledger, pending });
  };

  it('is added in a new file that the ledger knows, and can then be signed', async () => {
    const outcome = await add(FORM, { lock: { kind: 'include', fields: ['Amount', 'Landlord'] } });
    expect(ledger.entries(0, 1)).toMatchObject([{ kind: 'document.field-added' }]);
    expect(outcome).toMatchObject({ field: 'Landlord', ledgerIndex: 0 });
    const prepared = readFileSync(target());
    expect(prepared.subarray(0, FORM.length).equals(FORM)).toBe(true);
    const signed = await signBytes(prepared, { field: 'Landlord' });
    expect(Buffer.from(signed).toString('latin1')).toContain('/TransformMethod /FieldMDP');
    expect((await verifyBytes(signed)).verdict).toBe('TOTAL-PASSED');
  });

  it('is part of the structure of a tagged document', async () => {
    await add(buildTagged());
    const text = readFileSync(target()).toString('latin1');
    expect(text).toMatch(/\/S \/Form.*\/Alt \(Signature field Landlord\)/);
    expect(text).toMatch(/\/TU \(Signature field Landlord\).*\/StructParent 1/);
  });

  it.each<[string, Uint8Array, Partial<AddFieldJob>, string]>([
    ['in a signed document', SIGNED, {}, 'SIGNING_FORBIDDEN'],
    ['in a certified document', CERTIFIED, {}, 'SIGNING_FORBIDDEN'],
    ['under a name that is taken', FORM, { name: 'Tenant' }, 'FIELD_EXISTS'],
    ['under a name with a full stop', FORM, { name: 'a.b' }, 'FIELD_NOT_FOUND'],
    ['on a page that is not there', FORM, { place: { ...place, page: 2 } }, 'PAGE_OUT_OF_RANGE'],
    ['beside its page', FORM, { place: { page: 1, rect: { x0: 600, y0: 0, x1: 700, y1: 9 } } }, 'RECT_INVALID'],
    ['that locks what is not there', FORM, { lock: { kind: 'exclude', fields: ['X'] } }, 'FIELD_NOT_FOUND'],
  ])('is refused %s', async (_what, bytes, changes, code) => {
    await expect(add(bytes, changes)).rejects.toMatchObject({ code });
    expectUntouched(bytes);
  });
});
