import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { generateKey } from '../../../scripts/pki/keys.ts';
import type { BatchView } from '../../../shared/domain/batch.ts';
import { openFile } from '../../../src-main/platform/files.ts';
import { locateHome } from '../../../src-main/platform/home.ts';
import { rememberKey } from '../../../src-main/workflow/remembered-keys.ts';
import { openWorkflow } from '../../../src-main/workflow/window-workflow.ts';
import type { WorkflowApi } from '../../../src-main/workflow/workflow-api.ts';
import { buildBrokenModule } from '../../support/broken-module.ts';
import { PLAIN_CHOICES } from '../../support/choices.ts';
import { buildPdf } from '../../support/pdf-builder.ts';
import { digestOf } from '../../support/signing-scene.ts';
import { describeWithSoftHsm, PIN, softHsmWith, tokenObject } from '../../support/softhsm.ts';
import { temporaryFolder } from '../../support/tools.ts';

describeWithSoftHsm('a module that hangs for ever, in the window', () => {
  const folder = temporaryFolder();
  const fault = join(folder, 'fault');
  const home = locateHome({ COUNTERSIGN_HOME: join(folder, 'home') });
  let workflow: WorkflowApi;

  beforeAll(async () => {
    const { module } = softHsmWith(folder, [
      { label: 'Alice', objects: [tokenObject('01', generateKey('p-256'), 'Alice')] },
    ]);
    const hanging = buildBrokenModule(folder);
    writeFileSync(fault, 'hang-at-load');
    process.env.BROKEN_HOW_FILE = fault;
    for (const each of [hanging, module]) await rememberKey(home, 'modules', each);
    workflow = await openWorkflow({ home });
  });
  afterAll(async () => {
    // Nor is closing held up until the module is given up.
    await workflow?.close();
    delete process.env.BROKEN_HOW_FILE;
  });

  it('holds up no other: they are listed, told of, and signed with, while it is said to be asked', async () => {
    const listed = () => workflow.listCertificates({ refresh: false });
    const alice = await vi.waitUntil(async () => (await listed()).certificates.find(({ name }) => name === 'Alice'), {
      timeout: 15_000,
    });
    expect((await listed()).asked).toContain('broken.so');
    expect((await workflow.status()).tokens).toBe(1);
    expect((await workflow.management.present()).map(({ label }) => label)).toEqual(['Alice']);

    const file = join(folder, 'contract.pdf');
    writeFileSync(file, buildPdf());
    const opened = await openFile(file);
    try {
      const source = { path: file, source: opened, sha256: digestOf(file) };
      const choices = { ...PLAIN_CHOICES, appearance: { picture: { kind: 'none' }, text: 'usual' } } as const;
      const request = { source, container: null, certificate: alice.id, choices };
      const { targetPath } = await workflow.prepareSigning({ ...request, folder });
      const pin = Buffer.from(PIN);
      const task = { signal: new AbortController().signal, onProgress: () => undefined };
      await workflow.sign({ ...request, targetPath, overwrite: false, pin, acceptLastTry: false }, task);
      expect(existsSync(targetPath)).toBe(true);
    } finally {
      await opened.close();
    }
    expect((await listed()).asked, 'it hung all the time').toContain('broken.so');
  });

  it('holds up no batch that is taken up after a restart', async () => {
    const { certificates } = await workflow.listCertificates({ refresh: false });
    const alice = certificates.find(({ name }) => name === 'Alice');
    if (alice === undefined) throw new Error('the key is not listed');
    const files = ['one', 'two'].map((name) => join(folder, `${name}.pdf`));
    for (const file of files) writeFileSync(file, 'no document yet');
    writeFileSync(files[0] ?? '', buildPdf());
    const choices = { ...PLAIN_CHOICES, appearance: { picture: { kind: 'none' }, text: 'usual' } } as const;
    const pin = () => ({ pin: Buffer.from(PIN), acceptLastTry: false });
    const added = files.map((source) => ({ source, folder: null }));
    const { id } = await workflow.batches.add(null, added);
    const first = done(workflow);
    await workflow.batches.start(id, { certificate: alice.id, choices }, pin());
    expect(await first).toMatchObject({ signed: 1, failed: 1 });
    writeFileSync(files[1] ?? '', buildPdf());
    await workflow.close();

    workflow = await openWorkflow({ home });
    const second = done(workflow);
    await workflow.batches.resume(id, pin());
    expect(await second).toMatchObject({ signed: 2, failed: 0 });
    expect((await workflow.listCertificates({ refresh: false })).asked, 'it hung all the time').toContain('broken.so');
  });
}, ['gcc']);

/** A batch as it is once it has ended. */
function done({ batches }: WorkflowApi): Promise<BatchView> {
  return new Promise((resolve) => {
    const unsubscribe = batches.onChanged((view) => {
      if (view.state !== 'done') return;
      unsubscribe();
      resolve(view);
    });
  });
}
