import path from 'node:path';
import { parseArgs } from 'node:util';
import { randomBytes } from '../src-main/platform/random.ts';
import { runFuzz } from './fuzz/run-fuzz.ts';

/**
 * `npm run fuzz [-- --seconds N] [--seed N] [--jobs N]`: changes PDFs and DER structures, in the object model and in their bytes, and
 * gives them to the reader, the verification, the preparation of a signature, the repair and the DER parsers, each within 10 seconds and
 * 500 MB. A finding is printed with its seed and written to test-results/fuzz. Status 1 where there is one.
 */
const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '60' }, seed: { type: 'string' }, jobs: { type: 'string' } },
});
const root = path.join(import.meta.dirname, '..');
const corpora = process.env.COUNTERSIGN_CORPORA ?? path.join(root, '..', 'shared', 'corpora');
const seed =
  values.seed === undefined ? Buffer.from(randomBytes(4)).readUInt32LE() % 1_000_000_000 : Number(values.seed);
process.stdout.write(`seed ${seed}, ${values.seconds} s\n`);
const { findings, tried } = await runFuzz({
  corpora,
  seed,
  seconds: Number(values.seconds),
  findings: path.join(root, 'test-results', 'fuzz'),
  jobs: values.jobs === undefined ? undefined : Number(values.jobs),
  onFinding: ({ seed: found, base, target, what, file }) => {
    process.stdout.write(
      `\nFINDING seed ${found}, ${target ?? 'unknown target'}, from ${base}\n  ${what}\n  ${file}\n`,
    );
  },
});
process.stdout.write(`${tried} inputs tried, ${findings.length} findings\n`);
if (findings.length > 0) process.exitCode = 1;
