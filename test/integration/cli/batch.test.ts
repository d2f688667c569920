import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src-main/platform/clock.ts';
import { verifyDocument } from '../../../src-main/workflow/verify-document.ts';
import { type BatchScene, batchOf } from '../../support/batch-scene.ts';
import { type CliResult, jsonOf, startCli } from '../../support/cli.ts';
import { filesUnder, PASSWORD } from '../../support/signing-scene.ts';

const TRUST = { anchors: [], certificates: [], crls: [], ocsps: [] };

interface FileResult {
  readonly file: string;
  readonly output?: string;
  readonly error?: { readonly code: string };
  readonly ledger?: { readonly index: number };
}

const filesOf = (result: CliResult) => jsonOf(result).files as FileResult[];

async function expectSigned(files: readonly string[]): Promise<void> {
  for (const file of files) {
    const { signatures } = await verifyDocument(file, TRUST, systemClock.now());
    expect(signatures.map(({ subIndication }) => subIndication)).toEqual(['NO_CERTIFICATE_CHAIN_FOUND']);
  }
}

describe('a batch', () => {
  const COUNT = 60;
  let batch: BatchScene;
  let result: CliResult;
  beforeAll(async () => {
    batch = await batchOf(COUNT);
    writeFileSync(join(batch.from, '0007.pdf'), 'no document');
    copyFileSync(join(batch.from, '0001.pdf'), join(batch.to, '0042-signed.pdf'));
    result = await batch.scene.run([...batch.words, '--json']);
  });

  it('signs each file on its own success or failure, and tells of them in the order of their names', async () => {
    expect(result.status, result.stderr).toBe(64);
    const files = filesOf(result);
    expect(files.map(({ file }) => file)).toEqual(filesUnder(batch.from).map((name) => join(batch.from, name)));
    const failed = files.flatMap(({ error }, index) => (error === undefined ? [] : [[index, error.code]]));
    expect(failed).toEqual([
      [7, 'INPUT_NOT_PDF'],
      [42, 'TARGET_EXISTS'],
    ]);
    await expectSigned(files.flatMap(({ output }) => output ?? []));
  });

  it('records each in the ledger, once', async () => {
    const places = filesOf(result).flatMap(({ ledger }) => ledger?.index ?? []);
    expect(places.toSorted((a, b) => a - b)).toEqual(Array.from({ length: COUNT - 2 }, (_, index) => index));
    const verified = await batch.scene.run(['ledger', 'verify', '--json']);
    expect(jsonOf(verified)).toMatchObject({ ok: true, size: COUNT - 2 });
    batch.scene.expectNothingLeft();
  });

  it('says how far it is on standard error, at last what was signed and what failed', () => {
    expect(result.stderr).toMatch(new RegExp(`^${COUNT - 2} of ${COUNT} signed, 2 failed, in \\d+ s, [\\d.]+/s$`, 'm'));
  });
});

describe('a batch that is interrupted', () => {
  it('keeps what is finished, leaves nothing half done, and can be taken up again', async () => {
    const batch = await batchOf(120);
    const env = { COUNTERSIGN_HOME: batch.scene.home, TEST_PASSWORD: PASSWORD, TMPDIR: batch.scene.temporary };
    const table = join(batch.scene.folder, 'results.csv');
    const results = ['--results', table];
    const states = () => [...readFileSync(table, 'utf8').matchAll(/\d{4}\.pdf,([a-z ]+),/g)].map(([, state]) => state);
    const { child, ended } = startCli([...batch.words, ...results], { env });
    await new Promise<void>((resolve) => child.stdout.once('data', () => resolve()));
    child.kill('SIGINT');
    const result = await ended;
    expect(result.signal).toBeNull();
    expect(result.stderr).toMatch(/What was signed stays signed; the rest can be signed later\. \[CANCELLED\]/);
    expect(result.stderr.match(/\[CANCELLED\]/g)).toHaveLength(1);
    const finished = filesUnder(batch.to);
    expect(finished.length).toBeGreaterThan(0);
    expect(finished.length).toBeLessThan(120);
    expect(finished.filter((name) => !/^\d{4}-signed\.pdf$/.test(name))).toEqual([]);
    await expectSigned(finished.map((name) => join(batch.to, name)));
    batch.scene.expectNothingLeft();
    const ledger = await batch.scene.run(['ledger', 'verify', '--json']);
    expect(jsonOf(ledger)).toMatchObject({ ok: true, size: finished.length });
    const goOn = ['sign', '--batch', batch.from, '--resume', '--pin-env', 'TEST_PASSWORD'];
    const other = join(batch.scene.folder, 'other.csv');
    writeFileSync(other, 'mine');
    const refused = await batch.scene.run([...goOn, '--results', other]);
    expect(refused.stderr).toMatch(/“other\.csv” exists already and is not the table of this batch/);
    expect(readFileSync(other, 'utf8')).toBe('mine');
    expect(states().filter((state) => state === 'signed')).toHaveLength(finished.length);
    const again = await batch.scene.run([...goOn, ...results]);
    expect(again.status, again.stderr).toBe(0);
    expect(states()).toEqual(Array.from({ length: 120 }, () => 'signed'));
    expect(filesUnder(batch.to)).toHaveLength(120);
  });
});
