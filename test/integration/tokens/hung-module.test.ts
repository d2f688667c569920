import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { generateKey } from '../../../scripts/pki/keys.ts';
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
  let workflow: WorkflowApi;

  beforeAll(async () => {
    const { module } = softHsmWith(folder, [
      { label: 'Alice', objects: [tokenObject('01', generateKey('p-256'), 'Alice')] },
    ]);
    const hanging = buildBrokenModule(folder);
    writeFileSync(fault, 'hang-at-load');
    process.env.BROKEN_HOW_FILE = fault;
    const home = locateHome({ COUNTERSIGN_HOME: join(folder, 'home') });
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
}, ['gcc']);
