import { rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src-main/platform/clock.ts';
import { type OpenFile, openFile } from '../../../src-main/platform/files.ts';
import { Background } from '../../../src-main/workflow/background/background.ts';
import type { VerifyArgs } from '../../../src-main/workflow/background/calls.ts';
import { PERFORM } from '../../../src-main/workflow/background/perform.ts';
import { cadesFile } from '../../support/cades-file.ts';
import { buildPdf } from '../../support/pdf-builder.ts';
import { testPki } from '../../support/pki.ts';
import { rawZip } from '../../support/raw-zip.ts';
import { describeWithCorpus, temporaryFolder } from '../../support/tools.ts';

/** The thread of the product, which can be brought down. */
const FRAGILE = {
  program: { source: '../test/support/fragile-thread.ts', bundled: '' },
  resourceLimits: { maxOldGenerationSizeMb: 64 },
};
const folder = temporaryFolder();
const home = join(folder, 'home');
const quiet = { report: () => undefined };
const opened: OpenFile[] = [];
const threads = new Background();
afterAll(async () => {
  await threads.close();
  await Promise.all(opened.map((file) => file.close()));
});

async function argsFor(file: string, more: Partial<VerifyArgs> = {}): Promise<VerifyArgs> {
  const open = await openFile(file);
  opened.push(open);
  const { path, descriptor, size } = open;
  const shared = { descriptor, size, name: 'it' };
  const now = systemClock.now().getTime();
  return { home, now, path, file: shared, password: undefined, content: undefined, online: false, ...more };
}

const write = (name: string, bytes: Uint8Array): string => {
  writeFileSync(join(folder, name), bytes);
  return join(folder, name);
};
const fragile = (name: string) => argsFor(write(name, buildPdf()));
const outcome = (work: Promise<unknown>): Promise<unknown> =>
  work.catch(({ code, message, details }) => ({ code, message, details }));

/** What the thread answers, and what the same work answers here. */
async function both(args: VerifyArgs): Promise<[unknown, unknown]> {
  return [await outcome(threads.perform('verify', args, quiet)), await outcome(PERFORM.verify(args, quiet))];
}

describeWithCorpus('attacks', 'a thread in the background', (corpus) => {
  it.each([
    'pyhanko/base.pdf',
    'pyhanko/form-update-ap-indirect-sneaky-trailer.pdf',
    'rub-shadow/hide-and-replace-shadow-file-signed-1.pdf',
  ])('finds in %s what is found here', async (name) => {
    const [there, here] = await both(await argsFor(join(corpus, name)));
    expect(there).toEqual(here);
    expect(there).toHaveProperty('signatures.0.field');
  });
});

describe('a thread in the background', () => {
  it('fails with the whole error', async () => {
    const notPdf = await argsFor(write('no.pdf', Buffer.from('%PDF-1.7 and nothing else')));
    const [there, here] = await both(notPdf);
    expect(there).toEqual(here);
    expect(there).toMatchObject({ code: expect.stringMatching(/^(PDF|INPUT)_/), details: expect.anything() });
    const unreadable = await argsFor(write('no.asice', rawZip([{ name: 'a', data: 'b' }])));
    const [far, near] = await both(unreadable);
    expect(far).toEqual(near);
    expect(far).toMatchObject({ code: 'CONTAINER_DAMAGED' });
  });

  it('reads through the handle that is open, also where the name means another file by now', async () => {
    const args = await argsFor(write('here.pdf', buildPdf()));
    rmSync(args.path);
    expect(await threads.perform('verify', args, quiet)).toMatchObject({ file: 'here.pdf', verdict: 'NO_SIGNATURE' });
  });

  it('tells how far it is, and stops when it is asked to', async () => {
    const content = write('large.bin', new Uint8Array());
    truncateSync(content, 20 * 1024 ** 3);
    const args = await argsFor(write('large.bin.p7s', cadesFile(testPki().signer('p-256'))), { content });
    const controller = new AbortController();
    const told: number[] = [];
    const report = (fraction: number) => {
      told.push(fraction);
      controller.abort();
    };
    const work = threads.perform('verify', args, { signal: controller.signal, report });
    await expect(work).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(told[0]).toBeLessThan(1);
    const before = threads.perform('verify', args, { signal: controller.signal, report });
    await expect(before).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  it('lets no more of them work at once than allowed, and one that waits can still be stopped', async () => {
    const two = new Background(FRAGILE, 1);
    const controller = new AbortController();
    const sleeping = outcome(
      two.perform('verify', await fragile('sleep.pdf'), { ...quiet, signal: controller.signal }),
    );
    const given = new AbortController();
    const waiting = outcome(two.perform('verify', await fragile('fine.pdf'), { ...quiet, signal: given.signal }));
    const patient = two.perform('verify', await fragile('fine.pdf'), quiet);
    given.abort();
    expect(await waiting).toMatchObject({ code: 'CANCELLED' });
    // It hears nothing any more: it is ended.
    controller.abort();
    expect(await sleeping).toMatchObject({ code: 'CANCELLED' });
    expect(await patient).toMatchObject({ verdict: 'NO_SIGNATURE' });
    await two.close();
  });

  it('that crashes or takes too much memory is one clear error, and the next verification works', async () => {
    const weak = new Background(FRAGILE, 1);
    const crashed = await outcome(weak.perform('verify', await fragile('crash.pdf'), quiet));
    expect(crashed).toMatchObject({ code: 'WORK_STOPPED', details: { memory: false } });
    const full = await outcome(weak.perform('verify', await fragile('memory.pdf'), quiet));
    expect(full).toMatchObject({ code: 'WORK_STOPPED', details: { memory: true } });
    expect(await weak.perform('verify', await fragile('fine.pdf'), quiet)).toMatchObject({ verdict: 'NO_SIGNATURE' });
    await weak.close();
  });
});
