import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { claimFile } from '../../../src-main/workflow/file-claim.ts';
import { openOutbox } from '../../../src-main/workflow/outbox.ts';
import type { StoredEntry } from '../../../src-main/workflow/outbox-entry.ts';
import { type OutboxRunOptions, runOutbox } from '../../../src-main/workflow/outbox-run.ts';
import { nextTryAfter } from '../../../src-main/workflow/outbox-times.ts';
import { LevelScene } from '../../support/level-scene.ts';
import { digestOf, filesUnder } from '../../support/signing-scene.ts';
import { temporaryFolder } from '../../support/tools.ts';

const MINUTE = 60_000;
/** The number of a process that has ended. */
const GONE = spawnSync(process.execPath, ['-e', '']).pid;

/** A document signed at B-B while the network was off, and its entry. */
async function waiting(): Promise<{ scene: LevelScene; entry: StoredEntry }> {
  const scene = await LevelScene.start();
  const network = { tsa: [scene.services.tsaUrl()], offline: true };
  const { level } = await scene.sign('signed.pdf', 'B-LTA', { network });
  if (level.queued === null) throw new Error('nothing was queued');
  return { scene, entry: level.queued };
}

const run = (scene: LevelScene, options: OutboxRunOptions = {}) => runOutbox(scene.session, options);

it('an entry that cannot be read is named and left as it is', async () => {
  const { scene, entry } = await waiting();
  const file = scene.session.home.at('outbox', `${entry.id}.json`);
  writeFileSync(file, '{"id":');
  expect(await scene.session.outbox.list()).toEqual([]);
  expect(await scene.session.outbox.unreadable()).toEqual([file]);
  expect(await run(scene)).toEqual([]);
  expect(readFileSync(file, 'utf8')).toBe('{"id":');
});

describe('completing', () => {
  it('takes the file to its level in place, records it, and says so to whoever listens', async () => {
    const { scene, entry } = await waiting();
    const before = scene.bytes('signed.pdf');
    expect(entry).toMatchObject({
      asked: 'B-LTA',
      reached: 'B-B',
      state: 'queued',
      problem: { code: 'NETWORK_OFFLINE' },
    });
    let told = 0;
    const end = scene.session.outbox.subscribe(() => {
      told += 1;
    });
    expect(await run(scene)).toMatchObject([
      { id: entry.id, state: 'done', reached: 'B-LTA', problem: null, nextTry: null },
    ]);
    await expect.poll(() => told).toBeGreaterThan(0);
    end();
    const report = await scene.verify('signed.pdf');
    expect([report.verdict, report.signatures[0]?.level]).toEqual(['TOTAL-PASSED', 'B-LTA']);
    expect(scene.bytes('signed.pdf').length).toBeGreaterThan(before.length);
    expect(
      scene.session.ledger
        .entries(0, 5)
        .map(({ kind, sourceSha256, resultSha256 }) => [kind, sourceSha256, resultSha256]),
    ).toEqual([
      ['document.extended', entry.sha256, digestOf(scene.at('signed.pdf'))],
      ['document.signed', digestOf(scene.source), entry.sha256],
    ]);
    expect(scene.signed).toBe(1);
    expect(await run(scene)).toEqual([]);
    expect(filesUnder(scene.folder)).toEqual(['contract.pdf', 'signed.pdf']);
  });

  it('as far as it goes: what was reached is kept, the rest waits longer each time', async () => {
    const { scene } = await waiting();
    scene.services.setFault('/ocsp', { status: 500 });
    scene.services.setFault('/crl', { status: 500 });
    const [first] = await run(scene);
    expect(first).toMatchObject({
      state: 'waiting',
      reached: 'B-T',
      attempts: 1,
      sha256: digestOf(scene.at('signed.pdf')),
    });
    expect((await scene.verify('signed.pdf')).signatures).toMatchObject([{ level: 'B-T' }]);
    const [second] = await run(scene);
    expect(second).toMatchObject({ state: 'waiting', attempts: 2, reached: 'B-T' });
    expect(Date.parse(second?.nextTry ?? '')).toBeGreaterThan(Date.parse(first?.nextTry ?? ''));
    expect(await run(scene, { onlyDue: true })).toEqual([]);
    scene.services.setFault('/ocsp', undefined);
    scene.services.setFault('/crl', undefined);
    scene.setTime(new Date(Date.parse(second?.nextTry ?? '') + 1000));
    expect(await run(scene, { onlyDue: true })).toMatchObject([{ state: 'done', reached: 'B-LTA' }]);
  });

  it('never asks an authority before it may be asked again', async () => {
    const scene = await LevelScene.start();
    const network = { tsa: [`${scene.services.tsaUrl()}#budget=1/60`] };
    expect((await scene.sign('one.pdf', 'B-T', { network })).level.reached).toBe('B-T');
    const { level } = await scene.sign('two.pdf', 'B-T', { network });
    expect(level).toMatchObject({ reached: 'B-B', problems: [{ code: 'NETWORK_BUDGET_SPENT' }] });
    const freeAt = level.problems[0]?.details.freeAt;
    expect(level.queued?.nextTry).toBe(freeAt);
    expect(await run(scene)).toMatchObject([
      { state: 'waiting', nextTry: freeAt, problem: { code: 'NETWORK_BUDGET_SPENT' } },
    ]);
    expect(scene.services.count('/tsa')).toBe(1);
    scene.setTime(new Date(Date.parse(String(freeAt)) + 1000));
    expect(await run(scene, { onlyDue: true })).toMatchObject([{ state: 'done', reached: 'B-T' }]);
  });

  it('survives a restart: another session of the same home finds it', async () => {
    const { scene, entry } = await waiting();
    expect(await openOutbox(scene.session.home).list()).toEqual([entry]);
  });

  it('a certificate that was revoked meanwhile does not wait for better days', async () => {
    const { scene } = await waiting();
    const { certificate } = scene.services.pki.signer('p-256');
    scene.services.pki.revoke(certificate, new Date(scene.session.clock.now().getTime() - MINUTE));
    const problem = { code: 'EVIDENCE_INCOMPLETE', message: expect.stringMatching(/was revoked on/) };
    expect(await run(scene)).toMatchObject([{ state: 'failed', reached: 'B-T', nextTry: null, problem }]);
  });

  it('stopping leaves entry and file as they were', async () => {
    const { scene, entry } = await waiting();
    const stop = new AbortController();
    const onProgress = (_entry: StoredEntry, stage: string) => stage === 'collecting' && stop.abort();
    await expect(run(scene, { signal: stop.signal, onProgress })).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(digestOf(scene.at('signed.pdf'))).toBe(entry.sha256);
    expect(await scene.session.outbox.list()).toEqual([entry]);
  });
});

describe('a file that is not what it was', () => {
  it('changed: left as it is, with the reason; its entry can be removed', async () => {
    const { scene, entry } = await waiting();
    writeFileSync(scene.at('signed.pdf'), Buffer.concat([scene.bytes('signed.pdf'), Buffer.from('\n')]));
    const changed = digestOf(scene.at('signed.pdf'));
    expect(await run(scene)).toMatchObject([
      { state: 'failed', problem: { code: 'OUTBOX_FILE_CHANGED' }, nextTry: null },
    ]);
    expect(digestOf(scene.at('signed.pdf'))).toBe(changed);
    expect(scene.services.count('/tsa')).toBe(0);
    await scene.session.outbox.remove(entry.id);
    expect(await scene.session.outbox.list()).toEqual([]);
    await expect(scene.session.outbox.find(entry.id)).rejects.toMatchObject({ code: 'OUTBOX_ENTRY_NOT_FOUND' });
    await expect(run(scene, { id: '../../etc/passwd' })).rejects.toMatchObject({ code: 'OUTBOX_ENTRY_NOT_FOUND' });
  });

  it('changed while the authority was asked: the newer bytes stay', async () => {
    const { scene } = await waiting();
    const newer = Buffer.concat([scene.bytes('signed.pdf'), Buffer.from('\n')]);
    const onProgress = (_entry: StoredEntry, stage: string) =>
      stage === 'collecting' && writeFileSync(scene.at('signed.pdf'), newer);
    expect(await run(scene, { onProgress })).toMatchObject([
      { state: 'failed', problem: { code: 'OUTBOX_FILE_CHANGED' } },
    ]);
    expect(scene.bytes('signed.pdf')).toEqual(newer);
    expect(filesUnder(scene.folder)).toEqual(['contract.pdf', 'signed.pdf']);
  });

  it('moved away: said, and done once it is back', async () => {
    const { scene } = await waiting();
    renameSync(scene.at('signed.pdf'), scene.at('elsewhere.pdf'));
    expect(await run(scene)).toMatchObject([{ state: 'failed', problem: { code: 'OUTBOX_FILE_MISSING' } }]);
    expect(await run(scene, { onlyDue: true })).toEqual([]);
    renameSync(scene.at('elsewhere.pdf'), scene.at('signed.pdf'));
    expect(await run(scene)).toMatchObject([{ state: 'done' }]);
  });

  it('an attempt that was killed after it had replaced the file had come to its end', async () => {
    const { scene, entry } = await waiting();
    await scene.extend('signed.pdf', 'other.pdf', 'B-LTA');
    renameSync(scene.at('other.pdf'), scene.at('signed.pdf'));
    const sha256 = digestOf(scene.at('signed.pdf'));
    await scene.session.outbox.put({ ...entry, next: { sha256, reached: 'B-LTA' } });
    const asked = scene.services.count('/tsa');
    expect(await run(scene)).toMatchObject([{ state: 'done', reached: 'B-LTA', sha256, next: null }]);
    expect(scene.services.count('/tsa')).toBe(asked);
  });

  it('one that was killed before it had is done again', async () => {
    const { scene, entry } = await waiting();
    await scene.session.outbox.put({ ...entry, next: { sha256: '0'.repeat(64), reached: 'B-LTA' } });
    expect(await run(scene)).toMatchObject([{ state: 'done', reached: 'B-LTA' }]);
  });
});

describe('one entry, one worker', () => {
  it('two runs at once: one does it', async () => {
    const { scene } = await waiting();
    await Promise.all([run(scene), run(scene)]);
    expect(await scene.session.outbox.list()).toMatchObject([{ state: 'done', attempts: 1 }]);
    expect(scene.session.ledger.size).toBe(2);
  });

  it('what a living process works on is shown as running and left to it', async () => {
    const { scene, entry } = await waiting();
    const release = await claimFile(scene.session.home.at('outbox', `${entry.id}.lock`));
    expect(await scene.session.outbox.list()).toMatchObject([{ state: 'running' }]);
    expect(await run(scene)).toEqual([]);
    await release?.();
    expect(await run(scene)).toMatchObject([{ state: 'done' }]);
  });
});

describe('claims', () => {
  let lock: string;
  beforeEach(() => {
    lock = `${temporaryFolder()}/one.lock`;
  });

  it('are held by one at a time', async () => {
    const claims = await Promise.all(Array.from({ length: 20 }, () => claimFile(lock)));
    const held = claims.filter((claim) => claim !== undefined);
    expect(held.length).toBe(1);
    await held[0]?.();
    expect(existsSync(lock)).toBe(false);
    await (await claimFile(lock))?.();
  });

  it('of a process that is gone are taken over by one', async () => {
    writeFileSync(lock, `${GONE} 0123456789abcdef`);
    const claims = await Promise.all(Array.from({ length: 20 }, () => claimFile(lock)));
    expect(claims.filter((claim) => claim !== undefined).length).toBe(1);
    expect(readFileSync(lock, 'utf8')).not.toContain('0123456789abcdef');
  });
});

describe('the next try', () => {
  const now = new Date('2026-11-21T12:00:00Z');
  const minutes = (attempts: number) => (nextTryAfter(attempts, undefined, now).getTime() - now.getTime()) / MINUTE;

  it('comes later each time, at most twelve hours', () => {
    expect([0, 1, 2, 3, 4, 5, 6, 99].map(minutes)).toEqual([1, 5, 15, 60, 240, 720, 720, 720]);
  });

  it('never before the moment that an authority names', () => {
    const freeAt = '2026-11-22T12:00:00.000Z';
    const problem = { code: 'NETWORK_BUDGET_SPENT', message: '', details: { freeAt } } as const;
    expect(nextTryAfter(0, problem, now).toISOString()).toBe(freeAt);
    expect(nextTryAfter(0, { ...problem, details: { freeAt: 'soon' } }, now).toISOString()).toBe(
      '2026-11-21T12:01:00.000Z',
    );
  });
});
