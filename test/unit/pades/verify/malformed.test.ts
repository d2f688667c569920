import { describe, expect, it } from 'vitest';
import { Certificate } from '../../../../src-main/cms/certificate.ts';
import { verifyPdf } from '../../../../src-main/pades/verify/verify-pdf.ts';
import { bytesSource } from '../../../../src-main/platform/byte-source.ts';
import { systemClock } from '../../../../src-main/platform/clock.ts';
import { CATALOG, contract, FORM, signOnce, stream } from '../../../support/attacks/contract.ts';
import { appendRevision, rawPdf } from '../../../support/attacks/raw-pdf.ts';
import { testPki } from '../../../support/pki.ts';

const pki = testPki();
const alice = pki.signer('p-256');
const signed = signOnce(contract(), alice);

const verify = (pdf: Buffer) =>
  verifyPdf(bytesSource(pdf), {
    anchors: [new Certificate(pki.root.certificate)],
    certificates: [],
    crls: [],
    at: systemClock.now(),
  });

/** Replaces text of the signature dictionary by text of the same length. */
function edited(from: string | RegExp, to: (found: string) => string): Buffer {
  const text = signed.toString('latin1');
  const found = typeof from === 'string' ? from : (from.exec(text)?.[0] ?? '');
  const replacement = to(found);
  expect(replacement.length).toBe(found.length);
  return Buffer.from(
    text.replace(found, () => replacement),
    'latin1',
  );
}

const RANGE = /\/ByteRange \[0 \d{10} \d{10} \d{10}\]/;
const CONTENTS = /\/Contents <[0-9a-f]+>/;
const numbers = (found: string) => (found.match(/\d{10}/g) ?? []).map(Number);
const range = (...values: readonly number[]) =>
  `/ByteRange [0 ${values.map((value) => String(value).padStart(10, '0')).join(' ')}]`;

describe('a malformed signature is TOTAL-FAILED, FORMAT_FAILURE', () => {
  it.each([
    ['gap one byte too long', RANGE, (s: string) => range(...shift(numbers(s), 0, 1, -1))],
    ['gap that begins early', RANGE, (s: string) => range(...shift(numbers(s), -1, 0, 0))],
    ['gap without the delimiters', RANGE, (s: string) => range(...shift(numbers(s), 1, -1, 1))],
    ['range that ends early', RANGE, (s: string) => range(...shift(numbers(s), 0, 0, -100))],
    ['range beyond the file', RANGE, (s: string) => range(...shift(numbers(s), 0, 0, 1))],
    ['range not from the start', RANGE, (s: string) => s.replace('[0 ', '[1 ')],
    ['no range', RANGE, (s: string) => s.replace('/ByteRange', '/ByteStage')],
    ['contents all zero', CONTENTS, (s: string) => s.replace(/<.+>/, (hex) => `<${'0'.repeat(hex.length - 2)}>`)],
    ['contents with a space', CONTENTS, (s: string) => s.replace('00>', '0 >')],
    ['contents as a literal string', CONTENTS, (s: string) => s.replace('<', '(').replace('>', ')')],
    ['no contents', CONTENTS, (s: string) => s.replace('/Contents', '/Contends')],
    ['contents that are no CMS', CONTENTS, (s: string) => s.replace('<3082', '<3182')],
    ['something after the CMS', CONTENTS, (s: string) => s.replace('00>', '01>')],
    ['no filter', '/Filter /Adobe.PPKLite', (s: string) => s.replace('/Filter', '/Filler')],
    ['no sub-filter', '/SubFilter', () => '/SubFiller'],
    ['another type', '/Type /Sig ', () => '/Type /Sag '],
  ])('%s', async (_name, from, to) => {
    const report = await verify(edited(from, to));
    expect(report).toMatchObject({ verdict: 'TOTAL-FAILED' });
    expect(report.signatures).toMatchObject([
      { indication: 'TOTAL-FAILED', subIndication: 'FORMAT_FAILURE', level: null },
    ]);
    expect(report.signatures[0]?.warnings.join(' ')).toMatch(/byte \d+/);
  });

  it('and says at which byte of the file a digit, or an octet of the structure, is wrong', async () => {
    const text = signed.toString('latin1');
    const gap = text.search(CONTENTS) + '/Contents '.length;
    const end = text.indexOf('>', gap);
    const told = async (pdf: Buffer) => (await verify(pdf)).signatures[0]?.warnings[0];
    expect(await told(edited(CONTENTS, (s) => s.replace('00>', '0 >')))).toContain(`from byte ${end - 1} of the file.`);
    expect(await told(edited(CONTENTS, (s) => s.replace('<3082', '<3182')))).toContain(
      `The fault is at offset 0. That is byte ${gap + 1} of the file.`,
    );
    expect(await told(edited(CONTENTS, (s) => s.replace('00>', '01>')))).toContain(
      `The fault is at offset ${(end - gap - 1) / 2 - 1}. That is byte ${end - 2} of the file.`,
    );
  });

  it('also where the dictionary cannot be read at all', async () => {
    const report = await verify(
      appendRevision(contract(), {
        9: '<< /FT /Sig /T (First) /V 10 0 R >>',
        10: '<< /Type /Sig /Contents >>',
        7: FORM('8 0 R 9 0 R'),
      }),
    );
    expect(report.signatures).toMatchObject([{ field: 'First', subIndication: 'FORMAT_FAILURE' }]);
  });

  it('also where the field holds something else', async () => {
    const report = await verify(
      appendRevision(contract(), { 9: '<< /FT /Sig /T (First) /V (signed) >>', 7: FORM('8 0 R 9 0 R') }),
    );
    expect(report.signatures).toMatchObject([{ field: 'First', subIndication: 'FORMAT_FAILURE' }]);
  });
});

function shift(values: readonly number[], ...by: readonly number[]): number[] {
  return values.map((value, at) => value + (by[at] ?? 0));
}

describe('what is called unsigned', () => {
  it('a document without signatures', async () => {
    expect(await verify(contract())).toMatchObject({ verdict: 'NO_SIGNATURE', signatures: [] });
  });

  it('a document that has a signed one attached', async () => {
    const carrier = rawPdf({
      1: '<< /Type /Catalog /Pages 2 0 R >>',
      2: '<< /Type /Pages /Kids [] /Count 0 >>',
      3: stream(signed.toString('latin1')),
    });
    expect((await verify(carrier)).verdict).toBe('NO_SIGNATURE');
  });

  it('never one whose signature was cut off from its form', async () => {
    const cut = appendRevision(signed, { 7: FORM('8 0 R'), 1: CATALOG });
    expect((await verify(cut)).signatures).toMatchObject([{ field: 'First', changesAfter: 'forbidden' }]);
    const hidden = Buffer.from(
      signed.toString('latin1').replace('/Fields [8 0 R 9 0 R]', '/Fields [8 0 R      ]'),
      'latin1',
    );
    const report = await verify(hidden);
    expect(report.verdict).toBe('INDETERMINATE');
    expect(report.signatures).toMatchObject([{ field: '', subIndication: 'SIGNED_DATA_NOT_FOUND' }]);
  });
});

describe('PAdES conformance is no part of the verdict', () => {
  it('a signature without /M, or with /Cert, has no level but is intact', async () => {
    for (const extra of ['/Cert (x)', '/M null']) {
      const other = extra.startsWith('/M')
        ? signedWithout('/M (D:20260102030405Z)')
        : signOnce(contract(), alice, extra);
      const [signature] = (await verify(other)).signatures;
      expect(signature).toMatchObject({ level: null, subIndication: 'TRY_LATER' });
      expect(signature?.warnings.join(' ')).toContain('Not a PAdES baseline signature');
    }
  });
});

function signedWithout(entry: string): Buffer {
  return signOnce(contract(), alice, '', (body) => body.replace(entry, ' '.repeat(entry.length)));
}
