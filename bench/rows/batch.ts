import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { cpus } from 'node:os';
import path from 'node:path';
import { documentOf100Kb } from '../support/document-of-100-kb.ts';
import { runProcess } from '../support/processes.ts';
import { rawSigning } from '../support/raw-sign.ts';
import { PIN, type Setting, TOKEN } from '../support/setting.ts';
import { median, type Row } from '../support/table.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
const LAUNCHER = path.join(ROOT, 'bin', 'countersign.mjs');
const COUNT = 2000;
const ROUNDS = 2;

/** A batch of small files by the command line with one PIN, start included, beside what key, processors and disk allow bare. */
export async function batch(setting: Setting): Promise<Row[]> {
  const from = setting.at('batch');
  mkdirSync(from);
  const document = await documentOf100Kb();
  for (let number = 0; number < COUNT; number += 1) writeFileSync(path.join(from, `${number}.pdf`), document);
  const { module } = setting;
  const key = module === undefined ? ['--p12', setting.p12] : ['--module', module, '--token', TOKEN];
  const rates: number[] = [];
  // What is stale is built now, not while it is measured.
  await runProcess(process.execPath, [LAUNCHER, '--version']);
  const limits: { rate: number; note: string }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    // Nothing is deleted in between: some file systems look long for room that was freed a moment ago.
    const [bare, to] = [setting.at(`batch-bare-${round}`), setting.at(`batch-signed-${round}`)];
    mkdirSync(bare);
    const sign = module === undefined ? undefined : rawSigning(module, PIN, 200);
    limits.push(limitOf(bareFiles(from, bare), sign));
    const words = ['sign', '--batch', from, '-o', `${to}/`, ...key, '--pin-env', 'BENCH_PIN'];
    // What the bench itself wrote is on the disk first.
    if (process.platform !== 'win32') execFileSync('sync');
    const { milliseconds } = await runProcess(process.execPath, [LAUNCHER, ...words]);
    rates.push((COUNT * 1000) / milliseconds);
  }
  const measured = median(rates);
  const limit = median(limits.map(({ rate }) => rate));
  const row = { work: `batch of ${COUNT} files of 100 kB, B-B, RSA-2048, one PIN`, unit: 'files/s', measured, limit };
  const without = module === undefined ? '; SoftHSM is not installed: PKCS#12 key' : '';
  return [
    {
      ...row,
      budget: '≥ 300, ≥ 0.8 × the limit',
      holds: measured >= 300 && measured >= 0.8 * limit,
      note: `${limits.at(-1)?.note}${without}`,
    },
  ];
}

/** Milliseconds of processor time that one file costs bare: read, digested twice, written, forced to the disk, renamed. */
function bareFiles(from: string, to: string): number {
  const before = process.cpuUsage();
  for (let number = 0; number < COUNT; number += 1) {
    const bytes = readFileSync(path.join(from, `${number}.pdf`));
    for (let digest = 0; digest < 2; digest += 1) createHash('sha256').update(bytes).digest();
    const [draft, target] = [path.join(to, `${number}.tmp`), path.join(to, `${number}.bare`)];
    const file = openSync(draft, 'w');
    writeSync(file, bytes);
    fsyncSync(file);
    closeSync(file);
    renameSync(draft, target);
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / COUNT;
}

function limitOf(
  file: number,
  sign: { milliseconds: number; cpu: number } | undefined,
): { rate: number; note: string } {
  const cores = cpus().length;
  const byProcessors = (cores * 1000) / (file + (sign?.cpu ?? 0));
  const byKey = sign === undefined ? Number.POSITIVE_INFINITY : 1000 / sign.milliseconds;
  const note = `${cores} cores ÷ (C_Sign ${(sign?.cpu ?? 0).toFixed(2)} ms + the file bare ${file.toFixed(2)} ms) = ${byProcessors.toFixed(0)}/s; C_Sign alone ${byKey.toFixed(0)}/s`;
  return { rate: Math.min(byProcessors, byKey), note };
}
