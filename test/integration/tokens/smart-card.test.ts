import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { isSignatureOf, keyKindOf } from '../../../src-main/tokens/key-kind.ts';
import { Tokens } from '../../../src-main/tokens/tokens.ts';
import { PivCard } from '../../support/piv/piv-card.ts';
import { missingForSmartCards, openScModule, type SmartCards, startSmartCards } from '../../support/piv/smart-cards.ts';
import { testPki } from '../../support/pki.ts';
import { describeWith, temporaryFolder } from '../../support/tools.ts';

const OPENSC = openScModule();
const PIN = () => Buffer.from('123456');
const token = { uri: 'pkcs11:model=PKCS%2315%20emulated' };
const message = new TextEncoder().encode('what is signed');

/** GENERAL AUTHENTICATE: the private operation. */
const AUTHENTICATE = 0x87;

describeWith('a smart card in a reader', OPENSC === undefined ? 'opensc not installed' : missingForSmartCards(), () => {
  const module = OPENSC ?? '';
  const pki = testPki();
  const [rsa, ec] = [pki.signer('rsa-2048'), pki.signer('p-256')];
  const tokens = new Tokens();
  let cards: SmartCards;

  const cardWith = (signature: typeof rsa, authentication: typeof rsa, guid: number) =>
    new PivCard({
      keys: [
        { slot: 'signature', key: signature.key, certificate: signature.certificate },
        { slot: 'authentication', key: authentication.key, certificate: authentication.certificate },
      ],
      guid: Buffer.alloc(16, guid),
    });

  const seen = new Set<string>();
  /** Waits until the module shows this many cards that were not there before, and no others. */
  const listed = async (count: number) => {
    const shown = await vi.waitUntil(
      async () => {
        // A card that is pulled out while it is read ends the reading.
        const all = await tokens.listTokens(module).catch(() => []);
        const found = all.filter(({ initialized }) => initialized);
        return found.length === count && found.every(({ serial }) => !seen.has(serial)) ? found : undefined;
      },
      { timeout: 20_000, interval: 300 },
    );
    for (const { serial } of shown) seen.add(serial);
    return shown;
  };

  beforeAll(async () => {
    cards = await startSmartCards(temporaryFolder());
  });
  afterEach(() => {
    for (const reader of cards.readers) {
      reader.mischief = {};
      reader.remove();
    }
  });
  afterAll(async () => {
    await tokens.close();
    await cards.stop();
  });

  it('signs with RSA and with a curve, with a key that wants its PIN once and with one that wants it for each signature', async () => {
    const mine = [cardWith(rsa, ec, 7), cardWith(ec, rsa, 9)] as const;
    await Promise.all(mine.map((card, index) => cards.readers[index]?.insert(card)));
    const both = await listed(2);
    const algorithms = new Map([
      [rsa, 'rsa-pkcs1-sha256'],
      [ec, 'ecdsa-sha256'],
    ] as const);
    for (const [card, signature, authentication] of [
      [mine[0], rsa, ec],
      [mine[1], ec, rsa],
    ] as const) {
      for (const [keyId, key, pins] of [
        ['02', signature, 3],
        ['01', authentication, 1],
      ] as const) {
        const has = (der: Uint8Array) => Buffer.compare(der, key.certificate) === 0;
        const holder = both.find(({ certificates }) =>
          certificates.some((one) => one.keyId === keyId && has(one.certificate)),
        );
        const before = card.pin.tried;
        const signer = await tokens.openTokenSigner({
          module,
          token: { serial: holder?.serial ?? '' },
          keyId,
          pin: PIN(),
        });
        const algorithm = algorithms.get(key) ?? 'ed25519';
        for (let i = 0; i < 2; i++) {
          const made = await signer.sign(message, algorithm);
          expect(isSignatureOf(keyKindOf(key.certificate), algorithm, message, made), `${keyId} ${algorithm}`).toBe(
            true,
          );
        }
        await signer.close();
        expect([card.pin.tried - before, card.pin.wrong], `${keyId} ${algorithm}`).toEqual([pins, 0]);
      }
    }
  });

  it('that is pulled out in the middle of a signature makes none, and is told as gone', async () => {
    const [reader] = cards.readers;
    await reader.insert(cardWith(rsa, ec, 11));
    await listed(1);
    const signer = await tokens.openTokenSigner({ module, token, keyId: '02', pin: PIN() });
    reader.mischief = { pull: (ins) => ins === AUTHENTICATE };
    await expect(signer.sign(message, 'rsa-pkcs1-sha256')).rejects.toMatchObject({
      code: expect.stringMatching(/^CKR_(DEVICE_REMOVED|TOKEN_NOT_PRESENT|DEVICE_ERROR|GENERAL_ERROR)$/),
    });
    await signer.close();
  });
});
