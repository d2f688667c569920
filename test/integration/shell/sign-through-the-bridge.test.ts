import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { CallName } from '../../../shared/contract/channels.ts';
import type { BridgeResult, Input, Output } from '../../../shared/contract/contract.ts';
import { locateHome } from '../../../src-main/platform/home.ts';
import { createLog } from '../../../src-main/platform/log.ts';
import { type Application, createApplication } from '../../../src-main/shell/application.ts';
import { openConfSettings } from '../../../src-main/shell/conf-settings.ts';
import type { Shell } from '../../../src-main/shell/shell.ts';
import { createPkcs12 } from '../../../src-main/tokens/pkcs12/create.ts';
import { openWorkflow } from '../../../src-main/workflow/window-workflow.ts';
import { PLAIN_CHOICES } from '../../support/choices.ts';
import { buildPdf } from '../../support/pdf-builder.ts';
import { testPki } from '../../support/pki.ts';
import { temporaryFolder } from '../../support/tools.ts';

/** The application without a window: what the page would ask, over the real use cases, with a person who chooses these files. */
const root = temporaryFolder();
const home = locateHome({ COUNTERSIGN_HOME: path.join(root, 'home') });
const contract = path.join(root, 'contract.pdf');
const keyStore = path.join(root, 'alice.p12');
const anchor = path.join(root, 'root.pem');
const PASSWORD = 'correct horse';
const ORIGIN = 'app://main';
const logged: string[] = [];
const sent: [string, unknown][] = [];
const chosen: string[][] = [];

const shell: Shell = {
  kind: 'electron',
  send: (name, value) => sent.push([name, value]),
  openFiles: async () => chosen.shift() ?? [],
  saveFile: async (suggested) => ({ path: path.join(path.dirname(suggested), 'chosen.pdf'), overwrite: true }),
  chooseFolder: async () => path.join(root, 'signed'),
  reveal: async () => undefined,
  openPage: async () => false,
  droppedPath: async (reference) => reference,
  quit: () => undefined,
};

let application: Application;
beforeAll(async () => {
  const pki = testPki();
  const alice = pki.signer('p-256');
  writeFileSync(contract, buildPdf({ pages: [{ text: 'A contract' }] }));
  writeFileSync(
    keyStore,
    await createPkcs12({
      key: alice.key,
      certificate: alice.certificate,
      chain: alice.chain,
      password: new TextEncoder().encode(PASSWORD),
      friendlyName: alice.name,
    }),
  );
  writeFileSync(anchor, pki.root.certificate);
  application = createApplication(
    {
      home,
      log: createLog((line) => logged.push(line)),
      workflow: await openWorkflow({ home }),
      settings: openConfSettings(home),
      origin: ORIGIN,
      resultFolder: root,
    },
    shell,
    null,
  );
});
afterAll(() => application?.close());

async function ask<K extends CallName>(name: K, input: Input<K>): Promise<BridgeResult<Output<K>>> {
  const sender = { ourWindow: true, mainFrame: true, origin: ORIGIN };
  const result = await application.dispatch(name, sender, input, { signal: new AbortController().signal });
  return result as BridgeResult<Output<K>>;
}
async function get<K extends CallName>(name: K, input: Input<K>): Promise<Output<K>> {
  const result = await ask(name, input);
  if (!result.ok) throw new Error(`${name}: ${JSON.stringify(result.error)}\n${logged.slice(-3).join('\n')}`);
  return result.value;
}
const task = (digit: string) => `task-${digit.repeat(32)}`;

it('opens, signs, shows and records a document, and no path and no password crosses', async () => {
  const replies: unknown[] = [];
  const keep = <T>(reply: T): T => {
    replies.push(reply);
    return reply;
  };
  chosen.push([anchor]);
  expect(keep(await get('trust.add', {}))).toEqual({ added: 1 });
  chosen.push([contract]);
  const opened = keep(await get('document.choose', {})).documents[0];
  if (opened === undefined) throw new Error('nothing was opened');
  expect(opened).toMatchObject({ name: 'contract.pdf', signatures: 0, pages: [{}] });
  chosen.push([keyStore]);
  const { certificate } = keep(await get('tokens.addKeyStore', {}));
  if (certificate === null) throw new Error('no key store was added');
  const placement = { page: 1, x: 50, y: 50, width: 180, height: 60 };
  const prepared = keep(
    await get('signing.prepare', {
      ...PLAIN_CHOICES,
      container: null,
      id: opened.id,
      certificate: certificate.id,
      placement,
    }),
  );
  expect(prepared).toMatchObject({ targetName: 'contract-signed.pdf', targetFolder: path.basename(root) });

  const pin = new TextEncoder().encode(PASSWORD);
  const signed = keep(
    await get('signing.sign', {
      id: opened.id,
      certificate: certificate.id,
      target: prepared.target,
      task: task('1'),
      ...PLAIN_CHOICES,
      container: null,
      placement,
      reason: 'I agree',
      location: 'Windhoek',
      pin,
    }),
  );
  expect(pin).toEqual(new Uint8Array(PASSWORD.length));
  expect(signed.document).toMatchObject({ name: 'contract-signed.pdf', signatures: 1 });
  expect(signed.report).toMatchObject({ file: 'contract-signed.pdf', documentStatus: 'unchanged' });
  expect(signed.report.signatures).toHaveLength(1);
  const bytes = readFileSync(path.join(root, 'contract-signed.pdf'));
  expect(signed.document.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
  expect(signed.entry.resultSha256).toBe(signed.document.sha256);
  expect(bytes.subarray(0, opened.size).equals(readFileSync(contract))).toBe(true);

  const verified = keep(await get('verify.run', { id: signed.document.id, online: false, task: task('2') }));
  expect(verified.signatures[0]).toMatchObject({ indication: 'INDETERMINATE', subIndication: 'TRY_LATER' });
  expect(keep(await get('ledger.list', { offset: 0, limit: 10 }))).toMatchObject({ size: 1, entries: [signed.entry] });
  expect(keep(await get('ledger.verify', { task: task('3') }))).toMatchObject({ ok: true, size: 1 });
  keep(await get('ledger.prove', { index: 0 }));
  keep(await get('app.status', {}));
  expect(sent.map(([name]) => name)).toContain('task.progress');

  const everything = JSON.stringify([replies, sent]);
  expect(everything).not.toContain(root);
  expect(everything + logged.join()).not.toContain(PASSWORD);
});

it('a wrong password is one clear code, and the document stays as it is', async () => {
  chosen.push([contract]);
  const [opened] = (await get('document.choose', {})).documents;
  const { certificates } = await get('tokens.list', { refresh: false });
  const certificate = certificates.find(({ home: { kind } }) => kind === 'pkcs12');
  if (opened === undefined || certificate === undefined) throw new Error('not set up');
  const before = readFileSync(contract);
  const { target } = await get('signing.prepare', {
    ...PLAIN_CHOICES,
    container: null,
    id: opened.id,
    certificate: certificate.id,
  });
  const result = await ask('signing.sign', {
    id: opened.id,
    certificate: certificate.id,
    target,
    task: task('4'),
    ...PLAIN_CHOICES,
    container: null,
    pin: new TextEncoder().encode('wrong'),
  });
  expect(result).toMatchObject({ ok: false, error: { code: 'PIN_INCORRECT' } });
  expect(readFileSync(contract).equals(before)).toBe(true);
  expect(existsSync(path.join(root, 'contract-signed-2.pdf'))).toBe(false);
});

it('refuses to sign what is no longer what was shown, before the key is asked', async () => {
  const moving = path.join(root, 'moving.pdf');
  writeFileSync(moving, buildPdf({ pages: [{ text: 'One' }] }));
  chosen.push([moving]);
  const [opened] = (await get('document.choose', {})).documents;
  const { certificates } = await get('tokens.list', { refresh: false });
  const certificate = certificates.find(({ home: { kind } }) => kind === 'pkcs12');
  if (opened === undefined || certificate === undefined) throw new Error('not set up');
  const { target } = await get('signing.prepare', {
    ...PLAIN_CHOICES,
    container: null,
    id: opened.id,
    certificate: certificate.id,
  });
  writeFileSync(moving, buildPdf({ pages: [{ text: 'Two, which nobody saw' }] }));
  const result = await ask('signing.sign', {
    id: opened.id,
    certificate: certificate.id,
    target,
    task: task('5'),
    ...PLAIN_CHOICES,
    container: null,
    // A wrong password would say PIN_INCORRECT if the key were asked first.
    pin: new TextEncoder().encode('wrong'),
  });
  expect(result).toMatchObject({ ok: false, error: { code: 'DOCUMENT_CHANGED' } });
});

it('offers a file dialog to no page that has the system’s own', async () => {
  expect(await ask('fileBrowser.list', { request: 'x', folder: null })).toMatchObject({
    error: { code: 'BRIDGE_REFUSED' },
  });
});

it('gathers a dropped folder, signs it into the folder that was chosen, and no path and no password crosses', async () => {
  const invoices = path.join(root, 'invoices');
  mkdirSync(path.join(invoices, 'deep'), { recursive: true });
  mkdirSync(path.join(root, 'signed'));
  for (const name of ['1.pdf', 'deep/2.pdf']) writeFileSync(path.join(invoices, name), buildPdf());
  writeFileSync(path.join(invoices, 'notes.txt'), 'no PDF');
  const dropped = await get('batch.addDropped', { batch: null, paths: [invoices] });
  expect(dropped).toMatchObject({ added: 2, known: 0, passedOver: 1, batch: { files: 2, copies: 0 } });
  const batch = dropped.batch?.id ?? '';
  expect((await get('batch.chooseFolder', { batch })).batch).toMatchObject({ targetFolder: 'signed' });
  const password = new TextEncoder().encode('sesame');
  expect(await get('batch.givePassword', { batch, password })).toMatchObject({ hasPassword: true });
  expect(password).toEqual(new Uint8Array(6));
  const { certificates } = await get('tokens.list', { refresh: false });
  const certificate = certificates.find(({ home: { kind } }) => kind === 'pkcs12')?.id ?? '';
  const wish = {
    batch,
    certificate,
    ...PLAIN_CHOICES,
    appearance: { picture: { kind: 'none' }, text: 'usual' },
  } as const;
  await get('batch.prepare', wish);
  const pin = new TextEncoder().encode(PASSWORD);
  await get('batch.start', { ...wish, pin });
  expect(pin).toEqual(new Uint8Array(PASSWORD.length));
  await vi.waitUntil(() => sent.some(([, view]) => (view as { state?: string }).state === 'done'), { timeout: 20_000 });
  const { files } = await get('batch.files', { batch, offset: 0, limit: 10, show: 'all' });
  expect(files).toMatchObject([
    { name: '1.pdf', folder: 'invoices', state: 'signed', output: '1-signed.pdf', outputFolder: 'signed' },
    { name: '2.pdf', folder: 'deep', state: 'signed', output: '2-signed.pdf', outputFolder: 'signed' },
  ]);
  expect(existsSync(path.join(root, 'signed', '2-signed.pdf'))).toBe(true);
  const everything = JSON.stringify([dropped, files, sent]);
  expect(everything).not.toContain(root);
  expect(everything + logged.join()).not.toMatch(new RegExp(`${PASSWORD}|sesame`));
  const [journal = ''] = readdirSync(home.at('batches')).filter((name) => name.endsWith('.batch'));
  expect(readFileSync(home.at('batches', journal), 'utf8')).not.toContain('sesame');
});
