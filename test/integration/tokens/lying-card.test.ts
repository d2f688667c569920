import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { issueCertificate } from '../../../scripts/pki/issue.ts';
import { generateKey } from '../../../scripts/pki/keys.ts';
import { type AppError, isAppError } from '../../../shared/contract/app-error.ts';
import { Tokens } from '../../../src-main/tokens/tokens.ts';
import { PivCard } from '../../support/piv/piv-card.ts';
import { missingForSmartCards, openScModule, type SmartCards, startSmartCards } from '../../support/piv/smart-cards.ts';
import { describeWith, temporaryFolder } from '../../support/tools.ts';

const OPENSC = openScModule();
const pin = () => Buffer.from('123456');
const token = { uri: 'pkcs11:model=PKCS%2315%20emulated' };
const [VERIFY, AUTHENTICATE] = [0x20, 0x87];
/** Latin-1 that is no UTF-8, what a terminal obeys, and a change of direction. */
const NAME = Buffer.concat([Buffer.from('Leser \xe4\x1b[2J', 'latin1'), Buffer.from('\u202e')]);

const validity = { notBefore: new Date('2020-01-01T00:00:00Z'), notAfter: new Date('2040-01-01T00:00:00Z') };
const person = (CN: string) => {
  const key = generateKey('p-256');
  return {
    slot: 'signature',
    key,
    certificate: issueCertificate({ subject: { CN }, key, ...validity }).certificate,
  } as const;
};

describeWith('a card that lies', OPENSC === undefined ? 'opensc not installed' : missingForSmartCards(), () => {
  const module = OPENSC ?? '';
  const [alice, bob] = [person('Alice'), person('Bob')];
  const card = new PivCard({ keys: [alice] });
  const tokens = new Tokens();
  let cards: SmartCards;

  beforeAll(async () => {
    cards = await startSmartCards(temporaryFolder(), undefined, NAME);
    await vi.waitUntil(async () => (await tokens.readers()).readers.length === 2, { timeout: 20_000, interval: 100 });
    await put(card);
  });
  afterAll(async () => {
    await tokens.close();
    await cards.stop();
  });

  const first = async () => (await tokens.readers()).readers[0];
  const put = async (next: PivCard) => {
    cards.readers[0].remove();
    await vi.waitUntil(async () => (await first())?.card === 'none', { timeout: 20_000, interval: 50 });
    await cards.readers[0].insert(next);
    await vi.waitUntil(async () => (await first())?.card === 'present', { timeout: 20_000, interval: 50 });
  };
  const sign = async (chosen: Awaited<ReturnType<Tokens['selectKey']>>) => {
    const signer = await chosen.login(pin());
    return signer.sign(new Uint8Array([1]), 'ecdsa-sha256').finally(() => signer.close());
  };

  it('a reader whose name is no text hides no card', async () => {
    expect(await tokens.readers({ pinPads: true })).toMatchObject({
      service: 'running',
      readers: [
        { name: 'Leser \ufffd\u001b[2J\u202e 00 00', card: 'present', atr: expect.any(String) },
        { card: 'none' },
      ],
    });
    expect(await sign(await tokens.selectKey({ module, token }))).toBeInstanceOf(Uint8Array);
  });

  it.each([
    ['nothing is left out', VERIFY, '9000'],
    ['more without end', VERIFY, '6100'],
    ['a word that is none', VERIFY, 'ffff'],
    ['half a word', VERIFY, '90'],
    ['another length', VERIFY, '6c00'],
    ['a wrong length', VERIFY, '6700'],
    ['wrong data', VERIFY, '6a80'],
    ['no signature', AUTHENTICATE, '9000'],
    ['more without end', AUTHENTICATE, 'aa6101'],
    ['something long', AUTHENTICATE, `${'7c'.repeat(60_000)}9000`],
    ['a signature of ones', AUTHENTICATE, '7c0a820830060201010201019000'],
  ])('%s, in answer to %i: no signature comes of it, and no wrong PIN', async (_name, asked, answer) => {
    const [reader] = cards.readers;
    const before = card.pin.wrong;
    const chosen = await tokens.selectKey({ module, token });
    reader.mischief = { answer: (ins) => (ins === asked ? Buffer.from(answer, 'hex') : undefined) };
    try {
      const failure: unknown = await sign(chosen).catch((error: unknown) => error);
      expect(failure).toMatchObject({ code: expect.stringMatching(/^(CKR_(?!PIN)|KEY_MISMATCH)/) });
      // Nothing was signed yet: what is said is about the PIN or the card.
      if (isAppError(failure) && failure.details.function === 'C_Login')
        expect(failure.message).not.toMatch(/\b(?:signed|signature|key|hash|data)\b/);
    } finally {
      reader.mischief = {};
    }
    expect(card.pin.wrong).toBe(before);
    await sign(chosen);
  });

  it.each([
    ['of another certificate and key', new PivCard({ keys: [bob] }), 'KEY_MISMATCH'],
    ['of another key', new PivCard({ keys: [{ ...alice, key: bob.key }] }), 'KEY_MISMATCH'],
    ['of another number', new PivCard({ keys: [bob], guid: Buffer.alloc(16, 9) }), 'TOKEN_NOT_FOUND'],
  ])('a card %s that lies there when the PIN is typed does not sign', async (_name, other, code) => {
    const chosen = await tokens.selectKey({ module, token });
    await put(other);
    const failure: AppError | undefined = await sign(chosen).then(
      () => undefined,
      (error: AppError) => error,
    );
    expect(failure?.code).toBe(code);
    if (code === 'TOKEN_NOT_FOUND') expect(other.pin.tried).toBe(0);
    await put(card);
  });
});
