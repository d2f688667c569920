import path from 'node:path';
import { AppError } from '../../../shared/contract/app-error.ts';
import type { BatchResults, ResultRow } from '../../../shared/domain/batch-results.ts';
import type { BatchOutcome, BatchPlan, BatchTask } from './journal.ts';

export type ResultsForm = 'csv' | 'json';

/** The form that the name of a table of results asks for. @throws AppError USAGE */
export function resultsForm(file: string): ResultsForm {
  const ending = path.extname(file).slice(1).toLowerCase();
  if (ending === 'csv' || ending === 'json') return ending;
  throw new AppError(
    'USAGE',
    `“${path.basename(file)}” does not say what form the results are to have. Name a file that ends in .csv or .json.`,
  );
}

/** Where a cell may begin, and what begins a formula there; the wide forms of East Asian keyboards too. */
const FORMULA = /(^|[;\t\r\n][ \u3000]*)([=+\-@＝＋－＠])/gu;

const COLUMNS = ['file', 'state', 'output', 'level', 'queued', 'sha256', 'ledger entry', 'error', 'message'];

export function resultRow({ source, target }: BatchTask, outcome: BatchOutcome | undefined): ResultRow {
  const nothing = { output: null, level: null, queued: false, sha256: null, ledgerIndex: null, error: null };
  if (outcome === undefined) return { file: source, state: 'not signed', ...nothing };
  if (outcome.state === 'failed') {
    const { code, message } = outcome.failure;
    return { file: source, state: 'failed', ...nothing, error: { code, message } };
  }
  const { level, queued, sha256, ledgerIndex } = outcome;
  return { file: source, state: 'signed', output: target, level, queued, sha256, ledgerIndex, error: null };
}

/** A line for each file in the order in which they were named: CSV (RFC 4180, UTF-8 with a byte order mark, as spreadsheets want it) or JSON. */
export function resultsTable(
  plan: Pick<BatchPlan, 'id' | 'began' | 'tasks'>,
  outcomeOf: (index: number) => BatchOutcome | undefined,
  form: ResultsForm,
): string {
  const rows = plan.tasks.map((task, index) => resultRow(task, outcomeOf(index)));
  if (form === 'json') {
    const results: BatchResults = { batch: plan.id, began: plan.began, files: rows };
    return `${JSON.stringify(results, null, 2)}\n`;
  }
  const lines = rows.map(({ file, state, output, level, queued, sha256, ledgerIndex, error }) =>
    [file, state, output, level, queued ? 'yes' : '', sha256, ledgerIndex, error?.code, error?.message].map(cell),
  );
  return `\ufeff${[COLUMNS, ...lines].map((line) => `${line.join(',')}\r\n`).join('')}`;
}

/** Whether a text begins as the table of this batch does, whatever had become of its files then. */
export function isTableOf(text: string, plan: Pick<BatchPlan, 'id' | 'began' | 'tasks'>, form: ResultsForm): boolean {
  const [first] = plan.tasks;
  if (first === undefined) return false;
  const empty = resultsTable({ ...plan, tasks: [first] }, () => undefined, form);
  // Up to the state of the first file, or to the list of files.
  const end = form === 'csv' ? empty.lastIndexOf(cell('not signed')) : empty.indexOf('"files"');
  return text.startsWith(empty.slice(0, end));
}

/**
 * SECURITY: names come from elsewhere; what a spreadsheet would take for a formula is made a text by an apostrophe before it. That holds
 * within a cell too: programs set up for another language end cells at semicolons, tabs and line breaks, whatever the quotes say.
 */
function cell(value: string | number | null | undefined): string {
  const text = value === null || value === undefined ? '' : String(value);
  const safe = typeof value === 'string' ? text.replace(FORMULA, "$1'$2") : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
