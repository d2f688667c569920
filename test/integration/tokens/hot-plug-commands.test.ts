import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { EVENT_SCHEMA_FILE, eventSchema } from '../../../scripts/schema.ts';
import type { TokenEventLine } from '../../../shared/domain/token-events.ts';
import { sign } from '../../../src-cli/commands/sign.ts';
import { tokens } from '../../../src-cli/commands/tokens.ts';
import type { Output } from '../../../src-cli/output.ts';
import { buildPdf } from '../../support/pdf-builder.ts';
import { PivCard } from '../../support/piv/piv-card.ts';
import { missingForSmartCards, openScModule, type SmartCards, startSmartCards } from '../../support/piv/smart-cards.ts';
import { testPki } from '../../support/pki.ts';
import { describeWith, temporaryFolder } from '../../support/tools.ts';

const OPENSC = openScModule();
const PATIENCE = { timeout: 20_000, interval: 20 };
/** GENERAL AUTHENTICATE: the private operation. */
const AUTHENTICATE = 0x87;
const NAMES = ['a.pdf', 'b.pdf', 'c.pdf', 'd.pdf'];
/** While this one of them is signed the card is pulled out. */
const PULLED = 3;

describeWith(
  'a card that comes and goes, on the command line',
  OPENSC === undefined ? 'opensc not installed' : missingForSmartCards(),
  () => {
    const folder = temporaryFolder();
    const { key, certificate } = testPki().signer('p-256');
    let cards: SmartCards;

    beforeAll(async () => {
      cards = await startSmartCards(temporaryFolder());
      process.env.COUNTERSIGN_HOME = join(folder, 'home');
      process.env.CARD_PIN = '123456';
    });
    afterEach(() => {
      cards.readers[0].mischief = {};
      cards.readers[0].remove();
    });
    afterAll(async () => {
      delete process.env.COUNTERSIGN_HOME;
      delete process.env.CARD_PIN;
      await cards?.stop();
    });

    const newCard = () => new PivCard({ keys: [{ slot: 'authentication', key, certificate }] });
    const pullLater = () => {
      let signatures = 0;
      cards.readers[0].mischief = {
        pull: (ins) => {
          if (ins === AUTHENTICATE) signatures += 1;
          return ins === AUTHENTICATE && signatures === PULLED;
        },
      };
    };
    const files = (name: string): string => {
      const where = join(folder, name);
      mkdirSync(where);
      for (const each of NAMES) writeFileSync(join(where, each), buildPdf());
      return where;
    };
    const silent = (objects: unknown[] = []): Output => ({
      json: true,
      say: () => undefined,
      remark: () => undefined,
      object: (value) => objects.push(value),
    });

    it('is told of by tokens --watch as its schema says, until it is interrupted', async () => {
      const told: TokenEventLine[] = [];
      const ofCard = () =>
        told.filter((event) => !('module' in event) || event.module === OPENSC).map(({ kind }) => kind);
      const watching = tokens([], { watch: true }, silent(told));
      await cards.readers[0].insert(newCard());
      await vi.waitUntil(() => ofCard().length === 2, PATIENCE);
      cards.readers[0].remove();
      await vi.waitUntil(() => ofCard().length === 4, PATIENCE);
      process.emit('SIGINT');
      expect(await watching).toBe(0);
      expect(ofCard().slice(0, 2)).toEqual(['card-inserted', 'inserted']);
      expect(ofCard().slice(2).toSorted()).toEqual(['card-removed', 'removed']);

      expect(readFileSync(EVENT_SCHEMA_FILE, 'utf8'), 'stale: run node scripts/schema.ts').toBe(eventSchema());
      const matches = new Ajv2020().compile(JSON.parse(eventSchema()));
      const failed = {
        kind: 'failed',
        module: '/m.so',
        error: { code: 'MODULE_CRASHED', message: 'It crashed.', status: 1 },
      };
      for (const event of [...told, failed]) expect([matches(event), event]).toEqual([true, event]);
      expect(matches({ kind: 'inserted', module: '/m.so' })).toBe(false);
    });

    it('leaves what was signed of many files; with --resume the rest is signed, and nothing twice', async () => {
      const [batch, output] = [files('in'), `${join(folder, 'out')}/`];
      const options = {
        batch,
        output,
        module: OPENSC ?? '',
        token: 'pkcs11:model=PKCS%2315%20emulated',
        pinEnv: 'CARD_PIN',
      };
      await cards.readers[0].insert(newCard());
      pullLater();
      expect(await sign([], options, silent())).toBe(69);
      const before = readdirSync(output).toSorted();
      expect(before).toHaveLength(PULLED - 1);
      const bytes = before.map((name) => readFileSync(join(output, name), 'latin1'));
      cards.readers[0].mischief = {};
      await cards.readers[0].insert(newCard());
      expect(await sign([], { ...options, resume: true }, silent())).toBe(0);
      expect(readdirSync(output)).toHaveLength(NAMES.length);
      expect(before.map((name) => readFileSync(join(output, name), 'latin1'))).toEqual(bytes);
    });
  },
);
