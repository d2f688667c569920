import { describe, expect, it } from 'vitest';
import { Certificate } from '../../../../src-main/cms/certificate.ts';
import { readCrls } from '../../../../src-main/cms/crl.ts';
import { verifyPdf } from '../../../../src-main/pades/verify/verify-pdf.ts';
import { bytesSource } from '../../../../src-main/platform/byte-source.ts';
import { systemClock } from '../../../../src-main/platform/clock.ts';
import {
  AMOUNT,
  CATALOG,
  contract,
  FORM,
  PAGE,
  signatureObjects,
  signOnce,
  signTwice,
  stream,
} from '../../../support/attacks/contract.ts';
import { appendRevision, type RawObjects, type RevisionOptions, sign } from '../../../support/attacks/raw-pdf.ts';
import { testPki } from '../../../support/pki.ts';

const pki = testPki();
const alice = pki.signer('p-256');
const bob = pki.signer('p-384');

async function verify(pdf: Buffer, withCrls = true) {
  return verifyPdf(bytesSource(pdf), {
    anchors: [new Certificate(pki.root.certificate)],
    certificates: [],
    crls: withCrls ? [...readCrls(pki.rootCrl), ...readCrls(pki.issuingCrl)] : [],
    at: systemClock.now(),
  });
}

const signed = signOnce(contract(), alice);

describe('a signature that nothing follows', () => {
  it('passes and covers the newest revision', async () => {
    const report = await verify(signed);
    expect(report).toMatchObject({ verdict: 'TOTAL-PASSED', documentStatus: 'unchanged', visualChange: false });
    expect(report.signatures).toMatchObject([
      {
        field: 'First',
        level: 'B-B',
        coversRevision: 2,
        revisions: 2,
        changesAfter: 'none',
        changes: [],
        revocation: 'good',
      },
    ]);
    expect(report.signatures[0]?.signingTimeClaimed).toMatch(/^2026-01-02T03:04:05/);
  });

  it('is undecided without revocation data, and says so first', async () => {
    const report = await verify(signed, false);
    expect(report.signatures).toMatchObject([{ indication: 'INDETERMINATE', subIndication: 'TRY_LATER' }]);
    expect(report.signatures[0]?.warnings[0]).toBe('Intact; signer known; revocation not checked');
  });

  it('is undecided for a revoked, expired or unknown signer, and never failed for good', async () => {
    for (const [kind, subIndication] of [
      ['revoked', 'REVOKED_NO_POE'],
      ['expired', 'OUT_OF_BOUNDS_NO_POE'],
      ['self-signed', 'NO_CERTIFICATE_CHAIN_FOUND'],
    ] as const) {
      const report = await verify(signOnce(contract(), pki.signer(kind)));
      expect(report.signatures, kind).toMatchObject([{ indication: 'INDETERMINATE', subIndication }]);
    }
  });

  it('fails where any covered byte was changed', async () => {
    for (const word of ['100 euros', '/Helvetica', '(First)']) {
      const forged = Buffer.from(signed);
      forged.write('9', signed.indexOf(word) + 1);
      const report = await verify(forged);
      expect(report, word).toMatchObject({ verdict: 'TOTAL-FAILED', documentStatus: 'changed-forbidden' });
      expect(report.signatures[0]?.subIndication, word).toBe('HASH_FAILURE');
    }
  });
});

describe('further signatures', () => {
  it('leave the earlier ones valid, because the objects were compared', async () => {
    const twice = signTwice(signed, bob);
    const report = await verify(twice);
    expect(report).toMatchObject({ verdict: 'TOTAL-PASSED', documentStatus: 'changed-permitted', visualChange: false });
    expect(report.signatures).toMatchObject([
      {
        field: 'First',
        coversRevision: 2,
        changesAfter: 'permitted',
        changes: [{ revision: 3, assessment: 'permitted' }],
      },
      { field: 'Second', coversRevision: 3, changesAfter: 'none' },
    ]);
    const third = sign(
      appendRevision(twice, {
        ...signatureObjects(15, 'Third'),
        3: PAGE('6 0 R 8 0 R 9 0 R 12 0 R 15 0 R'),
        7: FORM('8 0 R 9 0 R 12 0 R 15 0 R'),
      }),
      alice,
    );
    const again = await verify(third);
    expect(again.verdict).toBe('TOTAL-PASSED');
    expect(again.signatures.map((one) => one.changesAfter)).toEqual(['permitted', 'permitted', 'none']);
  });

  it('may fill an empty field that was there', async () => {
    const empty = (value: string) =>
      `<< /Type /Annot /Subtype /Widget /FT /Sig /T (Second) ${value} /P 3 0 R /F 4 /Rect [300 50 400 90] >>`;
    const start = contract({ 12: empty(''), 3: PAGE('6 0 R 8 0 R 12 0 R'), 7: FORM('8 0 R 12 0 R') });
    const first = sign(
      appendRevision(start, {
        ...signatureObjects(13, 'First'),
        3: PAGE('6 0 R 8 0 R 12 0 R 13 0 R'),
        7: FORM('8 0 R 12 0 R 13 0 R'),
      }),
      alice,
    );
    const value = signatureObjects(16, 'unused')[17] ?? '';
    const second = sign(appendRevision(first, { 12: empty('/V 16 0 R'), 16: value }), bob);
    expect(await verify(second)).toMatchObject({ verdict: 'TOTAL-PASSED', documentStatus: 'changed-permitted' });
    const moved = empty('/V 16 0 R').replace('300 50', '0 700');
    expect((await verify(sign(appendRevision(first, { 12: moved, 16: value }), bob))).signatures[0]).toMatchObject({
      indication: 'INDETERMINATE',
      subIndication: 'SIG_CONSTRAINTS_FAILURE',
    });
  });

  it('count for nothing where they are not intact themselves', async () => {
    const twice = signTwice(signed, bob);
    const broken = Buffer.from(twice);
    broken.write('9', twice.lastIndexOf('/Rect [300') + 7);
    const report = await verify(broken);
    expect(report.verdict).toBe('TOTAL-FAILED');
    expect(report.signatures[0]).toMatchObject({ indication: 'INDETERMINATE', changesAfter: 'indeterminate' });
  });
});

interface Attack {
  readonly name: string;
  readonly make: () => Buffer;
  readonly changes: 'forbidden' | 'indeterminate';
  readonly visual?: boolean;
}

const after = (name: string, changes: Attack['changes'], objects: RawObjects, options?: RevisionOptions): Attack => ({
  name,
  changes,
  make: () => appendRevision(signed, objects, options),
});
const smuggled = (name: string, changes: Attack['changes'], objects: RawObjects): Attack => ({
  name: `${name}, under a second valid signature`,
  changes,
  make: () => signTwice(signed, bob, objects),
});
const OTHER_TEXT = stream('BT /F1 12 Tf 72 720 Td (I owe you 9) Tj ET');

const ATTACKS: readonly Attack[] = [
  { ...after('page content replaced', 'forbidden', { 4: OTHER_TEXT }), visual: true },
  {
    ...after('font replaced', 'forbidden', { 5: '<< /Type /Font /Subtype /Type1 /BaseFont /Symbol >>' }),
    visual: true,
  },
  { ...after('page box changed', 'forbidden', { 3: PAGE('6 0 R 8 0 R 9 0 R').replace('842', '100') }), visual: true },
  { ...after('page tree exchanged', 'forbidden', { 2: '<< /Type /Pages /Kids [] /Count 0 >>' }), visual: true },
  {
    ...after('catalog leads to other pages', 'forbidden', {
      1: CATALOG.replace('2 0 R', '20 0 R'),
      20: '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    }),
    visual: true,
  },
  { ...after('another catalog', 'forbidden', { 20: CATALOG }, { root: '20 0 R' }), visual: true },
  {
    ...after('annotation changed', 'forbidden', {
      6: '<< /Type /Annot /Subtype /FreeText /Rect [0 0 595 842] /Contents (void) >>',
    }),
    visual: true,
  },
  {
    ...after('annotation added', 'indeterminate', {
      20: '<< /Type /Annot /Subtype /FreeText /Rect [0 0 595 842] >>',
      3: PAGE('6 0 R 8 0 R 9 0 R 20 0 R'),
    }),
    visual: true,
  },
  after('signed field removed from the form', 'forbidden', { 7: FORM('8 0 R') }),
  after('signature removed from its field', 'forbidden', {
    9: '<< /Type /Annot /Subtype /Widget /FT /Sig /T (First) /P 3 0 R /Rect [0 0 0 0] >>',
  }),
  after('appearance of the signature replaced', 'forbidden', {
    11: '<< /Type /XObject /Subtype /Form /BBox [0 0 1 1] /Length 0 >>\nstream\n\nendstream',
  }),
  {
    ...after('page content replaced by what cannot be read', 'forbidden', {
      4: '<< /Length 9999999 >>\nstream\n\nendstream',
    }),
    visual: true,
  },
  after('form field moved while it was filled', 'indeterminate', {
    8: AMOUNT.replace('(100)', '(999)').replace('[50 50', '[50 60'),
  }),
  after('object added that nothing leads to', 'indeterminate', { 20: '<< /Hello /World >>' }),
  after('nothing changed, but something appended', 'indeterminate', {}),
  after('script added to the catalog', 'indeterminate', {
    1: CATALOG.replace('>>', '/OpenAction 20 0 R >>'),
    20: '<< /S /JavaScript /JS (app.alert(1)) >>',
  }),
  after('document description added', 'indeterminate', { 20: '<< /Title (Other) >>' }, { trailer: '/Info 20 0 R' }),
  after('signature field without a signature added', 'indeterminate', {
    20: '<< /FT /Sig /T (Later) /Type /Annot /Subtype /Widget /P 3 0 R /Rect [0 0 9 9] >>',
    7: FORM('8 0 R 9 0 R 20 0 R'),
  }),
  {
    name: 'bytes after the end',
    changes: 'indeterminate',
    make: () => Buffer.concat([signed, Buffer.from('4 0 obj\n<<>>\nendobj\n')]),
  },
  { ...smuggled('page content replaced', 'forbidden', { 4: OTHER_TEXT }), visual: true },
  smuggled('form field renamed while it was filled', 'indeterminate', {
    8: AMOUNT.replace('(100)', '(999)').replace('(Amount)', '(Total)'),
  }),
  smuggled('page added that nothing leads to', 'indeterminate', { 20: PAGE('') }),
  smuggled('resources of the form exchanged', 'indeterminate', {
    7: FORM('8 0 R 9 0 R 12 0 R').replace('>>', '/DR << /Font << /F1 20 0 R >> >> >>'),
    20: '<< /Type /Font /Subtype /Type1 /BaseFont /Symbol >>',
  }),
  smuggled('default appearance of the form changed', 'indeterminate', {
    7: FORM('8 0 R 9 0 R 12 0 R').replace('>>', '/NeedAppearances true >>'),
  }),
  {
    ...smuggled('action on the new widget', 'indeterminate', {
      12: (signatureObjects(12, 'Second')[12] ?? '').replace('/F 132', '/A << /S /JavaScript /JS (1) >> /F 132'),
    }),
    visual: true,
  },
  {
    name: 'an old reference to nothing comes alive as the appearance of a second signature',
    changes: 'indeterminate',
    make: () =>
      signTwice(
        signOnce(contract({ 4: OTHER_TEXT, 5: '<< /Type /Font /Subtype /Type3 /CharProcs << /a 14 0 R >> >>' }), alice),
        bob,
      ),
  },
];

describe('what later revisions may not do', () => {
  it.each(ATTACKS)('$name', async ({ make, changes, visual }) => {
    const report = await verify(make());
    const first = report.signatures.find((one) => one.field === 'First');
    expect(first).toMatchObject({
      indication: 'INDETERMINATE',
      subIndication: 'SIG_CONSTRAINTS_FAILURE',
      changesAfter: changes,
    });
    expect(report.documentStatus).toBe(changes === 'forbidden' ? 'changed-forbidden' : 'unclear');
    expect(report.visualChange).toBe(visual ?? false);
  });

  it('lets a form gain no fonts where a program draws a field with them', async () => {
    const bare = signOnce(contract({ 8: AMOUNT.replace('>>', '/AP << >> >>') }), alice);
    const fonts = FORM('8 0 R 9 0 R 12 0 R').replace('>>', '/DR << /Font << /F1 50 0 R >> >> >>');
    const report = await verify(signTwice(bare, bob, { 7: fonts, 50: '<< /Type /Font /Subtype /Type3 >>' }));
    expect(report.documentStatus).toBe('unclear');
  });

  it('counts objects that were written again but say the same as unchanged', async () => {
    const report = await verify(
      signTwice(signed, bob, { 6: '<< /Border[0 0 0]/Rect[10 10 20 20]/Subtype/Link/Type/Annot >>' }),
    );
    expect(report).toMatchObject({ verdict: 'TOTAL-PASSED', documentStatus: 'changed-permitted' });
  });
});

describe('certification', () => {
  const docMdp = (p: number) =>
    `/Reference [<< /Type /SigRef /TransformMethod /DocMDP /TransformParams << /Type /TransformParams /P ${p} /V /1.2 >> >>]`;

  it('P 1 forbids a second signature, P 2 does not', async () => {
    const strict = await verify(signTwice(signOnce(contract(), alice, docMdp(1)), bob));
    expect(strict.signatures[0]).toMatchObject({ certify: 'no-changes', changesAfter: 'forbidden' });
    const lenient = await verify(signTwice(signOnce(contract(), alice, docMdp(2)), bob));
    expect(lenient.signatures[0]).toMatchObject({ certify: 'forms', changesAfter: 'permitted' });
  });

  it('validation data are exempt, also under P 1', async () => {
    const certified = signOnce(contract(), alice, docMdp(1));
    const report = await verify(
      appendRevision(certified, {
        1: CATALOG.replace('>>', '/DSS 40 0 R >>'),
        40: '<< /Type /DSS /Certs [41 0 R] >>',
        41: stream('certificate'),
      }),
    );
    expect(report.signatures[0]).toMatchObject({ certify: 'no-changes', changesAfter: 'permitted' });
  });

  it('the strictest of all signatures counts: a lock of a later one closes what the certification left open', async () => {
    const lock =
      '/Reference [<< /Type /SigRef /TransformMethod /FieldMDP /TransformParams << /Action /Exclude /Fields [(None)] /P 1 >> >>]';
    const certified = signOnce(contract(), alice, docMdp(3));
    const locked = sign(
      appendRevision(certified, {
        ...signatureObjects(12, 'Second', lock),
        3: PAGE('6 0 R 8 0 R 9 0 R 12 0 R'),
        7: FORM('8 0 R 9 0 R 12 0 R'),
      }),
      bob,
    );
    const filled = await verify(appendRevision(locked, { 8: AMOUNT.replace('(100)', '(999)') }));
    // The first signature permits it by itself; the second one locked the field.
    expect(filled.signatures.map(({ changesAfter }) => changesAfter)).toEqual(['permitted', 'forbidden']);
  });

  it('a lock forbids what it names', async () => {
    const lock = (fields: string) =>
      `/Reference [<< /Type /SigRef /TransformMethod /FieldMDP /TransformParams << /Action /Include /Fields [${fields}] >> >>]`;
    const fill = (pdf: Buffer) => appendRevision(pdf, { 8: AMOUNT.replace('(100)', '(999)') });
    const locked = await verify(fill(signOnce(contract(), alice, lock('(Amount)'))));
    expect(locked.signatures[0]?.changesAfter).toBe('forbidden');
    const open = await verify(fill(signOnce(contract(), alice, lock('(Other)'))));
    expect(open.signatures[0]?.changesAfter).toBe('permitted');
  });

  it.each<[string, string, string]>([
    ['names', '/Action /Include /Fields [(Amount)]', 'forbidden'],
    ['does not name', '/Action /Include /Fields [(Other)]', 'permitted'],
    ['closes with the whole document', '/Action /Include /Fields [(Other)] /P 1', 'forbidden'],
  ])(
    'the /Lock of a signed field locks what it %s, also where the signature does not repeat it',
    async (_name, lock, changesAfter) => {
      const made = signatureObjects(9, 'First');
      const locked = sign(
        appendRevision(contract(), {
          ...made,
          9: (made[9] ?? '').replace('/FT', '/Lock 20 0 R /FT'),
          20: `<< /Type /SigFieldLock ${lock} >>`,
          3: PAGE('6 0 R 8 0 R 9 0 R'),
          7: FORM('8 0 R 9 0 R'),
        }),
        alice,
      );
      const report = await verify(appendRevision(locked, { 8: AMOUNT.replace('(100)', '(999)') }));
      expect(report.signatures[0]?.changesAfter).toBe(changesAfter);
    },
  );

  it.each([
    ['another first identifier is told', '/ID [<02> <03>]', ['another identifier']],
    ['another second identifier is ordinary', '/ID [<01> <03>]', []],
  ])('%s', async (_name, trailer, told) => {
    const once = sign(
      appendRevision(
        contract(),
        { ...signatureObjects(9, 'First'), 3: PAGE('6 0 R 8 0 R 9 0 R'), 7: FORM('8 0 R 9 0 R') },
        { trailer: '/ID [<01> <02>]' },
      ),
      alice,
    );
    const twice = sign(
      appendRevision(
        once,
        {
          ...signatureObjects(12, 'Second'),
          3: PAGE('6 0 R 8 0 R 9 0 R 12 0 R'),
          7: FORM('8 0 R 9 0 R 12 0 R'),
        },
        { trailer },
      ),
      bob,
    );
    const [first] = (await verify(twice)).signatures;
    expect(first?.changesAfter).toBe('permitted');
    const identifiers = first?.changes.filter(({ description }) => description.includes('identifier')) ?? [];
    expect(identifiers).toHaveLength(told.length);
  });

  const REMARK =
    '<< /Type /Annot /Subtype /FreeText /Rect [60 700 300 730] /Contents (paid) /P 3 0 R /AP << /N 21 0 R >> >>';
  const LOOK = '<< /Type /XObject /Subtype /Form /BBox [0 0 100 40] /Length 0 >>\nstream\n\nendstream';
  const remarked = (p: number | null, objects: RawObjects = {}) =>
    appendRevision(signOnce(contract(), alice, p === null ? '' : docMdp(p)), {
      20: REMARK,
      21: LOOK,
      3: PAGE('6 0 R 8 0 R 9 0 R 20 0 R'),
      ...objects,
    });

  it.each([
    [1, 'forbidden'],
    [2, 'forbidden'],
    [3, 'permitted'],
    [null, 'indeterminate'],
  ] as const)('P %s finds a remark %s, with its page, and never unseen', async (p, changesAfter) => {
    const report = await verify(remarked(p));
    expect(report.signatures[0]).toMatchObject({ changesAfter });
    expect(report.signatures[0]?.changes[0]).toMatchObject({ pages: [1], object: 20 });
    expect(report.signatures[0]?.changes[0]?.description).toBe(
      p === 3 || p === null
        ? 'Page 1: a text annotation that says “paid” was added.'
        : `Page 1: a text annotation that says “paid” was added. The certification of the document ${p === 1 ? 'permits no changes.' : 'does not permit it.'}`,
    );
    expect(report.visualChange).toBe(true);
  });

  it.each<[string, RawObjects]>([
    ['an action', { 20: REMARK.replace('/P 3', '/A << /S /URI /URI (x) >> /P 3') }],
    [
      'a script behind its look',
      { 21: LOOK.replace('/Length', '/AA 22 0 R /Length'), 22: '<< /S /JavaScript /JS (1) >>' },
    ],
    ['a layer', { 20: REMARK.replace('/P 3', '/OC 22 0 R /P 3'), 22: '<< /Type /OCG /Name (x) >>' }],
    ['a file', { 20: REMARK.replace('FreeText', 'FileAttachment') }],
    ['a link', { 20: REMARK.replace('FreeText', 'Link') }],
    ['a place on the page twice', { 3: PAGE('6 0 R 8 0 R 9 0 R 20 0 R 20 0 R') }],
    ['another one taken away', { 3: PAGE('8 0 R 9 0 R 20 0 R') }],
    ['another one changed', { 6: '<< /Type /Annot /Subtype /Link /Rect [0 0 500 800] >>' }],
    ['content changed along with it', { 4: OTHER_TEXT }],
  ])('P 3 does not permit a remark with %s', async (_name, objects) => {
    const report = await verify(remarked(3, objects));
    expect(report.signatures[0]?.changesAfter).toMatch(/forbidden|indeterminate/);
  });
});
