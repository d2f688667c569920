import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { generateKey } from '../../../scripts/pki/keys.ts';
import type { CertificateId } from '../../../shared/contract/ids.ts';
import { openFile } from '../../../src-main/platform/files.ts';
import { locateHome } from '../../../src-main/platform/home.ts';
import type { Choices } from '../../../src-main/workflow/choices.ts';
import { openWorkflow } from '../../../src-main/workflow/window-workflow.ts';
import type { OpenedFile, WorkflowApi } from '../../../src-main/workflow/workflow-api.ts';
import { buildBrokenModule } from '../../support/broken-module.ts';
import { PLAIN_CHOICES } from '../../support/choices.ts';
import { buildPdf } from '../../support/pdf-builder.ts';
import { digestOf } from '../../support/signing-scene.ts';
import { describeWithSoftHsm, PIN, SO_PIN, softHsmWith, tokenObject } from '../../support/softhsm.ts';
import { temporaryFolder } from '../../support/tools.ts';
import { wholeList } from '../../support/whole-list.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const choices: Choices = { ...PLAIN_CHOICES, appearance: { picture: { kind: 'none' }, text: 'usual' } };
const options = { signal: new AbortController().signal, onProgress: () => undefined };

describeWithSoftHsm('PINs in the window', () => {
  const folder = temporaryFolder();
  const [log, how] = [join(folder, 'log'), join(folder, 'how')];
  const time = { now: Date.parse('2026-11-21T12:00:00Z') };
  let workflow: WorkflowApi;
  let certificate: CertificateId;
  let module: string;
  let source: OpenedFile & { close(): Promise<void> };

  beforeAll(async () => {
    softHsmWith(folder, [{ label: 'Alice', objects: [tokenObject('01', generateKey('p-256'), 'Alice')] }]);
    module = buildBrokenModule(folder);
    Object.assign(process.env, { BROKEN_LOG: log, BROKEN_HOW_FILE: how });
    const home = locateHome({ COUNTERSIGN_HOME: join(folder, 'home') });
    workflow = await openWorkflow({ home, clock: { now: () => new Date(time.now) } });
    await workflow.addModule(module);
    const { certificates } = await wholeList(workflow);
    const [mine] = certificates;
    if (mine === undefined) throw new Error('the token is not listed');
    certificate = mine.id;
    const file = join(folder, 'contract.pdf');
    writeFileSync(file, buildPdf());
    const opened = await openFile(file);
    source = { path: file, source: opened, sha256: digestOf(file), close: () => opened.close() };
  });
  beforeEach(() => {
    for (const file of [log, how]) rmSync(file, { force: true });
    // What was refused before is long ago.
    time.now += 3_600_000;
  });
  afterAll(async () => {
    await source?.close();
    await workflow?.close();
  });

  const calls = () => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []);
  /** Others may have a card in a reader of this machine meanwhile. */
  const problemsOf = async (name: string) =>
    (await wholeList(workflow)).problems.filter(({ module: other }) => other === name).map(({ code }) => code);
  const sign = (name: string, given: { pin: string; acceptLastTry?: boolean }) => {
    const { pin, acceptLastTry = false } = given;
    const request = { source, container: null, certificate, choices, overwrite: false, acceptLastTry };
    return workflow.sign({ ...request, targetPath: join(folder, name), pin: bytes(pin) }, options);
  };

  it('the last try is used only where the person said so', async () => {
    writeFileSync(how, 'final-try');
    await expect(sign('a.pdf', { pin: PIN })).rejects.toMatchObject({ code: 'PIN_FINAL_TRY' });
    expect([calls(), existsSync(join(folder, 'a.pdf'))]).toEqual([[], false]);
    await sign('a.pdf', { pin: PIN, acceptLastTry: true });
    expect(calls()).toEqual(['C_Login user=1 length=6']);
  });

  it('a page that sends wrong PINs by the dozen uses up two tries', async () => {
    const refused = await Promise.allSettled(
      Array.from({ length: 12 }, (_, index) => sign(`b${index}.pdf`, { pin: '000000', acceptLastTry: true })),
    );
    const codes = refused.map((one) => (one.status === 'rejected' ? one.reason.code : 'signed'));
    expect(codes.filter((code) => code === 'CKR_PIN_INCORRECT')).toHaveLength(2);
    expect(codes.filter((code) => code === 'PIN_TOO_SOON')).toHaveLength(10);
    expect(calls()).toHaveLength(2);
    // Nor by another call.
    const change = { of: certificate, pin: bytes('000000'), newPin: bytes('111111'), acceptLastTry: true };
    await expect(workflow.pins.change(change)).rejects.toMatchObject({ code: 'PIN_TOO_SOON' });
    expect(calls()).toHaveLength(2);
    time.now += 60_000;
    await sign('b.pdf', { pin: PIN });
  });

  it('is told, changed and unblocked, and the page learns the state that follows', async () => {
    const facts = {
      token: 'Alice',
      state: 'ok',
      unblocking: 'ok',
      entry: 'here',
      seconds: 180,
      shortest: 4,
      longest: 255,
    };
    expect(await workflow.pins.facts(certificate)).toEqual({ ...facts, tool: null });
    const token = (await workflow.management.present()).find(({ label }) => label === 'Alice');
    if (token === undefined) throw new Error('the token is not there');
    const common = { of: certificate, acceptLastTry: false };
    await workflow.pins.change({ ...common, pin: bytes(PIN), newPin: bytes('55667788') });
    // By itself: a token need hold no certificate.
    expect(await workflow.pins.facts(token.id)).toMatchObject({ token: 'Alice', state: 'ok' });
    await workflow.pins.unblock({ ...common, of: token.id, by: 'so-pin', code: bytes(SO_PIN), newPin: bytes(PIN) });
    await sign('c.pdf', { pin: PIN });
  });

  it('a module that was put aside is a problem of the list, and is back when it is tried again', async () => {
    writeFileSync(how, 'crash-at-sign');
    for (let crash = 0; crash < 3; crash += 1) {
      await expect(sign('d.pdf', { pin: PIN })).rejects.toMatchObject({ code: 'MODULE_CRASHED' });
    }
    rmSync(how);
    expect(await problemsOf('broken.so')).toEqual(['MODULE_QUARANTINED']);
    await workflow.retryModule('broken.so');
    expect(await problemsOf('broken.so')).toEqual([]);
    await sign('d.pdf', { pin: PIN });
  });
}, ['gcc']);
