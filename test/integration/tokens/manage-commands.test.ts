import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { generateKey } from '../../../scripts/pki/keys.ts';
import type { TokenObject } from '../../../shared/domain/token-object.ts';
import {
  generate,
  importKeyStore,
  objects,
  remove,
  request,
  takeCertificateFile,
} from '../../../src-cli/commands/tokens-manage.ts';
import { show } from '../../../src-cli/commands/tokens-pin.ts';
import { keyWish } from '../../../src-cli/key-options.ts';
import type { Output } from '../../../src-cli/output.ts';
import { createPkcs12 } from '../../../src-main/tokens/pkcs12/create.ts';
import { Tokens } from '../../../src-main/tokens/tokens.ts';
import { chooseKey } from '../../../src-main/workflow/keys.ts';
import { tokenObjects } from '../../../src-main/workflow/manage-token.ts';
import { describeWithSoftHsm, PIN, selfSigned, softHsmWith, tokenObject } from '../../support/softhsm.ts';
import { temporaryFolder } from '../../support/tools.ts';

/** What a command says, kept. */
function noting(): Output & { readonly said: string[]; readonly remarks: string[]; value: unknown } {
  const notes = { said: [] as string[], remarks: [] as string[], value: undefined as unknown };
  return {
    ...notes,
    json: true,
    say: (text) => void notes.said.push(...[text].flat()),
    remark: (text) => void notes.remarks.push(text),
    object(value) {
      this.value = value;
    },
  };
}

describeWithSoftHsm('the commands that manage tokens', () => {
  const folder = temporaryFolder();
  const at = (name: string) => join(folder, name);
  const tokens = new Tokens();
  let on: { module: string; token: string; pinEnv: string };

  beforeAll(() => {
    process.env.COUNTERSIGN_HOME = at('home');
    process.env.MANAGE_PIN = PIN;
    process.env.MANAGE_WRONG = '000000';
    process.env.MANAGE_PASSWORD = 'pässwörd';
    const { module } = softHsmWith(folder, [
      { label: 'Mine', objects: [tokenObject('01', generateKey('p-256'), 'Old')] },
    ]);
    on = { module, token: 'Mine', pinEnv: 'MANAGE_PIN' };
  });

  afterAll(() => tokens.close());

  async function listed(): Promise<TokenObject[]> {
    const found = await tokens.tokenToManage({ module: on.module, token: { label: on.token } });
    const opened = await found.open(new TextEncoder().encode(PIN), { login: true, write: false });
    return (await tokenObjects(opened).finally(() => opened.close())).objects;
  }

  it('make a key with its request, take its certificate, and ask again for the same key', async () => {
    const file = at('new.csr');
    const wish = { ...on, kind: 'p-256', label: 'New', subject: 'CN=Alice', output: file } as const;
    const output = noting();
    expect(await generate([], wish, output)).toBe(0);
    const { keyId } = output.value as { keyId: string };
    const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' }).toString();
    openssl('req', '-verify', '-in', file, '-noout');
    writeFileSync(at('ca.key'), generateKey('p-256').export({ type: 'pkcs8', format: 'pem' }));
    openssl('req', '-x509', '-new', '-key', 'ca.key', '-subj', '/CN=CA', '-days', '9', '-out', 'ca.pem');
    openssl('x509', '-req', '-in', file, '-CA', 'ca.pem', '-CAkey', 'ca.key', '-days', '9', '-out', 'alice.pem');
    writeFileSync(at('both.pem'), `${readFileSync(at('alice.pem'), 'utf8')}${readFileSync(at('ca.pem'), 'utf8')}`);
    const taken = noting();
    expect(await takeCertificateFile([at('both.pem')], { ...on, keyId: keyId.toUpperCase() }, taken)).toBe(0);
    expect(taken.value).toMatchObject({ keyId, issuers: [expect.any(String)] });
    const again = noting();
    expect(await request([], { ...on, keyId, subject: 'CN=Alice,C=DE', output: at('again.csr') }, again)).toBe(0);
    expect(openssl('req', '-verify', '-in', 'again.csr', '-noout', '-subject')).toMatch(/C ?= ?DE, ?CN ?= ?Alice/);
  });

  it('find a token by its name alone, and want a name', async () => {
    const { module: _module, ...named } = on;
    const found = noting();
    expect(await objects([], named, found)).toBe(0);
    expect(found.value).toMatchObject({ token: 'Mine' });
    const pin = noting();
    expect(await show([], { token: 'Mine' }, pin)).toBe(0);
    expect(pin.value).toMatchObject({ token: 'Mine', state: 'ok' });
    await expect(show([], { token: 'Nobody' }, noting())).rejects.toMatchObject({ code: 'TOKEN_NOT_FOUND' });
    await expect(show([], {}, noting())).rejects.toMatchObject({ code: 'USAGE' });
    await expect(objects([], {}, noting())).rejects.toMatchObject({ code: 'USAGE' });
  });

  it('make no key whose request has no place, whose name is none, or whose PIN is wrong', async () => {
    const before = await listed();
    const wish = { ...on, kind: 'p-256', label: 'No', subject: 'CN=Alice' } as const;
    writeFileSync(at('there.csr'), 'kept');
    await expect(generate([], { ...wish, output: at('there.csr') }, noting())).rejects.toMatchObject({
      code: 'TARGET_EXISTS',
    });
    await expect(generate([], { ...wish, subject: 'Alice' }, noting())).rejects.toMatchObject({ code: 'USAGE' });
    await expect(generate([], { ...wish, keyId: 'xyz' } as typeof wish, noting())).rejects.toMatchObject({
      code: 'USAGE',
    });
    const wrong = generate([], { ...wish, pinEnv: 'MANAGE_WRONG' }, noting());
    await expect(wrong).rejects.toMatchObject({ code: 'CKR_PIN_INCORRECT' });
    expect(await listed()).toEqual(before);
    expect(readFileSync(at('there.csr'), 'utf8')).toBe('kept');
  });

  it('import a key store: to a token, or kept and found by sign', async () => {
    const key = generateKey('ed25519');
    const certificate = selfSigned(key, 'Imported');
    const password = Buffer.from('pässwörd', 'utf8');
    writeFileSync(
      at('old.p12'),
      await createPkcs12({ key, certificate, chain: [], password, friendlyName: 'Mine', iterations: 1 }),
    );
    const from = { passwordEnv: 'MANAGE_PASSWORD' };
    await expect(importKeyStore([at('old.p12')], from, noting())).rejects.toMatchObject({ code: 'USAGE' });
    await expect(importKeyStore([at('old.p12')], { ...from, ...on, keep: true }, noting())).rejects.toMatchObject({
      code: 'USAGE',
    });
    expect(await importKeyStore([at('old.p12')], { ...from, ...on }, noting())).toBe(0);
    expect((await listed()).filter(({ label }) => label === 'Mine')).toHaveLength(2);
    const output = noting();
    expect(await importKeyStore([at('old.p12')], { ...from, keep: true }, output)).toBe(0);
    const [sha256 = ''] = (output.value as { kept: string[] }).kept;
    const choice = await chooseKey(keyWish({ kept: sha256.toUpperCase() }), tokens);
    expect(choice.certificate?.commonName).toBe('Imported');
    await expect(remove([], { kept: sha256 }, noting())).rejects.toMatchObject({ code: 'CONFIRMATION_REQUIRED' });
    expect(existsSync(at(`home/keys/${sha256}.p12`))).toBe(true);
    expect(await remove([], { kept: sha256, yes: true }, noting())).toBe(0);
    expect(existsSync(at(`home/keys/${sha256}.p12`))).toBe(false);
  });

  it('delete what is named, only when it is confirmed', async () => {
    const shown = noting();
    expect(await objects([], on, shown)).toBe(0);
    const old = (shown.value as { objects: TokenObject[] }).objects.filter(({ keyId }) => keyId === '01');
    expect(old.map(({ kind }) => kind)).toEqual(['private-key', 'certificate']);
    await expect(remove([], { ...on, keyId: '01' }, noting())).rejects.toMatchObject({ code: 'CONFIRMATION_REQUIRED' });
    expect((await listed()).filter(({ keyId }) => keyId === '01')).toEqual(old);
    await expect(remove([], { ...on, yes: true }, noting())).rejects.toMatchObject({ code: 'USAGE' });
    await expect(remove(['00'], { ...on, keyId: '01', yes: true }, noting())).rejects.toMatchObject({ code: 'USAGE' });
    const output = noting();
    expect(await remove([], { ...on, keyId: '01', yes: true }, output)).toBe(0);
    expect(output.value).toMatchObject({ deleted: [{ kind: 'certificate' }, { kind: 'private-key' }] });
    expect((await listed()).filter(({ keyId }) => keyId === '01')).toEqual([]);
  });
}, ['openssl']);
