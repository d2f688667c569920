import { expect, it } from 'vitest';
import { runCorpus } from '../../scripts/corpus/run-corpus.ts';
import { summaryOf, tableOf } from '../../scripts/corpus/summary.ts';
import { corporaPath, describeWith, toolPath } from '../support/tools.ts';

const folder = corporaPath();
const absent = ['qpdf', 'pdfsig', 'pdftoppm', 'pdfinfo'].filter((tool) => toolPath(tool) === undefined);
const missing =
  folder === undefined
    ? 'corpora not there, see COUNTERSIGN_CORPORA'
    : absent.length > 0
      ? `${absent.join(', ')} not installed`
      : undefined;

/** The whole run is `npm run corpus`; this is every so many of its files. */
const SAMPLE = 30;

describeWith('files of the corpora', missing, () => {
  it('are signed or refused, and every witness accepts what is signed', async () => {
    const verdicts = await runCorpus({ folder: folder ?? '', sample: SAMPLE });
    const { wrong, signed, eligible } = summaryOf(verdicts);
    expect(wrong, tableOf(verdicts)).toBe(0);
    expect(verdicts).toHaveLength(SAMPLE);
    expect(signed / eligible, tableOf(verdicts)).toBeGreaterThan(0.9);
  }, 120_000);

  it('that are damaged are signed as repaired copies', async () => {
    const verdicts = await runCorpus({ folder: folder ?? '', only: 'odd/libpdf/fixtures/layers', repair: true });
    expect(summaryOf(verdicts), tableOf(verdicts)).toMatchObject({ wrong: 0, refused: 0 });
    expect(verdicts.length).toBeGreaterThan(3);
  }, 120_000);
});

it('a run that finds nothing wrong says what came of every file', () => {
  const common = { detail: 'why', eligible: true, milliseconds: 1 };
  const verdicts = [
    { ...common, file: 'a.pdf', outcome: 'signed', code: '' },
    { ...common, file: 'b.pdf', outcome: 'refused', code: 'PDF_XFA' },
    { ...common, file: 'c.pdf', outcome: 'wrong', code: '' },
  ] as const;
  expect(summaryOf(verdicts)).toEqual({ signed: 1, refused: 1, wrong: 1, eligible: 3, share: 1 / 3 });
  expect(tableOf(verdicts)).toMatch(
    /PDF_XFA +1[\s\S]*33\.33 %[\s\S]*Refused of those:\n {2}PDF_XFA {2}b\.pdf[\s\S]*Wrong:\n {2}c\.pdf/,
  );
});
