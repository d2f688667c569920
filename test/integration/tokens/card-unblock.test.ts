import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { systemClock } from '../../../src-main/platform/clock.ts';
import { locateHome } from '../../../src-main/platform/home.ts';
import { Tokens } from '../../../src-main/tokens/tokens.ts';
import { openWorkflow } from '../../../src-main/workflow/window-workflow.ts';
import { runCli, runProgram } from '../../support/cli.ts';
import { PivCard } from '../../support/piv/piv-card.ts';
import { missingForSmartCards, openScModule, type SmartCards, startSmartCards } from '../../support/piv/smart-cards.ts';
import { testPki } from '../../support/pki.ts';
import { describeWith, temporaryFolder } from '../../support/tools.ts';
import { wholeList } from '../../support/whole-list.ts';

const OPENSC = openScModule();
const bytes = (text: string) => new TextEncoder().encode(text);
const [PUK, WRONG, NEW_PIN] = ['12345678', '99999999', '654321'];
const token = { uri: 'pkcs11:model=PKCS%2315%20emulated' };
const plain = { acceptLastTry: false };
/** RESET RETRY COUNTER. */
const RESET = 0x2c;

/** What OpenSC does with C_SetPIN where nobody is logged in (opensc.conf(5)): it changes the PIN, or it takes a PUK. */
const TAKES_PUK = 'app opensc-pkcs11 { pkcs11 { user_pin_unblock_style = set_pin_in_unlogged_session; } }\n';

describeWith('the PUK of a card', OPENSC === undefined ? 'opensc not installed' : missingForSmartCards(), () => {
  const module = OPENSC ?? '';
  const folder = temporaryFolder();
  const settings = join(folder, 'opensc.conf');
  const before = process.env.OPENSC_CONF;
  const { key, certificate } = testPki().signer('p-256');
  const card = new PivCard({ keys: [{ slot: 'signature', key, certificate }], puk: PUK });
  /** As OpenSC is installed, and as an administrator may set it; each in a process of its own, that reads its settings once. */
  const usual = new Tokens();
  const open = new Tokens();
  let cards: SmartCards;

  beforeAll(async () => {
    writeFileSync(settings, TAKES_PUK);
    cards = await startSmartCards(folder);
    await cards.readers[0].insert(card);
    const seen = (tokens: Tokens) => async () => (await tokens.listTokens(module)).some((one) => one.initialized);
    const patience = { timeout: 20_000, interval: 300 };
    await vi.waitUntil(seen(usual), patience);
    process.env.OPENSC_CONF = settings;
    await vi.waitUntil(seen(open), patience);
  });
  beforeEach(() => {
    card.asked.length = 0;
    Object.assign(card.pin, { tried: 0, wrong: 0, left: 0 });
    Object.assign(card.puk, { tried: 0, wrong: 0, left: 3 });
  });
  afterAll(async () => {
    if (before === undefined) delete process.env.OPENSC_CONF;
    else process.env.OPENSC_CONF = before;
    await Promise.all([usual.close(), open.close()]);
    await cards.stop();
  });

  const unblock = async (tokens: Tokens, code: string, by: 'puk' | 'so-pin' = 'puk') => {
    const pin = await tokens.pinOf({ module, token });
    return pin.unblock({ ...plain, by, code: bytes(code), newPin: bytes(NEW_PIN) });
  };

  it('unblocks the PIN with one try, a wrong one is told as such', async () => {
    await expect(unblock(open, WRONG)).rejects.toMatchObject({ code: 'PUK_INCORRECT' });
    expect([card.pin.left, card.puk.left, card.puk.tried]).toEqual([0, 2, 1]);
    expect(await unblock(open, PUK)).toMatchObject({ user: 'ok' });
    expect([card.pin.left, card.puk.left, card.puk.tried]).toEqual([3, 3, 2]);
  });

  it('is not sent while the PIN is not locked', async () => {
    card.pin.left = 3;
    await expect(unblock(open, PUK)).rejects.toMatchObject({ code: 'PIN_NOT_LOCKED' });
    expect([card.puk.tried, card.pin.tried]).toEqual([0, 0]);
  });

  it('that is used up is told so far as the module tells it', async () => {
    card.puk.left = 1;
    await expect(unblock(open, WRONG)).rejects.toMatchObject({ code: expect.stringMatching(/^(PUK_|PIN_UNBLOCK)/) });
    const refused = unblock(open, PUK);
    await expect(refused).rejects.toMatchObject({ code: 'PIN_UNBLOCK_UNSUPPORTED' });
    await expect(refused).rejects.toThrow(/the PUK is locked itself/);
    expect([card.pin.left, card.puk.left]).toEqual([0, 0]);
  });

  it('a module that takes none, and a card without a security officer, are told, and the program that is named does it', async () => {
    const refused = unblock(usual, PUK);
    await expect(refused).rejects.toMatchObject({
      code: 'PIN_UNBLOCK_UNSUPPORTED',
      details: { tool: 'pkcs15-tool --unblock-pin' },
    });
    await expect(refused).rejects.toThrow(/takes no PUK.*pkcs15-tool --unblock-pin/);
    const officer = { code: 'PIN_UNBLOCK_UNSUPPORTED', details: { ckr: 'CKR_GENERAL_ERROR' } };
    await expect(unblock(usual, PUK, 'so-pin')).rejects.toMatchObject(officer);
    expect([card.puk.tried, card.pin.left]).toEqual([0, 0]);
    const named = await runProgram('pkcs15-tool', ['--unblock-pin', '--puk', PUK, '--new-pin', '123456']);
    expect(named.status, named.stderr).toBe(0);
    expect([card.puk.tried, card.pin.left]).toEqual([1, 3]);
  });

  it('unblocks by the command line', async () => {
    const args = ['tokens', 'pin', 'unblock', '--by', 'puk', '--module', module, '--token', token.uri, '--json'];
    const env = { OPENSC_CONF: settings, COUNTERSIGN_HOME: join(folder, 'home'), PUK_OF_CARD: PUK, NEW_PIN };
    const unblocked = await runCli([...args, '--pin-env', 'PUK_OF_CARD', '--new-pin-env', 'NEW_PIN'], { env });
    expect(unblocked, unblocked.stderr).toMatchObject({ status: 0 });
    expect(JSON.parse(unblocked.stdout)).toMatchObject({ state: 'ok' });
    expect(card.asked.filter((ins) => ins === RESET)).toHaveLength(1);
  });

  it('unblocks in the window, which learns the state that follows', async () => {
    const home = locateHome({ COUNTERSIGN_HOME: join(folder, 'home') });
    const workflow = await openWorkflow({ home, clock: systemClock });
    try {
      await workflow.addModule(module);
      const { certificates } = await wholeList(workflow);
      const mine = certificates.find(({ home: where }) => where.pin === 'locked');
      if (mine === undefined) throw new Error('the card is not listed');
      expect(await workflow.pins.facts(mine.id)).toMatchObject({ state: 'locked', tool: 'pkcs15-tool --unblock-pin' });
      const given = { of: mine.id, by: 'puk', code: bytes(PUK), newPin: bytes(NEW_PIN), ...plain } as const;
      expect(await workflow.pins.unblock(given)).toMatchObject({ state: 'ok' });
      expect([card.puk.tried, card.pin.left]).toEqual([1, 3]);
    } finally {
      await workflow.close();
    }
  });

  // The last one: OpenSC takes the PIN for a good one as long as it remembers a login.
  it('gives a PIN that signs', async () => {
    await unblock(open, PUK);
    const chosen = await open.selectKey({ module, token });
    const signer = await chosen.login(bytes(NEW_PIN));
    await signer.sign(new Uint8Array([1]), 'ecdsa-sha256').finally(() => signer.close());
    expect([card.pin.wrong, card.pin.left]).toEqual([0, 3]);
  });
});
