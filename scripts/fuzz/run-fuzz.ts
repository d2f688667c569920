import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { systemClock } from '../../src-main/platform/clock.ts';
import { type Isolated, IsolatedProcess } from '../isolated-process.ts';
import { makeContract } from '../sample/make-contract.ts';
import { type FuzzReply, type FuzzRequest, TARGETS, type Target } from './protocol.ts';

/** Something that must not happen, with the input that makes it happen. */
export interface Finding {
  readonly seed: number;
  readonly base: string;
  /** The target; unknown where the process hung, crashed or took too much memory. */
  readonly target: Target | undefined;
  readonly what: string;
  /** The input, made smaller where that worked. */
  readonly file: string;
}

export interface FuzzOptions {
  readonly corpora: string;
  readonly seed: number;
  readonly seconds: number;
  /** Where findings are written. */
  readonly findings: string;
  readonly jobs?: number | undefined;
  readonly onFinding?: ((finding: Finding) => void) | undefined;
}

const LIMITS = { deadline: 10_000, memory: 500 * 1024 * 1024 };
/** After so many findings more of the same are of no use. */
const ENOUGH = 20;
const SHRINKING = 150;

type Worker = IsolatedProcess<FuzzRequest, FuzzReply>;

/** Tries seed after seed for so many seconds. @returns the findings and how many inputs were tried */
export async function runFuzz(options: FuzzOptions): Promise<{ findings: Finding[]; tried: number }> {
  const own = mkdtempSync(path.join(tmpdir(), 'countersign-fuzz-'));
  const findings: Finding[] = [];
  const until = systemClock.now().getTime() + options.seconds * 1000;
  let next = options.seed;
  try {
    writeFileSync(path.join(own, 'contract.pdf'), await makeContract());
    const runner = async (): Promise<void> => {
      const worker: Worker = new IsolatedProcess(
        path.join(import.meta.dirname, 'worker.ts'),
        [options.corpora, own],
        LIMITS,
      );
      try {
        while (systemClock.now().getTime() < until && findings.length < ENOUGH) {
          const seed = next++;
          const finding = await tried(worker, seed, await worker.ask({ kind: 'try', seed }), options.findings);
          if (finding === undefined) continue;
          findings.push(finding);
          options.onFinding?.(finding);
        }
      } finally {
        await worker.end();
      }
    };
    await Promise.all(Array.from({ length: options.jobs ?? 2 }, runner));
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
  return { findings, tried: next - options.seed };
}

async function tried(
  worker: Worker,
  seed: number,
  outcome: Isolated<FuzzReply>,
  folder: string,
): Promise<Finding | undefined> {
  const fault = outcome.kind === 'reply' ? outcome.reply.fault : null;
  if (outcome.kind === 'reply' && fault === null) return undefined;
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `seed-${seed}.bin`);
  const made = await worker.ask({ kind: 'make', seed, file });
  const base = made.kind === 'reply' ? made.reply.base : 'unknown';
  if (outcome.kind !== 'reply') {
    const target = await culprit(worker, file);
    return { seed, base, target, what: `${outcome.kind}: ${outcome.detail}`, file };
  }
  if (fault === null) return undefined;
  await shrink(worker, file, fault.target, firstLine(fault.error));
  return { seed, base, target: fault.target, what: fault.error, file };
}

/** The target that hangs, crashes or takes too much memory. */
async function culprit(worker: Worker, file: string): Promise<Target | undefined> {
  for (const target of TARGETS) {
    if ((await worker.ask({ kind: 'file', file, target })).kind !== 'reply') return target;
  }
  return undefined;
}

/** Leaves parts of the input out as long as the same error comes. */
async function shrink(worker: Worker, file: string, target: Target, error: string): Promise<void> {
  let bytes = readFileSync(file);
  const trial = `${file}.trial`;
  let attempts = 0;
  for (let size = Math.floor(bytes.length / 2); size >= 16 && attempts < SHRINKING; size = Math.floor(size / 2)) {
    for (let at = 0; at < bytes.length && attempts < SHRINKING; attempts++) {
      const less = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + size)]);
      writeFileSync(trial, less);
      const outcome = await worker.ask({ kind: 'file', file: trial, target });
      const same = outcome.kind === 'reply' && firstLine(outcome.reply.fault?.error ?? '') === error;
      if (same) bytes = less;
      else at += size;
    }
  }
  rmSync(trial, { force: true });
  writeFileSync(file, bytes);
}

const firstLine = (text: string): string => text.split('\n')[0] ?? '';
