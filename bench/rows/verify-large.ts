import { rmSync } from 'node:fs';
import path from 'node:path';
import { writeBigPdf } from '../support/big-pdf.ts';
import { runProcess } from '../support/processes.ts';
import type { Setting } from '../support/setting.ts';
import { median, type Row } from '../support/table.ts';
import { withRun } from './signing.ts';

const LAUNCHER = path.join(import.meta.dirname, '..', '..', 'bin', 'countersign.mjs');
const SIZE = 1_000_000_000;
const ROUNDS = 5;

/** A signed file of 1 GB by the command line, start included, beside sha256sum of the same file in the same run. */
export async function verifyGigabyte(setting: Setting): Promise<Row[]> {
  const [source, target] = [setting.at('giga-to-verify.pdf'), setting.at('giga-signed.pdf')];
  await writeBigPdf(source, SIZE);
  try {
    await withRun(setting, (run) => run.sign({ source, target, replace: true }));
    rmSync(source);
    const words = ['verify', target, '--offline', '--trust', setting.root, '--crls', setting.crls];
    // What is stale is built now, and the file lies in memory: neither is what is measured.
    await runProcess(process.execPath, [LAUNCHER, ...words]);
    const [ours, bare, peaks]: [number[], number[], number[]] = [[], [], []];
    for (let round = 0; round < ROUNDS; round += 1) {
      bare.push((await runProcess('sha256sum', [target])).milliseconds);
      const run = await runProcess(process.execPath, [LAUNCHER, ...words], { memory: true });
      ours.push(run.milliseconds);
      peaks.push(run.peakMegabytes);
    }
    const [measured, limit, peak] = [median(ours), median(bare), Math.max(...peaks)];
    return [
      {
        work: 'verify 1 GB, whole process',
        budget: '≤ 1.3 × sha256sum',
        unit: 'ms',
        measured,
        limit,
        holds: measured <= 1.3 * limit,
        note: `peak memory ${peak.toFixed(0)} MB`,
      },
    ];
  } finally {
    for (const file of [source, target]) rmSync(file, { force: true });
  }
}
