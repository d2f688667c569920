import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import path from 'node:path';
import { systemClock } from '../src-main/platform/clock.ts';
import { batch } from './rows/batch.ts';
import { card } from './rows/card.ts';
import { chain } from './rows/chain.ts';
import { hostileModule } from './rows/hostile-module.ts';
import { insertion } from './rows/insertion.ts';
import { longTerm } from './rows/large.ts';
import { oneGigabyte, smallProcess, tenMegabytes } from './rows/signing.ts';
import { verifyGigabyte } from './rows/verify-large.ts';
import { verifyWithLists } from './rows/verify-lists.ts';
import { manyFiles, manySignatures } from './rows/verify-many.ts';
import { verifying } from './rows/verifying.ts';
import { makeSetting, PIN, type Setting } from './support/setting.ts';
import { printRows, type Row } from './support/table.ts';

/** `npm run bench [-- NAME…]`: measures each row beside its physical limit in the same run, prints a table, writes JSON. */
const ROWS = {
  'sign-10mb': async (setting: Parameters<typeof tenMegabytes>[0]) => [await tenMegabytes(setting)],
  'sign-1gb': oneGigabyte,
  'sign-process': smallProcess,
  verify: verifying,
  'verify-100': manySignatures,
  'verify-50-files': manyFiles,
  'verify-1gb': verifyGigabyte,
  'verify-lists': verifyWithLists,
  chain,
  batch,
  card,
  insertion,
  'hostile-module': hostileModule,
  'extend-10mb': (setting: Setting) => longTerm(setting, 10_000_000, 5),
  'extend-1gb': (setting: Setting) => longTerm(setting, 1_000_000_000, 2),
  'extend-5gb': (setting: Setting) => longTerm(setting, 5_000_000_000, 1),
} as const;

/** Takes minutes and 15 GB of disk: measured where it is asked for. */
const ASKED_FOR = process.env.COUNTERSIGN_LARGE === '1' ? [] : ['extend-5gb'];

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !Object.hasOwn(ROWS, name));
if (unknown.length > 0) {
  process.stderr.write(`No row is called ${unknown.join(', ')}. The rows are ${Object.keys(ROWS).join(', ')}.\n`);
  process.exit(64);
}
process.env.BENCH_PIN = PIN;
const setting = await makeSetting();
try {
  const rows: Row[] = [];
  for (const [name, measure] of Object.entries(ROWS)) {
    if (wanted.length > 0 ? !wanted.includes(name) : ASKED_FOR.includes(name)) continue;
    process.stderr.write(`· ${name} …\n`);
    rows.push(...(await measure(setting)));
  }
  printRows(rows);
  const folder = path.join(import.meta.dirname, 'results');
  mkdirSync(folder, { recursive: true });
  const time = systemClock.now().toISOString();
  const file = path.join(folder, `${time.replaceAll(':', '-')}.json`);
  const machine = { node: process.version, cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length };
  writeFileSync(file, `${JSON.stringify({ time, machine, rows }, null, 2)}\n`);
  process.stdout.write(`\nWritten to ${path.relative(process.cwd(), file)}\n`);
  if (rows.some((row) => !row.holds)) process.exitCode = 1;
} finally {
  setting.remove();
}
