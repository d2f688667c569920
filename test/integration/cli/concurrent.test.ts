import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { beforeAll, expect, it } from 'vitest';
import type { LedgerEntry } from '../../../src-main/ledger/entry.ts';
import { startCli } from '../../support/cli.ts';
import { buildPdf } from '../../support/pdf-builder.ts';
import { PASSWORD, Workbench } from '../../support/workbench.ts';

const bench = new Workbench();
const FILES = 10;
/** So many that the signal comes before the last of them, however busy the machine is. */
const FILES_OF_THE_KILLED = 80;
let key: string[];

beforeAll(async () => {
  key = await bench.keyStore('p-256');
});

it('four processes sign at once in one home, one is killed: what is signed is recorded, and the ledger is sound', async () => {
  const runs = ['first', 'second', 'third', 'killed'].map((name) => {
    const length = name === 'killed' ? FILES_OF_THE_KILLED : FILES;
    const files = Array.from({ length }, (_, index) =>
      bench.write(`${name}-${index}.pdf`, buildPdf({ pages: [{ text: `${name} ${index}` }] })),
    );
    const folder = bench.folderFor(`signed-${name}`);
    const words = ['sign', ...files, '-o', folder, ...key, '--trust', bench.pki.root];
    return { name, folder, words };
  });
  const finished = await Promise.all(
    runs.map(({ name, words }) => {
      const { child, ended } = startCli(words, { env: { COUNTERSIGN_HOME: bench.home, PASSWORD } });
      // In the middle of its work: some files are reported, others not yet begun.
      if (name === 'killed') child.stdout.once('data', () => child.kill('SIGKILL'));
      return ended;
    }),
  );
  expect(finished.map(({ status }) => status)).toEqual([0, 0, 0, null]);
  expect(finished.at(-1)?.signal).toBe('SIGKILL');

  // The next start records what the killed process had signed and could not record any more, and clears away what it had begun.
  await bench.sign(bench.write('last.pdf', buildPdf()), bench.at('last-signed.pdf'), ...key);
  const { size, entries } = (await bench.json(['ledger', 'show', '--limit', '1000'])) as {
    size: number;
    entries: LedgerEntry[];
  };
  expect(entries).toHaveLength(size);
  expect(await bench.json(['ledger', 'verify'])).toMatchObject({ ok: true, size, problems: [] });

  const recorded = new Set(entries.map(({ resultSha256 }) => resultSha256));
  expect(recorded.size, 'each file once').toBe(size);
  let signed = 1;
  for (const { name, folder } of runs) {
    const names = await readdir(folder);
    expect(
      names.every((file) => file.endsWith('-signed.pdf')),
      `${name}: nothing half-written`,
    ).toBe(true);
    if (name !== 'killed') expect(names).toHaveLength(FILES);
    for (const file of names) {
      const digest = createHash('sha256')
        .update(readFileSync(`${folder}/${file}`))
        .digest('hex');
      expect(recorded.has(digest), file).toBe(true);
    }
    signed += names.length;
  }
  expect(size).toBe(signed);
  const reported = finished.flatMap(({ stdout }) => [...stdout.matchAll(/^Signed: (.+)$/gm)].map(([, file]) => file));
  expect(reported.length).toBeGreaterThan(3 * FILES);
  for (const file of reported) expect(existsSync(file ?? ''), file).toBe(true);
});
