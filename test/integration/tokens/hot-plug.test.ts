import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { codeOf } from '../../../shared/contract/app-error.ts';
import { exitStatusOf } from '../../../shared/contract/exit-status.ts';
import type { CertificateId } from '../../../shared/contract/ids.ts';
import type { BatchView } from '../../../shared/domain/batch.ts';
import { openFile } from '../../../src-main/platform/files.ts';
import { locateHome } from '../../../src-main/platform/home.ts';
import type { Choices } from '../../../src-main/workflow/choices.ts';
import { openWorkflow } from '../../../src-main/workflow/window-workflow.ts';
import type { OpenedFile, WorkflowApi } from '../../../src-main/workflow/workflow-api.ts';
import { PLAIN_CHOICES } from '../../support/choices.ts';
import { buildPdf } from '../../support/pdf-builder.ts';
import { PivCard } from '../../support/piv/piv-card.ts';
import { missingForSmartCards, openScModule, type SmartCards, startSmartCards } from '../../support/piv/smart-cards.ts';
import type { Card } from '../../support/piv/virtual-reader.ts';
import { testPki } from '../../support/pki.ts';
import { digestOf } from '../../support/signing-scene.ts';
import { describeWith, temporaryFolder } from '../../support/tools.ts';

const OPENSC = openScModule();
const PATIENCE = { timeout: 20_000, interval: 50 };
const AUTHENTICATE = 0x87;
/** What the window takes for a key that may have been taken out. */
const GONE = /^(?:CKR|TOKEN|CARD|MODULE)_/;
const choices: Choices = { ...PLAIN_CHOICES, appearance: { picture: { kind: 'none' }, text: 'usual' } };
const options = { signal: new AbortController().signal, onProgress: () => undefined };

describeWith(
  'a card that comes and goes',
  OPENSC === undefined ? 'opensc not installed' : missingForSmartCards(),
  () => {
    const folder = temporaryFolder();
    const { key, certificate } = testPki().signer('p-256');
    let cards: SmartCards;
    let workflow: WorkflowApi;
    let source: OpenedFile & { close(): Promise<void> };
    let changes = 0;

    beforeAll(async () => {
      cards = await startSmartCards(temporaryFolder());
      workflow = await openWorkflow({ home: locateHome({ COUNTERSIGN_HOME: join(folder, 'home') }) });
      workflow.onTokensChanged(() => {
        changes += 1;
      });
      const file = join(temporaryFolder(), 'contract.pdf');
      writeFileSync(file, buildPdf());
      const opened = await openFile(file);
      source = { path: file, source: opened, sha256: digestOf(file), close: () => opened.close() };
    });
    afterEach(() => {
      const [reader] = cards.readers;
      reader.mischief = {};
      reader.remove();
    });
    afterAll(async () => {
      await source?.close();
      await workflow?.close();
      await cards?.stop();
    });

    const newCard = () => new PivCard({ keys: [{ slot: 'signature', key, certificate }] });
    /** What the window does: it asks anew when it is told that something changed. */
    const listed = async () => (await workflow.listCertificates({ refresh: false })).certificates;
    const insert = async (card: PivCard): Promise<CertificateId> => {
      const before = changes;
      await cards.readers[0].insert(card);
      await vi.waitUntil(() => changes > before, PATIENCE);
      const found = await vi.waitUntil(
        async () => (await listed()).find(({ home }) => home.kind === 'pkcs11'),
        PATIENCE,
      );
      return found.id;
    };
    const remove = async (how: () => unknown = () => cards.readers[0].remove()) => {
      const before = changes;
      const result = await how();
      await vi.waitUntil(() => changes > before, PATIENCE);
      await vi.waitUntil(async () => (await listed()).length === 0, PATIENCE);
      return result;
    };
    const prepare = (id: CertificateId) =>
      workflow.prepareSigning({ source, container: null, certificate: id, choices, folder: join(source.path, '..') });
    const sign = (id: CertificateId, targetPath: string) => {
      const pin = Buffer.from('123456');
      const request = { source, container: null, certificate: id, choices, targetPath, overwrite: false, pin };
      return workflow.sign({ ...request, acceptLastTry: false }, options);
    };
    const beside = () => readdirSync(join(source.path, '..'));

    it('is followed while nothing is done, while a key is chosen, while the PIN is typed and while it signs', async () => {
      const id = await insert(newCard());
      await remove();

      // While a key is chosen: the choice stands for the same key when the card is back.
      await expect(prepare(id)).rejects.toMatchObject({ code: 'TOKEN_NOT_FOUND' });
      const card = newCard();
      expect(await insert(card)).toBe(id);
      const { targetPath, pinEntry } = await prepare(id);
      expect(pinEntry).toBe('here');

      // While the PIN is typed: what was typed is sent to nobody.
      await remove();
      await expect(sign(id, targetPath)).rejects.toMatchObject({ code: 'TOKEN_NOT_FOUND' });
      const other = testPki().signer('rsa-2048');
      const stranger = new PivCard({ keys: [{ ...other, slot: 'signature' }], guid: Buffer.alloc(16, 9) });
      await insert(stranger);
      await expect(sign(id, targetPath)).rejects.toMatchObject({ code: 'TOKEN_NOT_FOUND' });
      expect([card.pin.tried, stranger.pin.tried]).toEqual([0, 0]);
    });

    it('is told of while it does not answer its driver, and so is that it went', async () => {
      const slow = newCard();
      let answer: () => void = () => undefined;
      const answers = new Promise<void>((resolve) => {
        answer = resolve;
      });
      const card: Card = {
        reset: () => slow.reset(),
        process: async (command) => {
          await answers;
          return slow.process(command);
        },
      };
      const keys = () => workflow.listCertificates({ refresh: false });
      const told = async (how: () => unknown) => {
        const before = changes;
        await how();
        await vi.waitUntil(() => changes > before, PATIENCE);
      };
      // None of these waits for the driver, which waits for the card.
      await cards.readers[0].insert(card);
      await vi.waitUntil(async () => (await keys()).reading.length > 0, PATIENCE);
      expect(await keys()).toMatchObject({ certificates: [], reading: ['Virtual PCD 00 00'] });
      await told(answer);
      await vi.waitUntil(async () => (await keys()).certificates.length > 0, PATIENCE);
      expect((await keys()).reading).toEqual([]);
      await told(() => cards.readers[0].remove());
      expect(await keys()).toMatchObject({ certificates: [], reading: [] });
    });

    it('that is pulled out while it signs leaves the file as it was, and signs when it is back', async () => {
      const first = newCard();
      const id = await insert(first);
      const { targetPath } = await prepare(id);
      const before = beside();
      const digest = digestOf(source.path);
      const [reader] = cards.readers;
      reader.mischief = { half: (ins: number) => ins === AUTHENTICATE };
      const error = await remove(() => sign(id, targetPath).catch((reason: unknown) => reason));
      expect(exitStatusOf(codeOf(error)), codeOf(error)).toBe(69);
      expect([existsSync(targetPath), beside(), digestOf(source.path)]).toEqual([false, before, digest]);
      reader.mischief = {};
      expect(await insert(newCard())).toBe(id);
      await sign(id, targetPath);
      expect(existsSync(targetPath)).toBe(true);
      expect(first.pin.wrong).toBe(0);
    });

    it('that is pulled out in the middle of many files stops them, and goes on where they were when it is back', async () => {
      const newKey = () => new PivCard({ keys: [{ slot: 'authentication', key, certificate }] });
      const files = Array.from({ length: 4 }, (_, index) => join(folder, `invoice-${index}.pdf`));
      for (const file of files) writeFileSync(file, buildPdf());
      const signedFiles = () => readdirSync(folder).filter((name) => name.endsWith('-signed.pdf'));
      const until = (wanted: (view: BatchView) => boolean) =>
        new Promise<BatchView>((resolve) => {
          const unsubscribe = workflow.batches.onChanged((view) => {
            if (!wanted(view)) return;
            unsubscribe();
            resolve(view);
          });
        });
      const pin = () => ({ pin: Buffer.from('123456'), acceptLastTry: false });
      const first = newKey();
      const wish = { certificate: await insert(first), choices };
      const { id } = await workflow.batches.add(
        null,
        files.map((file) => ({ source: file, folder: null })),
      );
      let signatures = 0;
      cards.readers[0].mischief = {
        half: (ins: number) => {
          signatures += Number(ins === AUTHENTICATE);
          return ins === AUTHENTICATE && signatures === 3;
        },
      };
      const stopped = until(({ state }) => state === 'stopped');
      await remove(async () => {
        await workflow.batches.start(id, wish, pin());
        await stopped;
      });
      const ended = await stopped;
      expect(ended).toMatchObject({ failed: 0, problem: { code: expect.stringMatching(GONE) } });
      expect(ended.signed).toBeGreaterThan(0);
      expect(signedFiles()).toHaveLength(ended.signed);

      cards.readers[0].mischief = {};
      const second = newKey();
      expect(await insert(second)).toBe(wish.certificate);
      const done = until(({ state }) => state === 'done');
      await workflow.batches.resume(id, pin());
      expect(await done).toMatchObject({ signed: 4, failed: 0, problem: null });
      expect(signedFiles(), 'none twice').toHaveLength(4);
      expect([first.pin.tried, second.pin.tried]).toEqual([1, 1]);
    });
  },
);
