import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { SignatureReport } from '../../../shared/domain/verification.ts';
import { PdfDocument } from '../../../src-main/pdf/document.ts';
import { bytesSource } from '../../../src-main/platform/byte-source.ts';
import type { Block } from '../../../src-main/report/pdf/blocks.ts';
import { composeReport } from '../../../src-main/report/pdf/compose.ts';
import { validationReportPdf } from '../../../src-main/report/pdf/report-pdf.ts';
import { wordsDe } from '../../../src-main/report/pdf/words-de.ts';
import { wordsEn } from '../../../src-main/report/pdf/words-en.ts';
import { runProgram } from '../../support/cli.ts';
import { certificateOf, everySubIndication, inputOf, passedSignature, reportOf } from '../../support/report-samples.ts';
import { describeWithTool, requireTool, temporaryFolder } from '../../support/tools.ts';
import { qpdfComplaint } from '../../support/witnesses.ts';

const folder = temporaryFolder();
const printed = async (bytes: Uint8Array): Promise<string> => {
  const file = join(folder, `${Math.abs(bytes.length)}.pdf`);
  writeFileSync(file, bytes);
  expect(await qpdfComplaint(file)).toBe('');
  const { stdout } = await runProgram(requireTool('pdftotext'), ['-layout', file, '-']);
  return stdout.replace(/\s+/g, ' ');
};

/** Of the block that says the verdict. */
const titleOf = (block: Block | undefined) => (block?.kind === 'verdict' ? block.title : block?.kind);

/** Paths of all texts of a catalogue. */
function keysOf(value: object, prefix = ''): string[] {
  return Object.entries(value).flatMap(([key, inner]) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? keysOf(inner, `${prefix}${key}.`)
      : [`${prefix}${key}`],
  );
}

describe('the printed report', () => {
  it('is the same twice, tagged, with title and language', async () => {
    const input = inputOf(reportOf([passedSignature()]));
    const bytes = await validationReportPdf(input, 'de');
    expect(Buffer.from(bytes).equals(await validationReportPdf(input, 'de'))).toBe(true);
    const document = await PdfDocument.open(bytesSource(bytes));
    const { dict } = await document.catalog();
    expect([...dict.entries.keys()]).toEqual(
      expect.arrayContaining(['Lang', 'MarkInfo', 'StructTreeRoot', 'Metadata']),
    );
  });

  it('counts signatures and document timestamps each for themselves', () => {
    const signature = passedSignature();
    const timestamp = passedSignature({ kind: 'timestamp' });
    const failed = { indication: 'TOTAL-FAILED' } as const;
    const open = { indication: 'INDETERMINATE' } as const;
    const titles = (...signatures: SignatureReport[]) =>
      [wordsEn, wordsDe].map((words) => composeReport(inputOf(reportOf(signatures)), words)[1]).map(titleOf);
    expect(titles(signature, timestamp)).toEqual([
      'The signature and the timestamp are valid',
      'Die Signatur und der Zeitstempel sind gültig',
    ]);
    expect(titles(signature, signature, timestamp, timestamp)).toEqual([
      'All 2 signatures and the 2 timestamps are valid',
      'Alle 2 Signaturen und die 2 Zeitstempel sind gültig',
    ]);
    expect(titles(timestamp)).toEqual(['The timestamp is valid', 'Der Zeitstempel ist gültig']);
    expect(titles(signature)).toEqual(['The signature is valid', 'Die Signatur ist gültig']);
    expect(titles(signature, { ...timestamp, ...failed })).toEqual([
      'The timestamp is not valid',
      'Der Zeitstempel ist ungültig',
    ]);
    expect(titles(signature, { ...signature, ...failed }, { ...timestamp, ...failed })).toEqual([
      '1 of 2 signatures is not valid',
      '1 von 2 Signaturen ist ungültig',
    ]);
    expect(titles({ ...signature, ...open }, timestamp)).toEqual([
      'It cannot be decided whether the signature is valid',
      'Ob die Signatur gültig ist, lässt sich nicht entscheiden',
    ]);
  });

  it('has the same texts in both languages', () => {
    expect(keysOf(wordsDe)).toEqual(keysOf(wordsEn));
    expect(wordsDe.meaning.paragraphs).toHaveLength(wordsEn.meaning.paragraphs.length);
  });
});

describeWithTool(['qpdf', 'pdftotext'], 'what is printed', () => {
  it('gives each reason in words, over as many pages as it takes', async () => {
    const text = await printed(await validationReportPdf(inputOf(reportOf(everySubIndication())), 'en'));
    for (const { subIndication } of everySubIndication()) expect(text).toContain(`/ ${subIndication}`);
    expect(text).toContain('6 of 26 signatures are not valid');
    expect(text).toContain(wordsEn.reasons.HASH_FAILURE);
    expect(text).toMatch(/Page 20 of \d\d/);
  });

  it('wraps what is long and cuts what is endless, and shows names in their own script', async () => {
    const signer = certificateOf('Ελένη 山田太郎', 'Issuing CA', 'a');
    const warnings = ['x'.repeat(500), 'word '.repeat(50_000)];
    const bytes = await validationReportPdf(inputOf(reportOf([passedSignature({ signer, warnings })])), 'en');
    const text = await printed(bytes);
    expect(text).toContain('Ελένη 山田太郎');
    expect(text.match(/x/g)?.length).toBeGreaterThanOrEqual(500);
    expect(text).toMatch(/Page 1 of [3-6] /);
  });

  it('says claimed and proved apart, and what was not checked', async () => {
    const claimed = passedSignature({ timestamps: [], level: 'B-B', bestSignatureTime: '2026-03-04T05:06:07Z' });
    const input = inputOf(reportOf([claimed, passedSignature()]));
    const setting = { ...input.report.setting, checksOff: ['Revocation of authorities was not checked.'] };
    const text = await printed(await validationReportPdf({ ...input, report: { ...input.report, setting } }, 'en'));
    expect(text).toContain('2026-03-01 09:59:30 UTC by the signer’s own clock: claimed, not proved');
    expect(text).toContain('Existed at 2026-03-01 10:00:00 UTC: proved by a timestamp');
    expect(text).toContain('No timestamp proves the time.');
    expect(text).toContain('Revocation of authorities was not checked.');
    expect(text).toContain('http://crl.example/ca.crl');
    expect(text).toContain('DE: Federal Network Agency, no. 42 of 2026-01-01 00:00:00 UTC, which should have been');
    expect(text).toContain('2026-03-01 10:00:00 UTC (proved)');
  });

  it('says when and why a certificate was revoked', async () => {
    const evidence = passedSignature().evidence.map((one) => ({
      ...one,
      revoked: { time: '2026-02-03T04:05:06Z', reason: 'keyCompromise' as const },
    }));
    const input = inputOf(reportOf([passedSignature({ evidence })]));
    const words = {
      en: 'was revoked on 2026-02-03 04:05:06 UTC (key compromised)',
      de: 'wurde am 2026-02-03 04:05:06 UTC gesperrt',
    };
    expect(await printed(await validationReportPdf(input, 'en'))).toContain(words.en);
    expect(await printed(await validationReportPdf(input, 'de'))).toContain(words.de);
  });

  it('says of a file without signatures that it has none', async () => {
    expect(await printed(await validationReportPdf(inputOf(reportOf([])), 'en'))).toContain('The file is not signed');
  });
});
