import path from 'node:path';
import { parseArgs } from 'node:util';
import { MANIFEST, writeSamples } from './conformance/samples.ts';
import { judgeByVeraPdf } from './conformance/verapdf.ts';

/**
 * `npm run conformance [-- DIR] [--verapdf IMAGE]`: writes PDF/A and PDF/UA documents, signs them in every way that can be seen, and lists what each
 * has to conform to in DIR/manifest.json. With a veraPDF image (which needs docker) each file is judged. Status 1 where one does not conform.
 */
const { values, positionals } = parseArgs({ allowPositionals: true, options: { verapdf: { type: 'string' } } });
const folder = path.resolve(positionals[0] ?? path.join(import.meta.dirname, '..', 'test-results', 'conformance'));
const samples = await writeSamples(folder);
process.stdout.write(`${samples.length} checks listed in ${path.join(folder, MANIFEST)}\n`);
if (values.verapdf !== undefined) {
  const failed = await judgeByVeraPdf(samples, folder, values.verapdf);
  for (const { file, flavour } of failed) process.stdout.write(`✗ ${file} does not conform to ${flavour}\n`);
  process.stdout.write(`${samples.length - failed.length} conform, ${failed.length} do not\n`);
  if (failed.length > 0) process.exitCode = 1;
}
