import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { CertificateId } from '../../../shared/contract/ids.ts';
import type { CodeQuestion, PageWanted } from '../../../shared/contract/service-calls.ts';
import type { BatchView } from '../../../shared/domain/batch.ts';
import { openFile } from '../../../src-main/platform/files.ts';
import { locateHome } from '../../../src-main/platform/home.ts';
import type { Choices } from '../../../src-main/workflow/choices.ts';
import { openWorkflow } from '../../../src-main/workflow/window-workflow.ts';
import type { WorkflowApi } from '../../../src-main/workflow/workflow-api.ts';
import { PLAIN_CHOICES } from '../../support/choices.ts';
import { type CscServer, type CscServerOptions, type ServedCredential, serveCsc } from '../../support/csc-server.ts';
import { land } from '../../support/http-browser.ts';
import { buildPdf } from '../../support/pdf-builder.ts';
import { testPki } from '../../support/pki.ts';
import { digestOf } from '../../support/signing-scene.ts';
import { temporaryFolder } from '../../support/tools.ts';
import { wholeList } from '../../support/whole-list.ts';

const TOKEN = 'access-token-0';
const PIN = '135790';
const choices: Choices = { ...PLAIN_CHOICES, appearance: { picture: { kind: 'none' }, text: 'usual' } };
const utf8 = (text: string) => new TextEncoder().encode(text);
const byToken = (token = TOKEN) => ({ kind: 'token' as const, accessToken: utf8(token) });
const options = { signal: new AbortController().signal, onProgress: () => undefined };

describe('keys at a signing service, as the window has them', () => {
  const folder = temporaryFolder();
  const home = locateHome({ COUNTERSIGN_HOME: join(folder, 'home') });
  const pki = testPki();
  const signer = pki.signer('p-256');
  const alice: ServedCredential = {
    id: 'alice',
    key: signer.key,
    certificates: [signer.certificate, ...signer.chain],
    algo: ['1.2.840.10045.4.3.2'],
    pin: PIN,
  };
  let workflow: WorkflowApi;
  let asked: CodeQuestion[] = [];

  beforeAll(async () => {
    workflow = await openWorkflow({ home });
    await workflow.setNetworkSettings({ offline: false, proxy: { kind: 'none' }, authorities: [] });
  });
  afterAll(() => workflow?.close());

  /** A service that is added, its only key, and how its questions for codes are answered. */
  async function added(more: Partial<CscServerOptions> = {}, answers: (string | null)[] = []) {
    const server = await serveCsc({ token: TOKEN, credentials: [alice], ...more });
    asked = [];
    const stop = workflow.services.codes.onChanged((question) => {
      if (question === null) return;
      asked.push(question);
      const answer = answers.shift() ?? null;
      workflow.services.codes.give(question.request, answer === null ? null : utf8(answer));
    });
    const service = await workflow.services.add(server.url, byToken(), options.signal);
    onTestFinished(async () => {
      stop();
      await workflow.services.forget(service.id);
    });
    const { certificates } = await wholeList(workflow);
    const certificate = certificates.find(({ home: { kind } }) => kind === 'service');
    if (certificate === undefined) throw new Error('the key is not listed');
    return { server, service, certificate };
  }

  async function sign(certificate: CertificateId, name: string, pin = PIN, signal = options.signal) {
    const file = join(folder, `${name}.pdf`);
    writeFileSync(file, buildPdf());
    const source = await openFile(file);
    const targetPath = join(folder, `${name}-signed.pdf`);
    const given = { source: { path: file, source, sha256: digestOf(file) }, container: null, certificate, choices };
    try {
      return await workflow.sign(
        { ...given, targetPath, overwrite: false, pin: utf8(pin), acceptLastTry: false },
        { ...options, signal },
      );
    } finally {
      await source.close();
    }
  }

  const tries = ({ asked: bodies }: CscServer) =>
    bodies.filter(({ method }) => method === 'credentials/authorize').length;

  it('are listed beside tokens, sign with PIN and code, and leave no secret anywhere', async () => {
    const off = { ...alice, id: 'off', certificates: [pki.signer('rsa-2048').certificate], status: 'disabled' };
    const { server, service, certificate } = await added(
      { credentials: [{ ...alice, codes: ['4711'] }, off, { ...off, id: 'none', certificates: [] }] },
      ['4711'],
    );
    expect(certificate).toMatchObject({ usable: true, home: { label: service.host, detail: 'alice' } });
    expect(service).toMatchObject({
      state: 'open',
      keys: [
        { name: 'alice', certificate: certificate.id, wants: ['password', 'code'], problem: null },
        { name: 'off', problem: { code: 'REMOTE_REFUSED' } },
        { name: 'none', certificate: null, problem: { code: 'REMOTE_RESPONSE_INVALID' } },
      ],
    });
    const hidden = (await wholeList(workflow)).certificates.filter(({ usable }) => !usable);
    expect(hidden).toMatchObject([{ home: { detail: 'off' }, reason: expect.stringContaining('switched off') }]);

    const signed = await sign(certificate.id, 'one');
    expect(signed.report.signatures).toMatchObject([{ signer: { sha256: certificate.id } }]);
    expect(asked).toMatchObject([{ label: 'Code of your app', host: service.host, name: certificate.name }]);
    expect(server.asked.filter(({ method }) => method === 'credentials/info')).toHaveLength(3);
    const kept = readFileSync(home.at('keys.json'), 'utf8');
    expect(kept).toContain(server.url);
    expect(kept).not.toMatch(new RegExp(`${TOKEN}|${PIN}|4711`));
    expect(JSON.stringify([service, signed])).not.toMatch(new RegExp(`${TOKEN}|${PIN}`));
  });

  it('a wrong PIN is one try; the third in a row is not sent before its time; nothing is left behind', async () => {
    const { server, certificate } = await added();
    const wrong = (name: string) => sign(certificate.id, name, '000000');
    await expect(wrong('a')).rejects.toMatchObject({ code: 'REMOTE_UNAUTHORIZED' });
    await expect(wrong('b')).rejects.toMatchObject({ code: 'REMOTE_UNAUTHORIZED' });
    await expect(wrong('c')).rejects.toMatchObject({ code: 'PIN_TOO_SOON' });
    expect(tries(server)).toBe(2);
    for (const name of 'abc') expect(existsSync(join(folder, `${name}-signed.pdf`))).toBe(false);
  });

  it('who gives no code gives the signature up; who stops is asked no longer', async () => {
    const { server, certificate } = await added({ credentials: [{ ...alice, codes: ['4711'] }] });
    await expect(sign(certificate.id, 'given-up')).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(tries(server)).toBe(0);

    const stop = new AbortController();
    const silent = workflow.services.codes.onChanged((question) => {
      if (question === null) return;
      expect(workflow.services.codes.question).toEqual(question);
      stop.abort();
    });
    onTestFinished(silent);
    await expect(sign(certificate.id, 'stopped', PIN, stop.signal)).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(workflow.services.codes.question).toBeNull();
  });

  it('an access token that ends is told before any PIN, and another one goes on; a service that was forgotten signs no more', async () => {
    const state = { ended: false };
    const ending: NonNullable<CscServerOptions['misbehave']> = {
      'credentials/authorize': (response, answer) =>
        state.ended
          ? void response.writeHead(401).end('{"error":"invalid_token"}')
          : void response.writeHead(200).end(JSON.stringify(answer)),
    };
    const { server, service, certificate } = await added({ misbehave: ending });
    state.ended = true;
    for (const name of ['e', 'f', 'g']) {
      await expect(sign(certificate.id, name)).rejects.toMatchObject({ code: 'REMOTE_TOKEN_REFUSED' });
    }
    expect(await workflow.services.list()).toMatchObject([{ id: service.id, state: 'refused' }]);
    // Others may have a card in a reader of this machine meanwhile.
    const certificates = (await wholeList(workflow)).certificates.filter(({ home }) => home.kind === 'service');
    expect(certificates).toMatchObject([{ usable: false, reason: expect.stringContaining('no longer accepts') }]);

    await expect(workflow.services.add(server.url, byToken('other'), options.signal)).rejects.toMatchObject({
      code: 'REMOTE_TOKEN_REFUSED',
    });
    state.ended = false;
    await workflow.services.add(server.url, byToken(), options.signal);
    await sign(certificate.id, 'again');
    await workflow.services.forget(service.id);
    expect(await workflow.services.list()).toEqual([]);
    await expect(sign(certificate.id, 'forgotten')).rejects.toMatchObject({ code: 'CERTIFICATE_NOT_FOUND' });
  });

  it('many files: says beforehand how many codes are wanted, and asks for so many', async () => {
    const { server, certificate } = await added(
      { credentials: [{ ...alice, codes: ['1', '2'], scal: '1', multisign: 2 }] },
      ['1', '2'],
    );
    const files = ['x', 'y', 'z'].map((name) => join(folder, `${name}.pdf`));
    for (const file of files) writeFileSync(file, buildPdf());
    const { id } = await workflow.batches.add(
      null,
      files.map((source) => ({ source, folder: null })),
    );
    const prepared = await workflow.batches.prepare(id, { certificate: certificate.id, choices });
    expect(prepared.pinEntries).toBe(1);
    expect(prepared.warnings).toContainEqual(expect.stringContaining('wants 2 one-time codes for 3 documents'));
    const done = new Promise<void>((resolve) => {
      const unsubscribe = workflow.batches.onChanged(({ state }) => {
        if (state !== 'done') return;
        unsubscribe();
        resolve();
      });
    });
    await workflow.batches.start(
      id,
      { certificate: certificate.id, choices },
      { pin: utf8(PIN), acceptLastTry: false },
    );
    await done;
    expect(asked).toHaveLength(2);
    expect(tries(server)).toBe(2);
    for (const file of files) expect(existsSync(file.replace('.pdf', '-signed.pdf'))).toBe(true);
  });

  it('what is no service is not remembered, and a slow one is left when the person stops', async () => {
    const list = () => workflow.services.list();
    for (const address of ['http://service.example/csc/v2', 'service.example', 'https://a:b@service.example/']) {
      await expect(workflow.services.add(address, byToken(), options.signal)).rejects.toMatchObject({
        code: 'USAGE',
      });
    }
    const slow = await serveCsc({
      token: TOKEN,
      credentials: [alice],
      misbehave: { 'credentials/info': () => stop.abort() },
    });
    const stop = new AbortController();
    await expect(workflow.services.add(slow.url, byToken(), stop.signal)).rejects.toMatchObject({
      code: 'CANCELLED',
    });
    expect(await list()).toEqual([]);
  });

  it('a batch goes on after a restart once the access token is given again, which is asked for', async () => {
    const { server, service, certificate } = await added();
    const files = ['p', 'q'].map((name) => join(folder, `${name}.pdf`));
    for (const file of files) writeFileSync(file, 'no document yet');
    writeFileSync(files[0] ?? '', buildPdf());
    const wish = { certificate: certificate.id, choices };
    const pin = () => ({ pin: utf8(PIN), acceptLastTry: false });
    const done = (at: WorkflowApi) =>
      new Promise<BatchView>((resolve) => {
        const unsubscribe = at.batches.onChanged((view) => {
          if (view.state !== 'done') return;
          unsubscribe();
          resolve(view);
        });
      });
    const { id } = await workflow.batches.add(
      null,
      files.map((source) => ({ source, folder: null })),
    );
    const first = done(workflow);
    await workflow.batches.start(id, wish, pin());
    expect(await first).toMatchObject({ signed: 1, failed: 1 });
    writeFileSync(files[1] ?? '', buildPdf());

    const later = await openWorkflow({ home });
    onTestFinished(() => later.close());
    const kept = { address: server.url, host: service.host };
    const found = (await later.batches.list()).find((one) => one.id === id);
    expect(found).toMatchObject({ state: 'done', service: kept });
    await expect(later.batches.resume(id, pin())).rejects.toMatchObject({
      code: 'REMOTE_TOKEN_WANTED',
      details: { host: service.host },
    });
    await later.services.add(server.url, byToken(), options.signal);
    const second = done(later);
    await later.batches.resume(id, pin());
    expect(await second).toMatchObject({ signed: 2, failed: 0 });
    await later.batches.forget(id);
  });

  it('an address outlasts the session, its access token does not', async () => {
    const { server, service } = await added();
    const later = await openWorkflow({ home });
    onTestFinished(() => later.close());
    expect(await later.services.list()).toEqual([
      { id: service.id, address: server.url, host: service.host, clientId: null, state: 'closed', keys: [] },
    ]);
    await expect(later.services.refresh(service.id, options.signal)).rejects.toMatchObject({ code: 'USAGE' });
  });

  describe('that is signed in to with the browser', () => {
    const { pin: _pin, ...rest } = alice;
    const byBrowser = { mode: 'oauth2code', scal: '1', multisign: 2 } as const;
    const right = { kind: 'browser', clientId: 'desk', clientSecret: utf8('s3cret') } as const;

    /** A service and how the person at the browser takes each page: null leaves it. */
    async function served(take: (page: PageWanted) => Promise<unknown> | null = ({ address }) => land(address)) {
      const server = await serveCsc({
        token: 'none',
        credentials: [{ ...rest, ...byBrowser }],
        signIn: { clientId: 'desk', clientSecret: 's3cret' },
      });
      const { visits } = workflow.services;
      const pages: PageWanted[] = [];
      const stop = visits.onChanged((page) => {
        if (page === null) return;
        pages.push(page);
        if (take(page) === null) visits.giveUp(page.id);
      });
      onTestFinished(stop);
      return { server, pages };
    }
    const forgetAll = async () => {
      for (const { id } of await workflow.services.list()) await workflow.services.forget(id);
    };

    it('remembers as whom, keeps no secret, asks on a page for two signatures at a time, and gives all back', async () => {
      const { server, pages } = await served();
      const { url } = server;
      expect(await workflow.services.look(url, options.signal)).toMatchObject({ signsIn: true, clientId: null });
      const service = await workflow.services.add(url, right, options.signal);
      expect(service).toMatchObject({ state: 'open', clientId: 'desk', keys: [{ name: 'alice', wants: ['browser'] }] });
      expect(await workflow.services.look(url, options.signal)).toMatchObject({ signsIn: true, clientId: 'desk' });
      const certificate = service.keys[0]?.certificate;
      if (!certificate) throw new Error('the key is not listed');
      const files = ['l', 'm', 'n'].map((name) => join(folder, `${name}.pdf`));
      for (const file of files) writeFileSync(file, buildPdf());
      const { id } = await workflow.batches.add(
        null,
        files.map((source) => ({ source, folder: null })),
      );
      const prepared = await workflow.batches.prepare(id, { certificate, choices });
      expect(prepared.pinEntries).toBe(0);
      expect(prepared.warnings).toContainEqual(expect.stringContaining('in your browser, 2 times for 3 documents'));
      const done = new Promise<BatchView>((resolve) => {
        onTestFinished(workflow.batches.onChanged((view) => view.state === 'done' && resolve(view)));
      });
      await workflow.batches.start(id, { certificate, choices }, { pin: utf8(''), acceptLastTry: false });
      expect(await done).toMatchObject({ signed: 3, failed: 0 });
      expect(pages.map(({ purpose }) => purpose)).toEqual(['sign-in', 'signatures', 'signatures']);
      expect(workflow.services.visits.page).toBeNull();
      const kept = readFileSync(home.at('keys.json'), 'utf8');
      expect(kept).toContain('"desk"');
      expect(kept).not.toMatch(/s3cret|(token|refresh)-\d/);
      server.signIn.expire();
      expect(await workflow.services.refresh(service.id, options.signal)).toMatchObject({ state: 'open' });
      await forgetAll();
      expect(server.signIn.live).toBe(0);
      expect(readFileSync(home.at('keys.json'), 'utf8')).not.toContain('desk');
    });

    it('who leaves the page is signed in to nothing, and signs nothing', async () => {
      const leaves = new Set(['sign-in']);
      const { server } = await served(({ purpose, address }) => (leaves.has(purpose) ? null : land(address)));
      const add = () => workflow.services.add(server.url, right, options.signal);
      await expect(add()).rejects.toMatchObject({ code: 'CANCELLED' });
      expect(await workflow.services.list()).toEqual([]);
      leaves.clear();
      leaves.add('signatures');
      const certificate = (await add()).keys[0]?.certificate;
      if (!certificate) throw new Error('the key is not listed');
      await wholeList(workflow);
      await expect(sign(certificate, 'left', '')).rejects.toMatchObject({ code: 'CANCELLED' });
      expect(existsSync(join(folder, 'left-signed.pdf'))).toBe(false);
      await forgetAll();
    });
  });
});
