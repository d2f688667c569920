import { execFileSync, spawnSync } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { issueCertificate } from '../../../scripts/pki/issue.ts';
import { generateKey } from '../../../scripts/pki/keys.ts';
import { toPem } from '../../../scripts/pki/make-pki.ts';
import { isSignatureOf, keyKindOf } from '../../../src-main/tokens/key-kind.ts';
import { createPkcs12 } from '../../../src-main/tokens/pkcs12/create.ts';
import { type HelperProgram, systemHelper } from '../../../src-main/tokens/system/helper-program.ts';
import { SystemSigner, systemKeys } from '../../../src-main/tokens/system/system-keys.ts';
import { Tokens } from '../../../src-main/tokens/tokens.ts';
import { chooseKey } from '../../../src-main/workflow/keys.ts';
import { describeWith, PROJECT_ROOT, temporaryFolder } from '../../support/tools.ts';

const message = new TextEncoder().encode('what is signed');
const validity = { notBefore: new Date('2020-01-01T00:00:00Z'), notAfter: new Date('2040-01-01T00:00:00Z') };
const folder = temporaryFolder();
const ca = issueCertificate({
  subject: { CN: 'CA' },
  key: generateKey('p-256'),
  basicConstraints: { ca: true },
  ...validity,
});
const keys = [generateKey('rsa-2048'), generateKey('p-256')];
const certificates = keys.map(
  (key, index) => issueCertificate({ subject: { CN: `Key ${index}` }, key, issuer: ca, ...validity }).certificate,
);
const sha256 = (der: Uint8Array) => createHash('sha256').update(der).digest('hex');

describe('keys of an operating system, by the protocol of its helper', () => {
  const file = join(folder, 'keys.json');
  const program = (fault = ''): HelperProgram => ({
    file: process.execPath,
    args: [join(PROJECT_ROOT, 'test', 'support', 'system-helper.mjs'), file, fault],
    place: 'test store',
    endings: { 3: 'it may not run' },
    longestAnswer: 100_000,
  });
  beforeAll(() => {
    const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
    const stored = keys.map((key, index) => ({
      certificate: base64(certificates[index] ?? new Uint8Array()),
      chain: [base64(ca.certificate)],
      key: base64(key.export({ type: 'pkcs8', format: 'der' })),
    }));
    const odd = { certificate: base64(message), chain: [], key: '' };
    writeFileSync(file, JSON.stringify([...stored, odd]));
  });

  it('lists those that can sign, and signs', async () => {
    const listed = await systemKeys(program());
    expect(listed.map((key) => key.sha256)).toEqual(certificates.map(sha256));
    expect(listed.map((key) => key.chain.length)).toEqual([1, 1]);
    const certificate = sha256(certificates[0] ?? new Uint8Array());
    const choice = await chooseKey({ kind: 'system', certificate, helper: program() }, new Tokens());
    expect(choice).toMatchObject({ home: 'Key of Key 0 in the test store', entry: 'none' });
    const signer = await choice.unlock(new Uint8Array(), { acceptLastTry: false });
    const [one, other] = [message, new Uint8Array([1])];
    const made = await Promise.all([signer.sign(one, 'rsa-pkcs1-sha256'), signer.sign(other, 'rsa-pkcs1-sha512')]);
    expect(isSignatureOf(keyKindOf(signer.certificate), 'rsa-pkcs1-sha256', one, made[0])).toBe(true);
    expect(isSignatureOf(keyKindOf(signer.certificate), 'rsa-pkcs1-sha512', other, made[1])).toBe(true);
    await signer.close();
    await expect(signer.sign(one, 'rsa-pkcs1-sha256')).rejects.toMatchObject({ code: 'SYSTEM_KEYS_UNAVAILABLE' });
    const missing = chooseKey({ kind: 'system', certificate: 'f'.repeat(64), helper: program() }, new Tokens());
    await expect(missing).rejects.toMatchObject({ code: 'CERTIFICATE_NOT_FOUND' });
  });

  it.each([
    ['cancelled', 'CANCELLED'],
    ['missing', 'KEY_MISSING'],
    ['unsupported', 'MECHANISM_UNSUPPORTED'],
    ['failed', 'SYSTEM_KEYS_UNAVAILABLE'],
    ['wrong', 'KEY_MISMATCH'],
  ])('%s: %s', async (fault, code) => {
    const certificate = certificates[0] ?? new Uint8Array();
    const key = {
      certificate,
      chain: [],
      sha256: sha256(certificate),
      kind: keyKindOf(certificate),
      keyHome: 'test store',
    };
    const signer = new SystemSigner(key, program(fault));
    await expect(signer.sign(message, 'rsa-pkcs1-sha256')).rejects.toMatchObject({ code });
    await signer.close();
  });

  it('a helper that crashes, talks nonsense, does not stop or answers something else is given up', async () => {
    const faults = ['crash', 'garbage', 'endless', 'other id'];
    const outcomes = await Promise.allSettled(faults.map((fault) => systemKeys(program(fault))));
    for (const outcome of outcomes) expect(outcome).toMatchObject({ reason: { code: 'SYSTEM_KEYS_UNAVAILABLE' } });
  });

  it('why it ended is told: in the words for its status, or in its own, without the folders in them', async () => {
    await expect(systemKeys(program('restricted'))).rejects.toThrow(/reached: it may not run\./);
    await expect(systemKeys(program('crash'))).rejects.toThrow(/it ended \(status 2\)/);
    await expect(systemKeys(program('complains'))).rejects.toThrow(
      /status 1: File windows-keys\.ps1 cannot be loaded because running scripts is disabled\)/,
    );
  });

  it('one that cannot be started, or does not answer before the person stops, is left', async () => {
    const nowhere = { file: join(folder, 'nowhere'), args: [], place: '' };
    await expect(systemKeys(nowhere)).rejects.toMatchObject({ code: 'SYSTEM_KEYS_UNAVAILABLE' });
    const stop = new AbortController();
    const waiting = systemKeys(program('silent'), stop.signal);
    stop.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'CANCELLED' });
  });
});

describe('the helper for Windows', () => {
  const script = readFileSync(join(PROJECT_ROOT, 'resources', 'helpers', 'windows-keys.ps1'), 'latin1');

  it('is plain ASCII, which Windows PowerShell reads alike under every code page', () => {
    expect(script).toMatch(/^[\n\x20-\x7e]+$/);
  });

  it('leaves standard input to its own reader: PowerShell takes it where a script names it as a variable', () => {
    expect(script).not.toMatch(/\$input\b/i);
  });

  it('is started from the system’s own folder, and ends with the status that its words are for', () => {
    const helper = systemHelper('win32', { SystemRoot: 'D:\\Windows' });
    expect(helper?.file).toBe('D:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe');
    expect(helper?.args).toContain('-NoProfile');
    const [, status = ''] = /LanguageMode -ne 'FullLanguage'\) \{ exit (\d+) \}/.exec(script) ?? [];
    expect(helper?.endings?.[Number(status)]).toMatch(/constrained/);
  });
});

/** The real stores: run where there is one, by the public workflow on Windows and macOS. */
const store = process.platform === 'win32' ? windowsStore() : process.platform === 'darwin' ? macStore() : undefined;
describeWith(
  'the keys of this operating system',
  store === undefined ? `${process.platform} keeps none` : undefined,
  () => {
    beforeAll(() => store?.fill());
    afterAll(() => store?.clear());

    it('are listed and sign, RSA and elliptic, by the helper that is shipped', async () => {
      const helper = systemHelper();
      if (helper === undefined) throw new Error('the helper is missing');
      const listed = await systemKeys(helper);
      for (const certificate of certificates) {
        const key = listed.find((candidate) => candidate.sha256 === sha256(certificate));
        if (key === undefined) throw new Error('the key is not listed');
        const signer = new SystemSigner(key, helper);
        const algorithms =
          key.kind.family === 'rsa' ? (['rsa-pkcs1-sha256', 'rsa-pss-sha256'] as const) : (['ecdsa-sha256'] as const);
        for (const algorithm of algorithms) {
          expect(isSignatureOf(key.kind, algorithm, message, await signer.sign(message, algorithm))).toBe(true);
        }
        await signer.close();
      }
    });
  },
);

interface Store {
  fill(): Promise<void>;
  clear(): void;
}

function windowsStore(): Store {
  const run = (script: string) => execFileSync('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', script]);
  return {
    fill: async () => {
      for (const [index, key] of keys.entries()) {
        const certificate = certificates[index] ?? new Uint8Array();
        const password = new TextEncoder().encode('pw');
        const file = join(folder, `${index}.p12`);
        writeFileSync(
          file,
          await createPkcs12({ key, certificate, chain: [], password, friendlyName: `Key ${index}` }),
        );
        // By name, since an RSA key would else come to a provider of CryptoAPI, which knows no PSS.
        const provider = ['-csp', 'Microsoft Software Key Storage Provider'];
        execFileSync('certutil.exe', ['-f', '-user', '-p', 'pw', ...provider, '-importpfx', 'My', file, 'NoRoot']);
      }
    },
    clear: () => {
      const thumbprints = certificates.map((der) => createHash('sha1').update(der).digest('hex').toUpperCase());
      for (const thumbprint of thumbprints) run(`Remove-Item 'Cert:\\CurrentUser\\My\\${thumbprint}' -DeleteKey`);
    },
  };
}

function macStore(): Store {
  const keychain = join(folder, `countersign-${randomUUID()}.keychain-db`);
  const security = (...args: string[]) => execFileSync('security', args).toString();
  let before: string[] = [];
  return {
    fill: async () => {
      before = security('list-keychains', '-d', 'user')
        .split('\n')
        .map((line) => line.trim().replaceAll('"', ''))
        .filter((line) => line !== '');
      security('create-keychain', '-p', 'pw', keychain);
      security('unlock-keychain', '-p', 'pw', keychain);
      for (const [index, key] of keys.entries()) {
        const name = (ending: string) => join(folder, `${index}.${ending}`);
        writeFileSync(name('key'), key.export({ type: 'pkcs8', format: 'pem' }));
        writeFileSync(name('pem'), toPem(certificates[index] ?? new Uint8Array(), 'CERTIFICATE'));
        // The keychain takes key stores of the old form alone, which the OpenSSL of the system writes.
        const parts = ['-inkey', name('key'), '-in', name('pem'), '-out', name('p12'), '-passout', 'pass:pw'];
        execFileSync('/usr/bin/openssl', ['pkcs12', '-export', ...parts]);
        security('import', name('p12'), '-k', keychain, '-P', 'pw', '-A', '-f', 'pkcs12');
      }
      const partitions = ['apple-tool:', 'apple:', ...partitionOf(systemHelper()?.file ?? '')];
      security('set-key-partition-list', '-S', partitions.join(','), '-s', '-k', 'pw', keychain);
      security('list-keychains', '-d', 'user', '-s', keychain, ...before);
    },
    clear: () => {
      security('list-keychains', '-d', 'user', '-s', ...before);
      security('delete-keychain', keychain);
    },
  };
}

/** How the keychain calls a program that no identity signed: by the hash of its code where the linker made one, as on Apple silicon. */
function partitionOf(program: string): string[] {
  const { stderr } = spawnSync('codesign', ['-dvvv', program], { encoding: 'utf8' });
  const [, hash] = /^CDHash=([0-9a-f]+)$/m.exec(stderr) ?? [];
  return hash === undefined ? ['unsigned:'] : ['unsigned:', `cdhash:${hash}`];
}
