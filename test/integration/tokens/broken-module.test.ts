import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { generateKey } from '../../../scripts/pki/keys.ts';
import { type AppError, codeOf } from '../../../shared/contract/app-error.ts';
import { exitStatusOf } from '../../../shared/contract/exit-status.ts';
import type { Deadlines } from '../../../src-main/tokens/host-launcher.ts';
import { isSignatureOf, keyKindOf } from '../../../src-main/tokens/key-kind.ts';
import { Tokens } from '../../../src-main/tokens/tokens.ts';
import { buildBrokenModule } from '../../support/broken-module.ts';
import { describeWithSoftHsm, PIN, softHsmWith, tokenObject } from '../../support/softhsm.ts';
import { PROJECT_ROOT, temporaryFolder } from '../../support/tools.ts';

const message = new TextEncoder().encode('what is signed');
const pin = () => new TextEncoder().encode(PIN);
const token = { label: 'Alice' };
/** Met while the module is loaded. */
const AT_LOAD = ['crash-at-load', 'exit-at-load', 'print', 'cannot-lock'];
/** The call that is to hang gets a short deadline; the others keep theirs. */
const SHORT: Readonly<Record<string, Partial<Deadlines>>> = {
  'hang-at-load': { load: 300 },
  'hang-in-function-list': { load: 300 },
  'hang-at-login': { login: 300 },
  'hang-at-sign': { sign: 300 },
};

describeWithSoftHsm('a module with a fault', () => {
  const folder = temporaryFolder();
  const [log, fault, answer] = [join(folder, 'logins'), join(folder, 'fault'), join(folder, 'answer')];
  let module: string;
  let tokens: Tokens;

  beforeAll(() => {
    softHsmWith(folder, [{ label: 'Alice', objects: [tokenObject('01', generateKey('rsa-2048'), 'Alice')] }]);
    module = buildBrokenModule(folder);
    Object.assign(process.env, { BROKEN_LOG: log, BROKEN_HOW_FILE: fault, BROKEN_ANSWER: answer });
    tokens = new Tokens();
  });
  beforeEach(() => {
    for (const file of [log, fault]) rmSync(file, { force: true });
  });
  afterAll(() => tokens.close());

  /** One host serves the tests, but where a fault is met while it is loaded or a call is to hang. */
  const broken = async (how: string) => {
    writeFileSync(fault, how);
    const deadlines = SHORT[how];
    if (deadlines === undefined && !AT_LOAD.includes(how)) return;
    await tokens.close();
    tokens = new Tokens(deadlines === undefined ? {} : { deadlines });
  };
  const mended = async () => {
    rmSync(fault);
    await tokens.close();
    tokens = new Tokens();
  };
  const signOnce = async () => {
    const signer = await tokens.openTokenSigner({ module, token, pin: pin() });
    try {
      return await signer.sign(message, 'rsa-pkcs1-sha256');
    } finally {
      await signer.close();
    }
  };
  /** Asks for signatures of different texts at the same time. Gives for each whether it is one of its text. */
  const signTogether = async (count: number) => {
    const signer = await tokens.openTokenSigner({ module, token, pin: pin() });
    const kind = keyKindOf(signer.certificate);
    const texts = Array.from({ length: count }, (_, index) => new TextEncoder().encode(`text ${index}`));
    const made = texts.map(async (text) =>
      isSignatureOf(kind, 'rsa-pkcs1-sha256', text, await signer.sign(text, 'rsa-pkcs1-sha256')),
    );
    return Promise.all(made).finally(() => signer.close());
  };
  const logins = () => readFileSync(log, 'utf8').trim().split('\n');

  it.each([
    ['crash-at-load', 'MODULE_CRASHED', 69],
    ['exit-at-load', 'MODULE_CRASHED', 69],
    ['hang-at-load', 'MODULE_TIMEOUT', 69],
    ['hang-in-function-list', 'MODULE_TIMEOUT', 69],
    ['unreadable', 'CKR_TOKEN_NOT_RECOGNIZED', 69],
    ['no-mechanism', 'MECHANISM_UNSUPPORTED', 69],
    ['locked', 'CKR_PIN_LOCKED', 77],
    ['pin-locked-now', 'CKR_PIN_LOCKED', 77],
    ['hang-at-login', 'MODULE_TIMEOUT', 69],
    ['crash-at-sign', 'MODULE_CRASHED', 69],
    ['hang-at-sign', 'MODULE_TIMEOUT', 69],
    ['pulled-out', 'CKR_DEVICE_REMOVED', 69],
    ['vendor-error', 'CKR_VENDOR_DEFINED', 69],
    ['unknown-error', 'CKR_GENERAL_ERROR', 69],
    ['garbage', 'KEY_MISMATCH', 1],
  ] as const)('%s → %s, exit %i, naming the module, and the next call works', async (how, code, exit) => {
    await broken(how);
    const error: unknown = await signOnce().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code });
    expect(exitStatusOf(codeOf(error))).toBe(exit);
    if (code !== 'KEY_MISMATCH' && code !== 'MECHANISM_UNSUPPORTED') {
      expect(error).toMatchObject({ message: expect.stringContaining('broken.so'), details: { module: 'broken.so' } });
    }
    expect(JSON.stringify(error)).not.toContain(PIN);
    if (SHORT[how] === undefined) rmSync(fault);
    else await mended();
    expect(await signOnce()).toHaveLength(256);
  });

  it('a host that nobody needs is ended when nobody works with it, and started anew when somebody does', async () => {
    const signer = await tokens.openTokenSigner({ module, token, pin: pin() });
    writeFileSync(fault, 'crash-at-load');
    tokens.endUnneeded([], 0);
    // Were it ended, the signature could not be made.
    expect(await signer.sign(message, 'rsa-pkcs1-sha256')).toHaveLength(256);
    await signer.close();
    tokens.endUnneeded([], 60_000);
    expect(await tokens.listTokens(module)).toHaveLength(2);
    tokens.endUnneeded([module], 0);
    expect(await tokens.listTokens(module)).toHaveLength(2);
    tokens.endUnneeded([], 0);
    await expect(tokens.listTokens(module)).rejects.toMatchObject({ code: 'MODULE_CRASHED' });
    rmSync(fault);
    expect(await tokens.listTokens(module)).toHaveLength(2);
  });

  it('one that does not notice that its card went is left alone and ended, whoever asks meanwhile, and is not to blame', async () => {
    const faults: string[] = [];
    const health = {
      check: async () => undefined,
      failed: async (_: string, reason: AppError) => void faults.push(reason.code),
      worked: async () => undefined,
    };
    await tokens.close();
    tokens = new Tokens({ deadlines: { removed: 100, sign: 5_000 }, health });
    writeFileSync(fault, 'hang-at-slots');
    const hangs = tokens.listTokens(module).catch((reason: unknown) => reason);
    await expect.poll(() => existsSync(log), { timeout: 20_000 }).toBe(true);
    rmSync(fault);
    tokens.endUnneeded([module], 0);
    tokens.endUnneeded([], 0);
    tokens.endUnneeded([module], 0);
    expect(await tokens.listTokens(module)).toHaveLength(2);
    expect(await hangs).toMatchObject({ code: 'CKR_DEVICE_REMOVED' });
    // Neither does the person who signs wait for long.
    const signer = await tokens.openTokenSigner({ module, token, pin: pin() });
    writeFileSync(fault, 'hang-at-sign');
    const signature = signer.sign(message, 'rsa-pkcs1-sha256');
    tokens.endUnneeded([], 0);
    await expect(signature).rejects.toMatchObject({ code: 'CKR_DEVICE_REMOVED' });
    expect(faults).toEqual([]);
    await mended();
  });

  it('keeps the numbers of values that it does not know', async () => {
    await broken('vendor-error');
    await expect(signOnce()).rejects.toMatchObject({
      details: { value: 0x80001234, function: 'C_Sign', token: 'Alice' },
    });
    await broken('unknown-error');
    await expect(signOnce()).rejects.toMatchObject({
      details: { value: 0x777 },
      message: expect.stringContaining('0x777'),
    });
  });

  it('names the signal of a crash, and starts a new host by itself', async () => {
    await broken('crash-at-sign');
    await expect(signOnce()).rejects.toMatchObject({ details: { signal: 'SIGSEGV' } });
    rmSync(fault);
    expect(await signOnce()).toHaveLength(256);
  });

  it('a locked PIN is known before the PIN is asked, and costs no try', async () => {
    await broken('locked');
    const key = await tokens.selectKey({ module, token });
    expect(key.pinState).toBe('locked');
    let asked = false;
    const ask = async () => {
      asked = true;
      return pin();
    };
    await expect(key.login(ask)).rejects.toMatchObject({ code: 'CKR_PIN_LOCKED' });
    expect(asked).toBe(false);
    expect(() => logins()).toThrow(/ENOENT/);
  });

  it.each(['final-try', 'count-low', 'to-be-changed'])('says %s before the PIN', async (how) => {
    await broken(how);
    expect((await tokens.selectKey({ module, token })).pinState).toBe(how);
  });

  it('a wrong PIN is sent once and never again', async () => {
    const wrong = new TextEncoder().encode('000000');
    const refused = tokens.openTokenSigner({ module, token, pin: wrong });
    await expect(refused).rejects.toMatchObject({
      code: 'CKR_PIN_INCORRECT',
      details: { function: 'C_Login', token: 'Alice' },
    });
    expect(logins()).toEqual(['C_Login user=1 length=6']);
  });

  it('two signatures are made at a time where the token allows it, with one login and answers in order', async () => {
    await broken('meet');
    expect(await signTogether(2)).toEqual([true, true]);
    expect(logins()).toEqual(['C_Login user=1 length=6', 'two at a time', 'two at a time']);
    await mended();
    expect(await signTogether(20)).toEqual(Array(20).fill(true));
  });

  it.each(['removable', 'one-session', 'cannot-lock'])('and one after the other where it does not: %s', async (how) => {
    await broken(how);
    expect(await signTogether(3)).toEqual([true, true, true]);
    expect(logins().slice(1)).toEqual(['alone', 'alone', 'alone']);
  });

  it('two that fail at a time fail each for itself, and both sessions sign again', async () => {
    const signer = await tokens.openTokenSigner({ module, token, pin: pin() });
    const both = () => Promise.allSettled([1, 2].map(() => signer.sign(message, 'rsa-pkcs1-sha256')));
    writeFileSync(answer, 'C_Sign 48');
    expect(await both()).toMatchObject(Array(2).fill({ status: 'rejected', reason: { code: 'CKR_DEVICE_ERROR' } }));
    rmSync(answer);
    for (let time = 0; time < 2; time++) {
      expect(await both()).toMatchObject([{ status: 'fulfilled' }, { status: 'fulfilled' }]);
    }
    await signer.close();
  });

  it('one PIN serves many signatures with one C_Login', async () => {
    const signer = await tokens.openTokenSigner({ module, token, pin: pin() });
    for (let i = 0; i < 5; i++) await signer.sign(message, 'rsa-pkcs1-sha256');
    await signer.close();
    expect(logins()).toEqual(['C_Login user=1 length=6']);
  });

  it('a PIN pad gets no PIN, and nobody is asked for one', async () => {
    await broken('pin-pad');
    const key = await tokens.selectKey({ module, token });
    expect(key.protectedPath).toBe(true);
    const signer = await key.login(async () => {
      throw new Error('asked');
    });
    expect(await signer.sign(message, 'rsa-pkcs1-sha256')).toHaveLength(256);
    await signer.close();
    expect(logins()).toEqual(['C_Login user=1 length=0 at the reader']);
  });

  it('PIN_REQUIRED where the token wants one and none is given', async () => {
    await expect(tokens.openTokenSigner({ module, token, pin: null })).rejects.toMatchObject({ code: 'PIN_REQUIRED' });
  });

  it('a token that only hashes itself signs by CKM_SHA*_RSA_PKCS', async () => {
    await broken('hashing-only');
    const signer = await tokens.openTokenSigner({ module, token, pin: pin() });
    for (const algorithm of signer.algorithms) {
      const signature = await signer.sign(message, algorithm);
      expect(isSignatureOf(keyKindOf(signer.certificate), algorithm, message, signature), algorithm).toBe(true);
    }
    expect(signer.algorithms).toContain('rsa-pss-sha256');
    await signer.close();
  });

  it.each(['print', 'cannot-lock'])('%s: works all the same', async (how) => {
    await broken(how);
    expect(await signOnce()).toHaveLength(256);
  });

  it('cancelling a login that hangs answers at once', async () => {
    await broken('hang-at-login');
    const stop = new AbortController();
    const key = await tokens.selectKey({ module, token });
    const login = key.login(pin(), stop.signal);
    await expect.poll(() => existsSync(log), { timeout: 20_000, interval: 5 }).toBe(true);
    stop.abort();
    await expect(login).rejects.toMatchObject({ code: 'CANCELLED' });
    await mended();
  });

  it('a module that prints does not reach our standard output', async () => {
    const program = `
        import { Tokens } from ${JSON.stringify(join(PROJECT_ROOT, 'src-main/tokens/tokens.ts'))};
        const list = await new Tokens().listTokens(${JSON.stringify(module)});
        console.log(list.length);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
      env: { ...process.env, BROKEN_HOW: 'print' },
    });
    let output = '';
    child.stdout.on('data', (bytes) => {
      output += bytes;
    });
    const [status] = await once(child, 'close');
    // The program ended although nobody closed the host: an idle host keeps nobody alive.
    expect([status, output]).toEqual([0, '2\n']);
  });

  it('a host whose module hangs ends when its parent is killed', async () => {
    const script = join(PROJECT_ROOT, 'src-main/tokens/host/main.ts');
    const program = `
        import { spawn } from 'node:child_process';
        import { frameOf } from ${JSON.stringify(join(PROJECT_ROOT, 'src-main/tokens/host-frames.ts'))};
        const host = spawn(process.execPath, [${JSON.stringify(script)}, String(process.pid)], { stdio: ['ignore', 'ignore', 'ignore', 'overlapped'] });
        const load = { id: 1, call: 'load', args: { module: ${JSON.stringify(module)} } };
        host.stdio[3].write(frameOf(load), () => console.log(host.pid));`;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', program], {
      env: { ...process.env, BROKEN_HOW: 'hang-at-load' },
    });
    const [line] = await once(parent.stdout, 'data');
    const host = Number(String(line));
    expect(alive(host)).toBe(true);
    parent.kill('SIGKILL');
    await expect.poll(() => alive(host), { timeout: 10_000 }).toBe(false);
  });

  it('MODULE_NOT_FOUND and MODULE_NOT_LOADABLE say what is wrong', async () => {
    const list = (path: string) => tokens.listTokens(path);
    await expect(list('broken.so')).rejects.toMatchObject({
      code: 'MODULE_NOT_FOUND',
      message: expect.stringContaining('absolute'),
    });
    await expect(list('/nowhere/p11.so')).rejects.toMatchObject({ code: 'MODULE_NOT_FOUND' });
    await expect(list(folder)).rejects.toMatchObject({ code: 'MODULE_NOT_FOUND' });
    const bytes = readFileSync(module);
    bytes.writeUInt16LE(process.arch === 'arm64' ? 62 : 183, 18);
    writeFileSync(join(folder, 'foreign.so'), bytes);
    const names = process.arch === 'arm64' ? /x64.*arm64/ : /arm64.*x64/;
    await expect(list(join(folder, 'foreign.so'))).rejects.toThrow(names);
    writeFileSync(join(folder, 'text.so'), 'a'.repeat(200));
    await expect(list(join(folder, 'text.so'))).rejects.toMatchObject({
      code: 'MODULE_NOT_LOADABLE',
      message: expect.stringContaining('not a library'),
    });
  });
}, ['gcc']);

/** A zombie that nobody reaps counts as gone. */
function alive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
