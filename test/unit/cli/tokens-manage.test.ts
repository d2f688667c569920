import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { generate, importKeyStore, remove, takeCertificateFile } from '../../../src-cli/commands/tokens-manage.ts';
import { keyWish } from '../../../src-cli/key-options.ts';
import { processOutput } from '../../../src-cli/output.ts';
import { Tokens } from '../../../src-main/tokens/tokens.ts';
import { chooseKey } from '../../../src-main/workflow/keys.ts';
import { temporaryFolder } from '../../support/tools.ts';

it('makes no key whose request would have no place: refused before the module is looked for', async () => {
  const folder = join(temporaryFolder(), 'none');
  const words = { kind: 'p-256', label: 'Alice', subject: 'CN=Alice', module: '/nowhere/module.so' } as const;
  const made = (output: string) => generate([], { ...words, output }, processOutput(false));
  await expect(made(join(folder, 'alice.csr'))).rejects.toMatchObject({ code: 'TARGET_NOT_WRITABLE' });
  expect(existsSync(folder)).toBe(false);
  await expect(made(join(folder, '..', 'alice.csr'))).rejects.toMatchObject({ code: 'MODULE_NOT_FOUND' });
});

it('makes no key where something that is no file has the name of its request', async () => {
  const folder = temporaryFolder();
  const output = join(folder, 'alice.csr');
  mkdirSync(output);
  const words = { kind: 'p-256', label: 'Alice', subject: 'CN=Alice', module: '/nowhere/module.so', output } as const;
  await expect(generate([], words, processOutput(false))).rejects.toMatchObject({ code: 'TARGET_EXISTS' });
  const forced = generate([], { ...words, force: true }, processOutput(false));
  await expect(forced).rejects.toMatchObject({ code: 'TARGET_NOT_WRITABLE' });
});

it('writes no name to a token that is long, empty or shown otherwise than it is', async () => {
  const words = { kind: 'p-256', label: 'Alice', subject: 'CN=Alice', module: '/nowhere/module.so' } as const;
  const silent = processOutput(false);
  const label = (text: string) => ({ ...words, label: text });
  const usage = { code: 'USAGE' };
  for (const text of ['', ' ', 'x'.repeat(201), 'a\nb', '\u001b[2J', 'invoice\u202efdp']) {
    await expect(generate([], label(text), silent)).rejects.toMatchObject(usage);
    await expect(importKeyStore(['/nowhere/a.p12'], label(text), silent)).rejects.toMatchObject(usage);
    await expect(takeCertificateFile(['/nowhere/a.pem'], label(text), silent)).rejects.toMatchObject(usage);
  }
  await expect(generate([], { ...words, keyId: 'ab'.repeat(65) }, silent)).rejects.toMatchObject(usage);
  for (const subject of [`CN=${'x'.repeat(65)}`, 'CN=a\nb', 'CN=a,O=\u001b[31m', 'CN=a\u202eb']) {
    await expect(generate([], { ...words, subject }, silent)).rejects.toMatchObject(usage);
  }
  const widest = { ...words, label: 'x'.repeat(200), subject: `CN=${'é'.repeat(64)}`, keyId: 'ab'.repeat(64) };
  await expect(generate([], widest, silent)).rejects.toMatchObject({ code: 'MODULE_NOT_FOUND' });
});

it('says that no such key is kept here before it asks whether to delete it', async () => {
  process.env.COUNTERSIGN_HOME = temporaryFolder();
  const deleted = remove([], { kept: '00'.repeat(32) }, processOutput(false));
  await expect(deleted).rejects.toMatchObject({ code: 'OBJECT_NOT_FOUND' });
});

it('looks whether a file is what it is to be before it asks for its password or the PIN', async () => {
  const file = join(temporaryFolder(), 'alice.p12');
  writeFileSync(file, 'no key store, and no certificate');
  const silent = processOutput(false);
  // Asked for, each would be missing: PIN_REQUIRED, MODULE_NOT_FOUND.
  const token = { module: '/nowhere/module.so', token: 'Alice', pinEnv: 'NOT_SET' } as const;
  const secret = { passwordEnv: 'NOT_SET' } as const;
  await expect(importKeyStore([file], { ...secret, keep: true }, silent)).rejects.toMatchObject({
    code: 'P12_UNREADABLE',
  });
  await expect(importKeyStore([file], { ...secret, ...token }, silent)).rejects.toMatchObject({
    code: 'P12_UNREADABLE',
  });
  await expect(takeCertificateFile([file], token, silent)).rejects.toMatchObject({ code: 'CERTIFICATE_UNREADABLE' });
  const tokens = new Tokens();
  await expect(chooseKey(keyWish({ p12: file }), tokens)).rejects.toMatchObject({ code: 'P12_UNREADABLE' });
  await tokens.close();
});
