import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ResultRow } from '../../../shared/domain/batch-results.ts';
import type { LedgerEntry } from '../../../src-main/ledger/entry.ts';
import { batchOf } from '../../support/batch-scene.ts';
import { jsonOf, startCli } from '../../support/cli.ts';
import { buildPdf } from '../../support/pdf-builder.ts';
import { digestOf, filesUnder, PASSWORD } from '../../support/signing-scene.ts';

/** So many that threads are started for them. */
const COUNT = 210;

describe('a batch that is killed in the middle', () => {
  it('is taken up again: every file is signed, none twice, as it was begun', async () => {
    const { scene, from, to, words } = await batchOf(COUNT);
    const env = { COUNTERSIGN_HOME: scene.home, TEST_PASSWORD: PASSWORD, TMPDIR: scene.temporary };
    const { child, ended } = startCli([...words, '--reason', 'Agreed'], { env });
    let signed = 0;
    child.stdout.on('data', (text: string) => {
      signed += text.match(/^Signed:/gm)?.length ?? 0;
      // The threads are at work by then.
      if (signed > COUNT / 3) child.kill('SIGKILL');
    });
    expect((await ended).signal).toBe('SIGKILL');
    const before = filesUnder(to).filter((name) => name.endsWith('-signed.pdf'));
    expect(before.length).toBeGreaterThanOrEqual(signed);
    expect(before.length).toBeLessThan(COUNT);
    const digests = new Map(before.map((name) => [name, digestOf(join(to, name))]));
    // What lies in the folder now is not what the batch is about.
    writeFileSync(join(from, 'later.pdf'), buildPdf());

    const other = await scene.run([
      'sign',
      '--batch',
      from,
      '--resume',
      '--reason',
      'Seen',
      '--pin-env',
      'TEST_PASSWORD',
    ]);
    expect(other.status, other.stderr).toBe(64);
    expect(other.stderr).toMatch(/begun with other choices than --reason/);

    const table = join(scene.folder, 'results.json');
    const again = await scene.run([
      'sign',
      '--batch',
      from,
      '--resume',
      '--results',
      table,
      '--pin-env',
      'TEST_PASSWORD',
      '--json',
    ]);
    expect(again.status, again.stderr).toBe(0);
    expect(jsonOf(again).files).toHaveLength(COUNT);
    const after = filesUnder(to);
    expect(after).toHaveLength(COUNT);
    expect(after.every((name) => /^\d{4}-signed\.pdf$/.test(name))).toBe(true);
    for (const [name, digest] of digests) expect(digestOf(join(to, name)), name).toBe(digest);

    const ledger = jsonOf(await scene.run(['ledger', 'show', '--limit', '1000', '--json']));
    const entries = ledger.entries as LedgerEntry[];
    expect(entries).toHaveLength(COUNT);
    const recorded = new Map(entries.map(({ resultSha256, index }) => [resultSha256, index]));
    expect(recorded.size).toBe(COUNT);
    const { files } = JSON.parse(readFileSync(table, 'utf8')) as { files: ResultRow[] };
    expect(files.map(({ file }) => file)).toEqual(
      Array.from({ length: COUNT }, (_, number) => join(from, `${String(number).padStart(4, '0')}.pdf`)),
    );
    for (const { output, sha256, ledgerIndex } of files) {
      expect(digestOf(output ?? '')).toBe(sha256);
      expect(recorded.get(sha256)).toBe(ledgerIndex);
    }
    expect(readFileSync(files.at(-1)?.output ?? '', 'latin1')).toContain('/Reason (Agreed)');
    scene.expectNothingLeft();

    const once = await scene.run(['sign', '--batch', from, '--resume', '--pin-env', 'TEST_PASSWORD']);
    expect(once.status).toBe(64);
    expect(once.stderr).toMatch(/No batch of the folder .* was left unfinished/);
  });
});
