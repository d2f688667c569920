import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import type { AppError } from '../../../shared/contract/app-error.ts';
import type { ModuleHealth } from '../../../src-main/tokens/module-health.ts';
import { Tokens } from '../../../src-main/tokens/tokens.ts';
import { PivCard } from '../../support/piv/piv-card.ts';
import { missingForSmartCards, openScModule, type SmartCards, startSmartCards } from '../../support/piv/smart-cards.ts';
import { testPki } from '../../support/pki.ts';
import { describeWith, temporaryFolder } from '../../support/tools.ts';

const OPENSC = openScModule();
const PATIENCE = { timeout: 20_000, interval: 20 };
const [GET_RESPONSE, AUTHENTICATE] = [0xc0, 0x87];

describeWith(
  'a card that says nothing any more',
  OPENSC === undefined ? 'opensc not installed' : missingForSmartCards(),
  () => {
    const module = OPENSC ?? '';
    const { key, certificate } = testPki().signer('p-256');
    const newCard = () => new PivCard({ keys: [{ slot: 'signature', key, certificate }] });
    const faults: string[] = [];
    const health: ModuleHealth = {
      check: async () => undefined,
      failed: async (_, reason) => void faults.push(reason.code),
      worked: async () => undefined,
    };
    let tokens = new Tokens();
    let cards: SmartCards;

    beforeAll(async () => {
      cards = await startSmartCards(temporaryFolder());
    });
    afterEach(async () => {
      const [reader] = cards.readers;
      reader.mischief = {};
      reader.remove();
      await tokens.close();
    });
    afterAll(() => cards?.stop());

    const put = async () => {
      await cards.readers[0].insert(newCard());
      await vi.waitUntil(async () => (await tokens.readers()).readers[0]?.card === 'present', PATIENCE);
    };
    /** Pulls it out while its certificate, which is longer than an answer, is read. */
    const pulled = () =>
      new Promise<void>((resolve) => {
        cards.readers[0].mischief = {
          pull: (ins) => {
            if (ins === GET_RESPONSE) resolve();
            return ins === GET_RESPONSE;
          },
        };
      });
    const outcome = (work: Promise<unknown>) => work.catch((error: AppError) => error.code);
    /** On a busy machine the module may see by itself that it was out, and tell what it saw until then. */
    const gone = (told: unknown) => (Array.isArray(told) ? 'CKR_DEVICE_REMOVED' : told);

    it('since it was pulled out while it was read for the first time is waited for no longer, and the module is not to blame', async () => {
      const before = new Tokens();
      tokens = before;
      await put();
      await before.close();
      // Asked for the readers by nobody before.
      tokens = new Tokens({ deadlines: { removed: 50 }, health });
      void pulled();
      expect(gone(await outcome(tokens.listTokens(module)))).toBe('CKR_DEVICE_REMOVED');
      expect(faults).toEqual([]);
    });

    it('to a module that missed that it was pulled out is read by another one once it is back', async () => {
      tokens = new Tokens({ deadlines: { removed: 50 }, health });
      await put();
      const out = pulled();
      const listed = outcome(tokens.listTokens(module));
      await out;
      const [reader] = cards.readers;
      reader.mischief = {};
      await reader.insert(newCard());
      await vi.waitUntil(async () => (await tokens.readers()).readers[0]?.card === 'present', PATIENCE);
      expect(gone(await listed)).toBe('CKR_DEVICE_REMOVED');
      await expect.poll(() => outcome(tokens.listTokens(module)), PATIENCE).toHaveLength(1);
      expect(faults).toEqual([]);
    });

    it('when it is to sign is given up at the deadline of a signature, and signs when it was put in anew', async () => {
      tokens = new Tokens({ deadlines: { sign: 500 }, health });
      const signed = async () => {
        const signer = await tokens.openTokenSigner({
          module,
          token: { uri: 'pkcs11:model=PKCS%2315%20emulated' },
          pin: Buffer.from('123456'),
        });
        return signer.sign(new Uint8Array([1]), 'ecdsa-sha256').finally(() => signer.close());
      };
      await put();
      const [reader] = cards.readers;
      // The driver goes on waiting for the rest of it.
      reader.mischief = { answer: (ins) => (ins === AUTHENTICATE ? new Uint8Array() : undefined) };
      expect(await outcome(signed())).toBe('MODULE_TIMEOUT');
      reader.mischief = {};
      reader.remove();
      await put();
      expect(await signed()).toBeInstanceOf(Uint8Array);
      expect(faults).toEqual([]);
    });
  },
);
