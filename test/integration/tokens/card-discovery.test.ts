import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { systemClock } from '../../../src-main/platform/clock.ts';
import { locateHome } from '../../../src-main/platform/home.ts';
import { Tokens } from '../../../src-main/tokens/tokens.ts';
import { diagnose } from '../../../src-main/workflow/doctor/diagnose.ts';
import { trialSignature } from '../../../src-main/workflow/doctor/trial.ts';
import { neededNow, readModules, unreadCard } from '../../../src-main/workflow/read-modules.ts';
import { PivCard } from '../../support/piv/piv-card.ts';
import { missingForSmartCards, openScModule, type SmartCards, startSmartCards } from '../../support/piv/smart-cards.ts';
import type { Card } from '../../support/piv/virtual-reader.ts';
import { testPki } from '../../support/pki.ts';
import { describeWith, temporaryFolder } from '../../support/tools.ts';

const PIN = '123456';
const OPENSC = openScModule();

/** A card that knows no command. */
const dumb = (atr: string): Card => ({
  atr: Buffer.from(atr.replaceAll(' ', ''), 'hex'),
  reset: () => undefined,
  process: () => Buffer.from([0x6d, 0x00]),
});
/** T=0 with historical bytes that nobody uses. */
const UNKNOWN = '3B 04 4E 6F 6E 65';
const PROXKEY = '3B 6D 00 00 57 44 36 41 01 86 93 01 02 03 04 05 06';

describeWith(
  'discovery by the cards in the readers',
  OPENSC === undefined ? 'opensc not installed' : missingForSmartCards(),
  () => {
    const folder = temporaryFolder();
    const home = locateHome({ COUNTERSIGN_HOME: join(folder, 'home') });
    const signer = testPki().signer('p-256');
    let tokens: Tokens;
    let cards: SmartCards;

    beforeAll(async () => {
      cards = await startSmartCards(folder);
      tokens = new Tokens();
      await vi.waitUntil(async () => (await tokens.readers()).readers.length === 2, { timeout: 20_000, interval: 100 });
    });
    afterEach(() => cards.readers[0].remove());
    afterAll(async () => {
      await tokens.close();
      await cards.stop();
    });

    const first = async () => (await tokens.readers()).readers[0];
    const inserted = async (card: Card) => {
      await vi.waitUntil(async () => (await first())?.card === 'none', { timeout: 20_000, interval: 50 });
      await cards.readers[0].insert(card);
      await vi.waitUntil(async () => (await first())?.card === 'present', { timeout: 20_000, interval: 50 });
    };
    const examine = () => diagnose({ home, tokens, clock: systemClock });

    it('a daemon that does not run is a finding', async () => {
      process.env.PCSCLITE_CSOCK_NAME = join(folder, 'no-daemon');
      const own = new Tokens();
      try {
        expect(await own.readers()).toEqual({ service: 'absent', readers: [] });
      } finally {
        delete process.env.PCSCLITE_CSOCK_NAME;
        await own.close();
      }
    });

    it('the module of the card is asked while the card is there and not otherwise', async () => {
      const now = neededNow(home, tokens);
      const needed = async () => (await now()).modules;
      expect(await needed()).not.toContain(OPENSC);
      expect((await readModules(home, tokens)).modules.map(({ path }) => path)).not.toContain(OPENSC);
      await inserted(
        new PivCard({ keys: [{ slot: 'authentication', key: signer.key, certificate: signer.certificate }] }),
      );
      expect(await first()).toMatchObject({ card: 'present', atr: '3b8880015049562d544553547d' });
      expect(await needed()).toContain(OPENSC);
      const { modules, unread } = await readModules(home, tokens);
      expect(unread).toEqual([]);
      const mine = modules.find(({ path }) => path === OPENSC)?.tokens.filter(({ initialized }) => initialized);
      expect(mine?.[0]?.certificates.map(({ certificate }) => Buffer.from(certificate))).toEqual([
        Buffer.from(signer.certificate),
      ]);

      const { report, keys } = await examine();
      const way = report.ways.find(({ subject }) => subject === 'Virtual PCD 00 00');
      expect(way?.steps.filter(({ state }) => state === 'failed')).toEqual([]);
      const [wish] = [...keys.values()].filter(({ module }) => module === OPENSC);
      expect(wish).toBeDefined();
      if (wish === undefined) return;
      const readPin = async () => Buffer.from(PIN);
      expect(await trialSignature(wish, tokens, { home, readPin })).toMatchObject({ finding: 'TRIAL_GOOD' });
      cards.readers[0].remove();
      await vi.waitUntil(async () => !(await needed()).includes(OPENSC ?? ''), { timeout: 20_000, interval: 50 });
    });

    it('by a module that the person named, which is not missing and told of once', async () => {
      process.env.PKCS11_MODULE = OPENSC;
      try {
        const { key, certificate } = signer;
        await inserted(new PivCard({ keys: [{ slot: 'authentication', key, certificate }] }));
        const { modules, unread } = await readModules(home, tokens);
        expect([unread, modules.filter(({ path }) => path === OPENSC).length]).toEqual([[], 1]);
        const { report } = await examine();
        const ways = report.ways.filter(({ steps }) => steps[0]?.facts.reader === 'Virtual PCD 00 00');
        expect(ways.map(({ steps }) => steps.at(-1)?.finding)).toEqual(['TRIAL_NOT_ASKED']);
      } finally {
        delete process.env.PKCS11_MODULE;
        cards.readers[0].remove();
      }
    });

    it('a card that nobody knows, and one whose driver is not installed', async () => {
      await inserted(dumb(UNKNOWN));
      const { report } = await examine();
      expect(report.ways[0]?.steps[2]).toMatchObject({ finding: 'DRIVER_NOT_KNOWN', state: 'failed' });
      cards.readers[0].remove();
      await inserted(dumb(PROXKEY));
      const unread = (await readModules(home, tokens)).unread.map(unreadCard);
      expect(unread).toMatchObject([{ code: 'DRIVER_MISSING', details: { card: 'Watchdata ProxKey' } }]);
    });
  },
);
