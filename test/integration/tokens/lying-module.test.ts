import { randomUUID } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { generateKey } from '../../../scripts/pki/keys.ts';
import type { AppError } from '../../../shared/contract/app-error.ts';
import { plainLine } from '../../../shared/domain/plain-text.ts';
import { nameFromText } from '../../../src-main/cms/name-text.ts';
import { isSignatureOf, keyKindOf } from '../../../src-main/tokens/key-kind.ts';
import { generateKey as generateNewKey } from '../../../src-main/tokens/manage/generate-key.ts';
import { Tokens } from '../../../src-main/tokens/tokens.ts';
import { buildLyingModule } from '../../support/broken-module.ts';
import { heldBy, ownHostsOf } from '../../support/host-memory.ts';
import { describeWithSoftHsm, PIN, softHsmWith, tokenObject } from '../../support/softhsm.ts';
import { temporaryFolder } from '../../support/tools.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);
const message = utf8('what is signed');

describeWithSoftHsm('a module that lies', () => {
  const folder = temporaryFolder();
  const lie = join(folder, 'lie');
  const faults: string[] = [];
  const health = {
    check: async () => undefined,
    failed: async (_: string, reason: AppError) => void faults.push(reason.code),
    worked: async () => undefined,
  };
  let module: string;
  let tokens: Tokens;

  beforeAll(() => {
    const objects = ['01', '02'].map((id) => tokenObject(id, generateKey('p-256'), `Alice ${id}`));
    softHsmWith(folder, [
      { label: 'Alice', objects },
      { label: 'Bob', objects: [] },
    ]);
    module = buildLyingModule(folder);
    process.env.LYING_HOW = lie;
    tokens = new Tokens({ health });
  });
  afterAll(() => tokens.close());

  /** What comes of it while the module tells the lie. */
  const meanwhile = async <T>(how: string, work: () => Promise<T>) => {
    writeFileSync(lie, how);
    try {
      return await work();
    } finally {
      rmSync(lie);
    }
  };
  const list = () => tokens.listTokens(module);
  const chosen = () => tokens.selectKey({ module, token: { label: 'Alice' }, keyId: '01' });

  it.each([
    ['writes-noise', /was stopped while listing its tokens: it gave an answer that is none/],
    ['writes-null', /was stopped while listing its tokens: it gave an answer that is none/],
    ['closes-line', /was stopped while listing its tokens: it closed the line/],
    ['many-slots', /cannot be used: it told of 5000 slots/],
  ])('%s: said in one sentence, and the next question is answered', async (how, words) => {
    await list();
    faults.length = 0;
    await expect(meanwhile(how, list)).rejects.toMatchObject({
      code: 'MODULE_MISBEHAVED',
      message: expect.stringMatching(words),
      details: { module: 'lying.so' },
    });
    expect(faults).toEqual(how === 'many-slots' ? [] : ['MODULE_MISBEHAVED']);
    expect(await list()).toHaveLength(3);
  });

  it.each(['large-values', 'no-values'])('%s: such an object is no certificate', async (how) => {
    const [token] = (await meanwhile(how, list)).filter(({ label }) => label === 'Alice');
    expect(token).toMatchObject({ certificates: [], problem: null });
  });

  it('values that are longer than was said end its process at most', async () => {
    const outcome = await meanwhile('values-that-grow', list).catch((error: AppError) => error.code);
    expect(outcome).toBe('MODULE_CRASHED');
  });

  it('a token that never stops finding objects is read to a bound, and that there are more is told', async () => {
    const [token, ...others] = (await meanwhile('many-objects', list)).filter(({ more }) => more);
    expect(token).toMatchObject({ problem: null, bareKeys: [] });
    expect(others).toEqual([]);
    const certificates = token?.certificates.map(({ keyId }) => keyId).sort();
    expect(certificates).toEqual(token?.label === 'Alice' ? ['01', '02'] : []);
    const serial = token?.serial ?? '';
    const opened = await (await tokens.tokenToManage({ module, token: { serial } })).open(null, {
      login: false,
      write: false,
    });
    const { objects, more } = await meanwhile('many-objects', () => opened.contents());
    expect([objects.length, more]).toEqual([4096, true]);
    expect((await opened.contents()).more).toBe(false);
    await opened.close();
  });

  it('names that are made to deceive are names', async () => {
    const [token] = await meanwhile('odd-names', list);
    expect(token).toMatchObject({ label: 'Al\u001b[2Jice\u202e\n\ufffd\ufffd', serial: 'S'.repeat(16) });
    expect(token?.manufacturer).toBe('\ufffd'.repeat(32));
    expect(plainLine(token?.label ?? '')).toBe('Al\ufffd[2Jice\ufffd\ufffd\ufffd\ufffd');
  });

  it('two tokens of one name and one number are told apart by nobody', async () => {
    const signer = () => tokens.openTokenSigner({ module, token: { serial: '1' }, pin: utf8(PIN) });
    await expect(meanwhile('one-name', signer)).rejects.toMatchObject({
      code: 'TOKEN_AMBIGUOUS',
      message: expect.stringContaining('slot-id=NUMBER'),
    });
  });

  it('another token in the slot gets no PIN', async () => {
    const key = await chosen();
    await expect(meanwhile('other-serial', () => key.login(utf8(PIN)))).rejects.toMatchObject({
      code: 'TOKEN_NOT_FOUND',
    });
  });

  it.runIf(process.platform === 'linux')(
    'a PIN that is not sent on is nowhere in the memory of the module',
    async () => {
      const secret = `never-${randomUUID()}`;
      const key = await chosen();
      await meanwhile('other-serial', () => key.login(utf8(secret))).catch(() => undefined);
      const [host] = ownHostsOf('lying.so');
      if (host === undefined) throw new Error('no host runs');
      expect(heldBy(host, ['PKCS11', secret])).toEqual(['PKCS11']);
    },
  );

  it('a wrong PIN that is called right opens nothing', async () => {
    const key = await chosen();
    await expect(meanwhile('any-pin', () => key.login(utf8('000000')))).rejects.toMatchObject({ code: 'KEY_MISSING' });
  });

  it.each([
    ['other-key', 'KEY_MISMATCH'],
    ['other-data', 'KEY_MISMATCH'],
    ['old-signature', 'KEY_MISMATCH'],
    ['zeros', 'KEY_MISMATCH'],
    ['no-signature', 'KEY_MISMATCH'],
    ['short-signature', 'KEY_MISMATCH'],
    ['aborts', 'MODULE_CRASHED'],
    ['exits', 'MODULE_CRASHED'],
  ])('%s: no signature comes of it (%s)', async (how, code) => {
    const signer = await (await chosen()).login(utf8(PIN));
    const [algorithm] = signer.algorithms;
    if (algorithm === undefined) throw new Error('signs with nothing');
    await signer.sign(utf8('something else'), algorithm);
    await expect(meanwhile(how, () => signer.sign(message, algorithm))).rejects.toMatchObject({ code });
    await signer.close();
  });

  it('a length that is longer than the room for it changes nothing', async () => {
    const signer = await (await chosen()).login(utf8(PIN));
    const signature = await meanwhile('long-signature', () => signer.sign(message, 'ecdsa-sha256'));
    expect(isSignatureOf(keyKindOf(signer.certificate), 'ecdsa-sha256', message, signature)).toBe(true);
    await signer.close();
  });

  it('a new key of another kind than was asked for is none, and is deleted', async () => {
    const bob = await tokens.tokenToManage({ module, token: { label: 'Bob' } });
    const token = await bob.open(utf8(PIN), { login: true, write: true });
    const wish = { kind: 'rsa-2048', label: 'New', subject: nameFromText('CN=A') } as const;
    await expect(meanwhile('weak-key', () => generateNewKey(token, wish))).rejects.toMatchObject({
      code: 'KEY_MISMATCH',
      message: expect.stringContaining('is RSA 1024 where RSA 2048 was asked for'),
    });
    expect(await token.list()).toEqual([]);
    await token.close();
  });

  it('what it does to its process and leaves to run at the end stays there, and ends with it', async () => {
    await tokens.close();
    const [before, mask] = [process.cwd(), process.umask()];
    tokens = new Tokens();
    expect(await meanwhile('meddles', list)).toHaveLength(3);
    expect([process.cwd(), process.umask()]).toEqual([before, mask]);
    const hosts = ownHostsOf('lying.so');
    expect(hosts).toHaveLength(1);
    await tokens.close();
    await expect.poll(() => ownHostsOf('lying.so').length).toBe(0);
    tokens = new Tokens();
  });
}, ['gcc']);
