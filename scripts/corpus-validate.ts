import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ABOUT } from './corpus/compare-verdicts.ts';
import { explanations, unexplained } from './corpus/explanations.ts';
import { validateCorpus } from './corpus/validate-corpus.ts';

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
const files = await validateCorpus(folder);
const comparisons = files.flatMap((file) => file.comparisons);
const known = explanations(readFileSync(path.join(root, 'docs', 'validation-differences.md'), 'utf8'));
const { differences, missing, stale } = unexplained(comparisons, known);
for (const about of ABOUT) {
  const all = comparisons.filter((one) => one.about === about);
  const agree = all.filter((one) => one.agree).length;
  process.stdout.write(`${about.padEnd(10)} ${agree} of ${all.length} agree\n`);
}
const [slowest] = [...files].sort((a, b) => b.milliseconds - a.milliseconds);
process.stdout.write(`${files.length} files; the slowest, ${slowest?.others.file}, took ${slowest?.milliseconds} ms\n`);
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
