import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { openFile } from '../../src-main/platform/files.ts';
import { locateHome } from '../../src-main/platform/home.ts';
import type { Choices } from '../../src-main/workflow/choices.ts';
import { openWorkflow } from '../../src-main/workflow/window-workflow.ts';
import { PLAIN_CHOICES } from '../../test/support/choices.ts';
import { PIN, type Setting } from '../support/setting.ts';
import { median, type Row } from '../support/table.ts';

const CONTRACT = path.join(import.meta.dirname, '..', '..', 'resources', 'sample', 'contract.pdf');
const ROUNDS = 5;
const choices: Choices = { ...PLAIN_CHOICES, appearance: { picture: { kind: 'none' }, text: 'usual' } };

/** From the word that a token is there to the list a person chooses from, and on to the first signature with it, as the window does both. */
export async function insertion(setting: Setting): Promise<Row[]> {
  if (setting.module === undefined) return [];
  const ready: number[] = [];
  const signed: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const folder = setting.at(`insertion-${round}`);
    mkdirSync(folder);
    const times = await once(folder, setting.module);
    ready.push(times.ready);
    signed.push(times.signed);
  }
  return [
    {
      work: 'token inserted: event to ready list',
      budget: '< 1,000 ms',
      unit: 'ms',
      measured: median(ready),
      limit: null,
      holds: median(ready) < 1000,
      note: `SoftHSM, module not loaded before; the slowest of ${ROUNDS}: ${Math.max(...ready).toFixed(0)} ms; event to the first signed document: ${median(signed).toFixed(0)} ms`,
    },
  ];
}

/** A new window whose first token this is. */
async function once(folder: string, module: string): Promise<{ ready: number; signed: number }> {
  const workflow = await openWorkflow({ home: locateHome({ COUNTERSIGN_HOME: path.join(folder, 'home') }) });
  const file = path.join(folder, 'contract.pdf');
  copyFileSync(CONTRACT, file);
  const source = await openFile(file);
  try {
    let event = Number.NaN;
    const unsubscribe = workflow.onTokensChanged(() => {
      if (Number.isNaN(event)) event = performance.now();
    });
    await workflow.addModule(module);
    const { certificates } = await workflow.listCertificates({ refresh: false });
    const ready = performance.now() - event;
    unsubscribe();
    const usable = certificates.find((one) => one.usable && one.home.kind === 'pkcs11');
    if (usable === undefined) throw new Error('the token is not listed');
    const opened = { path: file, source, sha256: createHash('sha256').update(readFileSync(file)).digest('hex') };
    const request = { source: opened, container: null, certificate: usable.id, choices };
    const { targetPath } = await workflow.prepareSigning({ ...request, folder });
    const secret = { pin: new TextEncoder().encode(PIN), acceptLastTry: false };
    await workflow.sign(
      { ...request, targetPath, overwrite: false, ...secret },
      { signal: new AbortController().signal, onProgress: () => undefined },
    );
    return { ready, signed: performance.now() - event };
  } finally {
    await source.close();
    await workflow.close();
  }
}
