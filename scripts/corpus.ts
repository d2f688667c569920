import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { runCorpus } from './corpus/run-corpus.ts';
import { LEAST_SHARE, summaryOf, tableOf } from './corpus/summary.ts';

/**
 * `npm run corpus [-- --sample N] [--only TEXT] [--repair] [--jobs N] [--json FILE]`: signs every PDF of the corpora and lets qpdf, poppler
 * and our own verification judge. Status 1 where anything is wrong or fewer than 98 % of the eligible files are signed.
 */
const { values } = parseArgs({
  options: {
    sample: { type: 'string' },
    only: { type: 'string' },
    repair: { type: 'boolean' },
    jobs: { type: 'string' },
    json: { type: 'string' },
  },
});
const folder = process.env.COUNTERSIGN_CORPORA ?? path.join(import.meta.dirname, '..', '..', 'shared', 'corpora');
if (!existsSync(path.join(folder, 'odd'))) {
  process.stderr.write(`There are no corpora in ${folder}: set COUNTERSIGN_CORPORA to their folder.\n`);
  process.exit(66);
}
const verdicts = await runCorpus({
  folder,
  sample: values.sample === undefined ? undefined : Number(values.sample),
  only: values.only,
  repair: values.repair,
  jobs: values.jobs === undefined ? undefined : Number(values.jobs),
  onProgress: (done, of) => {
    if (done % 25 === 0) process.stderr.write(`· ${done} of ${of}\n`);
  },
});
process.stdout.write(tableOf(verdicts));
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(verdicts, null, 1)}\n`);
const { wrong, share } = summaryOf(verdicts);
if (wrong > 0 || (values.repair !== true && share < LEAST_SHARE)) process.exitCode = 1;
