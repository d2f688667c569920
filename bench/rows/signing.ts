import { createHash } from 'node:crypto';
import { copyFileSync, readFileSync } from 'node:fs';
import { copyFile, open, rm } from 'node:fs/promises';
import path from 'node:path';
import { Tokens } from '../../src-main/tokens/tokens.ts';
import type { KeyWish } from '../../src-main/workflow/keys.ts';
import { openSession } from '../../src-main/workflow/session.ts';
import { SigningRun } from '../../src-main/workflow/signing-run.ts';
import { writeBigPdf } from '../support/big-pdf.ts';
import { runProcess } from '../support/processes.ts';
import { rawSignTime } from '../support/raw-sign.ts';
import { PIN, type Setting, TOKEN } from '../support/setting.ts';
import { median, once, type Row, time } from '../support/table.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
const LAUNCHER = path.join(ROOT, 'bin', 'countersign.mjs');
const CONTRACT = path.join(ROOT, 'resources', 'sample', 'contract.pdf');
const MB = 1_000_000;

const wishOf = (setting: Setting): KeyWish =>
  setting.module === undefined
    ? { kind: 'pkcs12', file: setting.p12 }
    : { kind: 'pkcs11', module: setting.module, token: TOKEN };

const keyWords = (setting: Setting): string[] =>
  setting.module === undefined ? ['--p12', setting.p12] : ['--module', setting.module, '--token', TOKEN];

/** Opens the key once, as a batch does. */
export async function withRun<T>(setting: Setting, use: (run: SigningRun) => Promise<T>): Promise<T> {
  const session = await openSession({});
  const tokens = new Tokens();
  try {
    const readPin = async () => new TextEncoder().encode(PIN);
    const run = await SigningRun.begin(session, tokens, wishOf(setting), {
      allowExpired: false,
      readPin,
      warn: () => undefined,
    });
    try {
      return await use(run);
    } finally {
      await run.end();
    }
  } finally {
    await tokens.close();
    await session.close();
  }
}

/** Row 1: a 10 MB file, in process, the key open. Each round measures the bare work and ours, so that both see the same machine. */
export async function tenMegabytes(setting: Setting): Promise<Row> {
  const source = setting.at('ten.pdf');
  await writeBigPdf(source, 10 * MB);
  const target = setting.at('ten-signed.pdf');
  const copied = setting.at('ten-copy.pdf');
  const bytes = readFileSync(source);
  const taken = noTimes();
  await withRun(setting, async (run) => {
    for (let round = -3; round < 21; round += 1) {
      const lists = round < 0 ? noTimes() : taken;
      if (setting.module !== undefined) lists.raw.push(rawSignTime(setting.module, PIN, 5));
      lists.hash.push(await time(1, async () => createHash('sha256').update(bytes).digest()));
      lists.copy.push(await once(() => copyAndForce(source, copied)));
      await rm(copied);
      lists.ours.push(await once(() => run.sign({ source, target, replace: false })));
      await rm(target);
    }
  });
  const [raw, hash, copy] = [median(taken.raw) || 0, median(taken.hash), median(taken.copy)];
  const measured = median(taken.ours);
  const limit = raw + 2 * hash + copy;
  const parts = `C_Sign ${raw.toFixed(2)} ms + 2 × SHA-256 ${(2 * hash).toFixed(2)} ms + copy with fsync ${copy.toFixed(2)} ms`;
  const note = setting.module === undefined ? `${parts}; SoftHSM is not installed: PKCS#12 key` : parts;
  const row = { work: 'sign 10 MB, B-B, RSA-2048, in process', budget: '≤ 1.5 ×', unit: 'ms' };
  return { ...row, measured, limit, holds: measured <= 1.5 * limit, note };
}

function noTimes(): Record<'raw' | 'hash' | 'copy' | 'ours', number[]> {
  return { raw: [], hash: [], copy: [], ours: [] };
}

async function copyAndForce(source: string, target: string): Promise<void> {
  await copyFile(source, target);
  const handle = await open(target, 'r+');
  await handle.sync();
  await handle.close();
}

/** Row 2: a 1 GB file as a process: time against the bare tools, and memory. */
export async function oneGigabyte(setting: Setting): Promise<Row[]> {
  const source = setting.at('giga.pdf');
  const target = setting.at('giga-signed.pdf');
  const copy = setting.at('giga-copy.pdf');
  await writeBigPdf(source, 1000 * MB);
  const words = ['sign', source, '-o', target, '--force', ...keyWords(setting), '--pin-env', 'BENCH_PIN'];
  const ours: number[] = [];
  const bare: number[] = [];
  let peak = 0;
  for (let round = 0; round < 3; round += 1) {
    const { milliseconds, peakMegabytes } = await runProcess(process.execPath, [LAUNCHER, ...words], { memory: true });
    ours.push(milliseconds);
    peak = Math.max(peak, peakMegabytes);
    await rm(target);
    const copied = await runProcess('cp', [source, copy]);
    const hashed = await runProcess('sha256sum', [copy]);
    bare.push(copied.milliseconds + 2 * hashed.milliseconds);
    await rm(copy);
  }
  await rm(source);
  const measured = median(ours);
  const limit = median(bare);
  return [
    {
      work: 'sign 1 GB, whole process',
      budget: '≤ 1.5 × (cp + 2 × sha256sum)',
      unit: 'ms',
      measured,
      limit,
      holds: measured <= 1.5 * limit,
    },
    {
      work: 'sign 1 GB, peak memory with the token host',
      budget: '< 200 MB',
      unit: 'MB',
      measured: peak,
      limit: null,
      holds: peak < 200,
      ...(peak === 0 ? { note: 'no /proc here: memory not measured' } : {}),
    },
  ];
}

/** Row 4: the command line as a whole process on a small file. */
export async function smallProcess(setting: Setting): Promise<Row[]> {
  const source = setting.at('small.pdf');
  copyFileSync(CONTRACT, source);
  const target = setting.at('small-signed.pdf');
  const words = ['sign', source, '-o', target, '--force', '--pin-env', 'BENCH_PIN'];
  const place = ['--page', '-1', '--rect', '76,379,209,78'];
  const runs = 9;
  const bare = await time(runs, () => runProcess(process.execPath, ['-e', '0']));
  const measure = (extra: readonly string[]) =>
    time(runs, () => runProcess(process.execPath, [LAUNCHER, ...words, ...extra]));
  const rows: [string, readonly string[]][] = [
    ['countersign sign, small file, token', [...keyWords(setting), ...place]],
    ['countersign sign, small file, PKCS#12', ['--p12', setting.p12, ...place]],
  ];
  const result: Row[] = [];
  for (const [work, extra] of rows) {
    const measured = await measure(extra);
    result.push({ work, budget: '≤ 500 ms, aim 200', unit: 'ms', measured, limit: bare, holds: measured <= 500 });
  }
  return result;
}
