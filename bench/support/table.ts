/** One line of the table: what was measured, beside the physical limit of the same run. */
export interface Row {
  readonly work: string;
  readonly budget: string;
  /** Milliseconds unless the name says otherwise; median. */
  readonly measured: number;
  /** The same unit; null where the budget is absolute. */
  readonly limit: number | null;
  readonly unit: string;
  /** True where the budget holds. */
  readonly holds: boolean;
  readonly note?: string;
}

/** Median of the runs. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Milliseconds of one run. */
export async function once(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Runs `work` once without counting and then `runs` times; the median, in milliseconds. */
export async function time(runs: number, work: (run: number) => Promise<unknown>): Promise<number> {
  const taken: number[] = [];
  for (let run = -1; run < runs; run += 1) {
    const start = performance.now();
    await work(run + 1);
    if (run >= 0) taken.push(performance.now() - start);
  }
  return median(taken);
}

/** The table for people. */
export function printRows(rows: readonly Row[]): void {
  const cells = rows.map((row) => [
    row.work,
    `${format(row.measured)} ${row.unit}`,
    row.limit === null ? '-' : `${format(row.limit)} ${row.unit}`,
    row.limit === null ? '-' : (row.measured / row.limit).toFixed(2),
    row.budget,
    row.holds ? 'holds' : 'MISSED',
  ]);
  const head = ['work', 'measured', 'physical limit', 'ratio', 'budget', ''];
  const widths = head.map((title, column) => Math.max(title.length, ...cells.map((row) => row[column]?.length ?? 0)));
  for (const row of [head, ...cells]) {
    process.stdout.write(`${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}\n`);
  }
  for (const row of rows) if (row.note !== undefined) process.stdout.write(`  ${row.work}: ${row.note}\n`);
}

const format = (value: number): string =>
  value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
