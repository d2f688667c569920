import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { isSignatureOf, keyKindOf } from '../../../src-main/tokens/key-kind.ts';
import type { TokenInfo } from '../../../src-main/tokens/token-info.ts';
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

  function card(): PivCard {
    return new PivCard({
      keys: [
        { slot: 'signature', key: rsa.key, certificate: rsa.certificate },
        { slot: 'authentication', key: ec.key, certificate: ec.certificate },
      ],
    });
  }

  /** Puts a card in and waits until the module shows it. */
  async function inserted(): Promise<{ mine: PivCard; listed: TokenInfo }> {
    const mine = card();
    await cards.readers[0].insert(mine);
    const listed = await vi.waitUntil(
      async () => (await tokens.listTokens(module)).find(({ initialized }) => initialized),
      { timeout: 20_000, interval: 300 },
    );
    return { mine, listed };
  }

  beforeAll(async () => {
    cards = await startSmartCards(temporaryFolder());
  });
  afterEach(() => {
    const [reader] = cards.readers;
    reader.mischief = {};
    reader.remove();
  });
  afterAll(async () => {
    await tokens.close();
    await cards.stop();
  });

  it('is listed with both its certificates, signs with a PIN for each signature, and is gone when it is pulled out', async () => {
    const [reader] = cards.readers;
    const { mine, listed } = await inserted();
    expect(listed.certificates.map(({ certificate }) => Buffer.from(certificate))).toEqual(
      expect.arrayContaining([Buffer.from(rsa.certificate), Buffer.from(ec.certificate)]),
    );
    const signer = await tokens.openTokenSigner({ module, token, keyId: '02', pin: PIN() });
    for (let i = 0; i < 2; i++) {
      const signature = await signer.sign(message, 'rsa-pkcs1-sha256');
      expect(isSignatureOf(keyKindOf(rsa.certificate), 'rsa-pkcs1-sha256', message, signature)).toBe(true);
    }
    expect(mine.pin.wrong).toBe(0);
    reader.mischief = { pull: (ins) => ins === AUTHENTICATE };
    await expect(signer.sign(message, 'rsa-pkcs1-sha256')).rejects.toMatchObject({
      code: expect.stringMatching(/^CKR_(DEVICE_REMOVED|TOKEN_NOT_PRESENT|DEVICE_ERROR|GENERAL_ERROR)$/),
    });
    await signer.close();
  });
});
