import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { BATCH_SCHEMA_FILE, batchSchema } from '../../../../scripts/schema.ts';
import type { BatchResults } from '../../../../shared/domain/batch-results.ts';
import { idOf } from '../../../../src-main/workflow/batch/batch-view.ts';
import type { BatchOutcome, BatchTask } from '../../../../src-main/workflow/batch/journal.ts';
import { Pace } from '../../../../src-main/workflow/batch/pace.ts';
import { isTableOf, resultsForm, resultsTable } from '../../../../src-main/workflow/batch/results-table.ts';
import { saveText } from '../../../../src-main/workflow/save-text.ts';
import { temporaryFolder } from '../../../support/tools.ts';

const task = (source: string): BatchTask => ({ source, target: `${source}-signed.pdf`, form: 'pdf' });
const plan = {
  id: idOf(`batch-${'0'.repeat(32)}`),
  began: '2026-01-31T12:00:00.000Z',
  tasks: [task('/in/a, "b".pdf'), task('=1+1.pdf'), task('/in/c.pdf')],
};
const SHA256 = 'ab'.repeat(32);
const outcomes: readonly BatchOutcome[] = [
  { index: 0, state: 'signed', level: 'B-B', queued: true, ledgerIndex: 7, sha256: SHA256 },
  { index: 1, state: 'failed', failure: { code: 'INPUT_NOT_PDF', message: 'No PDF;\nchoose one.', details: {} } },
];

describe('the table of results', () => {
  it.each(['csv', 'json'] as const)(
    'as %s is known again as that of its batch, whatever became of its files',
    (form) => {
      const table = resultsTable(plan, (index) => outcomes[index], form);
      expect(isTableOf(table, plan, form)).toBe(true);
      expect(
        isTableOf(
          resultsTable(plan, () => undefined, form),
          plan,
          form,
        ),
      ).toBe(true);
      const other = { ...plan, id: idOf(`batch-${'1'.repeat(32)}`), tasks: [task('/in/other.pdf')] };
      expect(isTableOf(table, other, form)).toBe(false);
      expect(isTableOf('', plan, form)).toBe(false);
      expect(isTableOf(`file,state\r\n${table}`, plan, form)).toBe(false);
    },
  );

  it('as CSV: quoted as RFC 4180 has it, and no cell is a formula', () => {
    const table = resultsTable(plan, (index) => outcomes[index], 'csv');
    expect(table).toBe(
      [
        '\ufefffile,state,output,level,queued,sha256,ledger entry,error,message',
        `"/in/a, ""b"".pdf",signed,"/in/a, ""b"".pdf-signed.pdf",B-B,yes,${SHA256},7,,`,
        `'=1+1.pdf,failed,,,,,,INPUT_NOT_PDF,"No PDF;\nchoose one."`,
        '/in/c.pdf,not signed,,,,,,,',
        '',
      ].join('\r\n'),
    );
  });

  it('as JSON: the same', () => {
    const made: unknown = JSON.parse(resultsTable(plan, (index) => outcomes[index], 'json'));
    const ajv = new Ajv2020({ formats: { 'date-time': (text: string) => !Number.isNaN(Date.parse(text)) } });
    const matches = ajv.compile(JSON.parse(readFileSync(BATCH_SCHEMA_FILE, 'utf8')));
    matches(made);
    expect(matches.errors ?? []).toEqual([]);
    const { files } = made as BatchResults;
    expect(files).toMatchObject([
      {
        file: '/in/a, "b".pdf',
        state: 'signed',
        level: 'B-B',
        queued: true,
        sha256: SHA256,
        ledgerIndex: 7,
        error: null,
      },
      { file: '=1+1.pdf', state: 'failed', output: null, error: { code: 'INPUT_NOT_PDF' } },
      { file: '/in/c.pdf', state: 'not signed', error: null },
    ]);
  });

  it.each([
    ['=1+1', "'=1+1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "\t'=1"],
    ['a;=HYPERLINK("x")', `"a;'=HYPERLINK(""x"")"`],
    ['a; +1', `a; '+1`],
    ['a\n-1', `"a\n'-1"`],
    ['＝1', "'＝1"],
    ['a=b - c, -1 @ d', '"a=b - c, -1 @ d"'],
  ])('holds no formula, wherever a spreadsheet lets a cell begin: %j', (name, cell) => {
    const table = resultsTable({ ...plan, tasks: [task(name)] }, () => undefined, 'csv');
    expect(table.slice(table.indexOf('\r\n') + 2)).toBe(`${cell},not signed,,,,,,,\r\n`);
  });

  it('has the schema that stands in docs/', () => {
    expect(readFileSync(BATCH_SCHEMA_FILE, 'utf8'), 'stale: run node scripts/schema.ts').toBe(batchSchema());
  });

  it('is written whole, and replaces nothing unasked', async () => {
    const file = join(temporaryFolder(), 'results.csv');
    writeFileSync(file, 'older');
    await expect(saveText(file, 'newer', false)).rejects.toMatchObject({ code: 'TARGET_EXISTS' });
    await saveText(file, 'newer', true);
    expect(readFileSync(file, 'utf8')).toBe('newer');
    expect(() => resultsForm('results.xlsx')).toThrow(expect.objectContaining({ code: 'USAGE' }));
  });
});

describe('the pace of a batch', () => {
  it('is that of the last while, pauses left out', () => {
    let now = 0;
    const pace = new Pace(() => now);
    expect(pace.secondsFor(10)).toBeNull();
    for (let count = 0; count < 100; count += 1) {
      now += 100;
      pace.step();
    }
    expect(pace.perSecond).toBeCloseTo(10);
    for (let count = 0; count < 100; count += 1) {
      now += 1000;
      pace.step();
    }
    expect(pace.perSecond).toBeCloseTo(1);
    expect(pace.secondsFor(30)).toBeCloseTo(30);
    now += 3_600_000;
    pace.begin();
    expect(pace.perSecond).toBeNull();
    now += 500;
    pace.step();
    expect(pace.perSecond).toBeCloseTo(2);
  });
});
