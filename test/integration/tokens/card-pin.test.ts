import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { Tokens } from '../../../src-main/tokens/tokens.ts';
import { PivCard } from '../../support/piv/piv-card.ts';
import { missingForSmartCards, openScModule, type SmartCards, startSmartCards } from '../../support/piv/smart-cards.ts';
import { testPki } from '../../support/pki.ts';
import { describeWith, temporaryFolder } from '../../support/tools.ts';

const OPENSC = openScModule();
const pin = () => Buffer.from('123456');
const wrong = () => Buffer.from('999999');
const token = { uri: 'pkcs11:model=PKCS%2315%20emulated' };
/** VERIFY and GENERAL AUTHENTICATE. */
const [VERIFY, AUTHENTICATE] = [0x20, 0x87];

describeWith('the PIN of a card', OPENSC === undefined ? 'opensc not installed' : missingForSmartCards(), () => {
  const module = OPENSC ?? '';
  const { key, certificate } = testPki().signer('p-256');
  const tokens = new Tokens();
  let cards: SmartCards;

  /** One card for all tests: each begins with a PIN that nobody has tried. */
  let card: PivCard;

  beforeAll(async () => {
    cards = await startSmartCards(temporaryFolder());
    card = new PivCard({ keys: [{ slot: 'signature', key, certificate }] });
    await cards.readers[0].insert(card);
    await vi.waitUntil(async () => (await tokens.listTokens(module)).some(({ initialized }) => initialized), {
      timeout: 20_000,
      interval: 300,
    });
  });
  beforeEach(() => {
    cards.readers[0].mischief = {};
    Object.assign(card.pin, { tried: 0, wrong: 0, left: 3 });
  });
  afterAll(async () => {
    await tokens.close();
    await cards.stop();
  });

  const chosen = () => tokens.selectKey({ module, token });
  const sign = async (given: Uint8Array, acceptLastTry = false) => {
    const signer = await (await chosen()).login(given, undefined, acceptLastTry);
    return signer.sign(new Uint8Array([1]), 'ecdsa-sha256').finally(() => signer.close());
  };

  it('is changed on the card, with one try where the old one is wrong', async () => {
    const mine = await tokens.pinOf({ module, token });
    expect(await mine.facts()).toMatchObject({ user: 'ok', protectedPath: false });
    expect(mine.tool).toBe('pkcs15-tool --unblock-pin');
    const change = (from: Buffer) => mine.change({ pin: from, newPin: Buffer.from('654321'), acceptLastTry: false });
    await expect(change(wrong())).rejects.toMatchObject({ code: 'CKR_PIN_INCORRECT' });
    expect(card.pin).toMatchObject({ tried: 1, left: 2 });
    await change(pin());
    await sign(Buffer.from('654321'));
    expect(card.pin.left).toBe(3);
    await mine.change({ pin: Buffer.from('654321'), newPin: pin(), acceptLastTry: false });
  });

  it('slow answers are waited for; status words that nobody expects are no wrong PIN', async () => {
    const [reader] = cards.readers;
    reader.mischief = { delay: (ins) => (ins === VERIFY || ins === AUTHENTICATE ? 400 : 0) };
    await sign(pin());
    reader.mischief = { answer: (ins) => (ins === AUTHENTICATE ? Buffer.from('6f00', 'hex') : undefined) };
    await expect(sign(pin())).rejects.toMatchObject({ code: expect.stringMatching(/^CKR_(?!PIN)/) });
    reader.mischief = {};
    await sign(pin());
    expect(card.pin.wrong).toBe(0);
  });

  it('its tries are told before each prompt, the last one is left alone, and a locked PIN is not sent', async () => {
    expect((await chosen()).pinState).toBe('ok');
    await expect(sign(wrong())).rejects.toMatchObject({ code: 'CKR_PIN_INCORRECT' });
    // OpenSC does not know how many tries a PIV card begins with, so it tells of the last one only.
    expect((await chosen()).pinState).toBe('ok');
    await expect(sign(wrong())).rejects.toMatchObject({ code: 'CKR_PIN_INCORRECT' });
    expect((await chosen()).pinState).toBe('final-try');
    expect(card.pin).toMatchObject({ tried: 2, left: 1 });
    await expect(sign(wrong())).rejects.toMatchObject({ code: 'PIN_FINAL_TRY' });
    expect(card.pin.tried).toBe(2);
    await expect(sign(wrong(), true)).rejects.toMatchObject({
      code: expect.stringMatching(/^CKR_PIN_(INCORRECT|LOCKED)$/),
    });
    expect(card.pin).toMatchObject({ tried: 3, left: 0 });
    expect((await chosen()).pinState).toBe('locked');
    await expect(sign(pin(), true)).rejects.toMatchObject({ code: 'CKR_PIN_LOCKED' });
    expect(card.pin.tried).toBe(3);
  });

  // The last one: OpenSC goes on telling of a last try until the card is put in anew.
  it('the last try, confirmed and right, gives all tries back', async () => {
    card.pin.left = 1;
    expect((await chosen()).pinState).toBe('final-try');
    await sign(pin(), true);
    // Once for the login, once for the signature of a key that wants it for itself.
    expect(card.pin).toMatchObject({ tried: 2, wrong: 0, left: 3 });
  });
});
