import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { codeOf } from '../shared/contract/app-error.ts';
import { bytesSource } from '../src-main/platform/byte-source.ts';
import { verifySource } from '../src-main/workflow/verify-document.ts';
import { ABOUT, type Comparison, compareVerdicts, type OurVerdict } from './corpus/compare-verdicts.ts';
import { explanations, unexplained } from './corpus/explanations.ts';
import { othersVerdicts } from './corpus/others-verdicts.ts';

/**
 * `npm run corpus:validate`: verifies every file of `signed/verdicts.tsv` without trust anchors and says where our verdict is not that of
 * another validator, with our reason and with what docs/validation-differences.md says of it. Status 1 where a difference is not explained
 * there, or an explanation is of no difference.
 */
const root = path.join(import.meta.dirname, '..');
const folder = process.env.COUNTERSIGN_CORPORA ?? path.join(root, '..', 'shared', 'corpora');
if (!existsSync(path.join(folder, 'signed', 'verdicts.tsv'))) {
  process.stderr.write(`There are no corpora in ${folder}: set COUNTERSIGN_CORPORA to their folder.\n`);
  process.exit(66);
}
/** When the files are judged: fixed, so that a run next year says the same. */
const at = new Date('2026-11-01T00:00:00Z');

async function ourVerdict(file: string): Promise<OurVerdict> {
  const source = bytesSource(readFileSync(path.join(folder, file)));
  try {
    return await verifySource(source, { anchors: [], certificates: [], crls: [], ocsps: [] }, at);
  } catch (error) {
    return { refused: codeOf(error) };
  }
}

const comparisons: Comparison[] = [];
let slowest = { file: '', milliseconds: 0 };
const lines = othersVerdicts(folder);
for (const line of lines) {
  const start = performance.now();
  comparisons.push(...compareVerdicts(line, await ourVerdict(line.file)));
  const milliseconds = Math.round(performance.now() - start);
  if (milliseconds > slowest.milliseconds) slowest = { file: line.file, milliseconds };
}
const known = explanations(readFileSync(path.join(root, 'docs', 'validation-differences.md'), 'utf8'));
const { differences, missing, stale } = unexplained(comparisons, known);
for (const about of ABOUT) {
  const all = comparisons.filter((one) => one.about === about);
  const agree = all.filter((one) => one.agree).length;
  process.stdout.write(`${about.padEnd(10)} ${agree} of ${all.length} agree\n`);
}
process.stdout.write(`${lines.length} files; the slowest, ${slowest.file}, took ${slowest.milliseconds} ms\n`);
for (const { comparison, why } of differences) {
  const { file, signature, about, ours, theirs, reason } = comparison;
  process.stdout.write(
    `\n${file}${signature === '' ? '' : ` (${signature})`}\n  ${about}: ${ours}, theirs: ${theirs}\n`,
  );
  process.stdout.write(`  our reason: ${reason === '' ? 'none' : reason}\n  explained: ${why ?? 'NOT EXPLAINED'}\n`);
}
for (const { file, about } of stale)
  process.stdout.write(`\nExplained, but no difference any more: ${file}, ${about}\n`);
if (missing > 0 || stale.length > 0) process.exitCode = 1;
