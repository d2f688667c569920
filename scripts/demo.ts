import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { systemClock } from '../src-main/platform/clock.ts';
import { createPkcs12 } from '../src-main/tokens/pkcs12/create.ts';
import { type Pki, type PkiFiles, writePki } from './pki/make-pki.ts';
import { PkiServices } from './pki/services.ts';
import { addTokens, createSoftHsm, softHsmModule } from './pki/softhsm-token.ts';
import { writeScheme } from './pki/trusted-lists.ts';

const ROOT = path.join(import.meta.dirname, '..');
/** In the checkout, or in the folder that the first argument names. */
const OUT = path.join(path.resolve(process.argv[2] ?? ROOT), 'demo-output');
const PIN = 'demo-1234';
const at = (...parts: string[]): string => path.join(OUT, ...parts);
const shown = (file: string): string => path.relative(ROOT, file);
const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** A key to sign with, and the words of the command line that name it. */
interface DemoKey {
  readonly words: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly description: string;
}

/** The whole path with the commands that anybody can type: PKI, key, signature, long-term levels, verification, ledger. */
async function demo(services: PkiServices): Promise<void> {
  for (const folder of ['pki', 'token']) rmSync(at(folder), { recursive: true, force: true });
  mkdirSync(OUT, { recursive: true });

  heading('1. A small PKI for trying things out');
  const { pki } = services;
  const files = writePki(pki, at('pki'));
  say(`   Root certificate   ${shown(files.root)}`);
  say(`   Revocation lists   ${shown(files.crls)}${path.sep}`);
  say(`   Its services       ${services.baseUrl} (timestamps, OCSP, CRLs), as long as this demo runs`);

  heading('2. A key');
  const key = await makeKey(pki);
  say(`   ${key.description}`);
  say('   To run the commands below yourself, first type:');
  for (const [name, value] of Object.entries(environmentOf(key))) say(`   $ export ${name}=${quoted(value)}`);

  heading('3. Sign the sample contract, visibly, on its last page (PAdES B-B)');
  const signed = at('contract-signed.pdf');
  const contract = path.join(ROOT, 'resources', 'sample', 'contract.pdf');
  const place = [
    '--page',
    '-1',
    '--rect',
    SIGNATURE_LINE,
    '--reason',
    'I agree to this contract',
    '--location',
    'Windhoek',
  ];
  await run(key, [
    'sign',
    contract,
    '-o',
    signed,
    '--force',
    ...key.words,
    '--pin-env',
    'DEMO_PIN',
    ...place,
    '--trust',
    files.root,
  ]);

  heading('4. Verify it');
  await run(key, ['verify', signed, ...trustWords(files)]);

  heading('5. Make it last (PAdES B-LTA): timestamps, certificates, revocation data');
  const lasting = at('contract-lasting.pdf');
  const trusting = ['--trust', files.root];
  const asked = ['--level', 'B-LTA', '--tsa', services.tsaUrl(), ...trusting];
  await run(key, ['extend', signed, '-o', lasting, '--force', ...asked]);
  say('   What it needs to be checked is in it now: no revocation lists, no network');
  await run(key, ['verify', lasting, '--offline', ...trusting]);

  heading('6. What trusted lists make of it: a small scheme of our own, pinned by hand');
  const lists = writeScheme(pki, systemClock.now(), at('pki'));
  rmSync(at('home', 'trusted-lists'), { recursive: true, force: true });
  await run(key, ['trust', 'import', lists.listOfLists, lists.national, '--signer', lists.signer]);
  await run(key, ['verify', lasting, '--offline', ...trusting]);

  heading('7. Sign another kind of file while the timestamp authority is away');
  const note = at('note.txt');
  writeFileSync(note, 'Delivered in good order.\n');
  const owner = [...key.words, '--pin-env', 'DEMO_PIN'];
  services.setFault('/tsa', { status: 500 });
  await run(key, ['sign', note, '-o', `${note}.p7s`, '--force', ...owner, ...asked], 3);
  say('   The authority is back: what was left undone is done');
  services.setFault('/tsa', undefined);
  await run(key, ['outbox', 'run']);
  await run(key, ['verify', `${note}.p7s`, ...trusting]);

  heading('8. The ledger: prove the newest entry, then recompute everything');
  const index = await newestEntry(key);
  await run(key, ['ledger', 'prove', String(index)]);
  await run(key, ['ledger', 'verify']);

  heading('Done');
  say(`   Signed contract    ${shown(signed)}`);
  say(`   The same, lasting  ${shown(lasting)}`);
  say(`   Ledger             ${shown(at('home', 'ledger.db'))}`);
  say('   Try the window     npm start');
}

/** Above the first party's line on the signature page of the sample. */
const SIGNATURE_LINE = '76,379,209,78';

async function makeKey(pki: Pki): Promise<DemoKey> {
  const { certificate, chain, key, name } = pki.signer('rsa-2048');
  const module = softHsmModule();
  if (module !== undefined) {
    const softHsm = createSoftHsm(at('token'), module);
    const objects = [{ id: '01', label: name, key, certificates: [certificate, ...chain] }];
    addTokens(softHsm, [{ label: 'Countersign demo', pin: PIN, soPin: `so-${PIN}`, objects }]);
    return {
      words: ['--module', module, '--token', 'Countersign demo'],
      environment: { SOFTHSM2_CONF: softHsm.conf },
      description: `SoftHSM token “Countersign demo” with the key of ${name} (RSA 2048), PIN ${PIN}`,
    };
  }
  const file = at('pki', 'alice.p12');
  const password = new TextEncoder().encode(PIN);
  writeFileSync(file, await createPkcs12({ key, certificate, chain, password, friendlyName: name }), { mode: 0o600 });
  return {
    words: ['--p12', file],
    environment: {},
    description: `SoftHSM is not installed, so an encrypted PKCS#12 key store: ${shown(file)} of ${name}, password ${PIN}`,
  };
}

const trustWords = (files: PkiFiles): string[] => ['--trust', files.root, '--crls', files.crls];

/** Shows a command as a person would type it, runs it, and ends the demo where its status is another than it should be. */
async function run(key: DemoKey, words: readonly string[], expected = 0): Promise<void> {
  say(`   $ npx countersign ${words.map(quoted).join(' ')}`);
  const { status, stdout } = await call(key, words);
  if (stdout !== '') say(stdout.trimEnd().replace(/^/gm, '     '));
  if (expected !== 0) say(`     (exit status ${status})`);
  if (status !== expected) throw new DemoFailure(status ?? 1);
}

/** A command that did not end as it should: the demo ends with its status. */
class DemoFailure extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`A command ended with the status ${status}.`);
    this.status = status;
  }
}

async function newestEntry(key: DemoKey): Promise<number> {
  const { stdout } = await call(key, ['ledger', 'show', '--limit', '1', '--json']);
  const { size } = JSON.parse(stdout) as { size: number };
  return size - 1;
}

/** Runs the command line beside this process, which answers it as timestamp authority meanwhile. */
function call(key: DemoKey, words: readonly string[]): Promise<{ status: number | null; stdout: string }> {
  const entry = path.join(ROOT, 'bin', 'countersign.mjs');
  const child = spawn(process.execPath, [entry, ...words], {
    env: { ...process.env, ...environmentOf(key) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status) => resolve({ status, stdout: Buffer.concat(chunks).toString('utf8') }));
  });
}

const environmentOf = (key: DemoKey): Record<string, string> => ({
  ...key.environment,
  COUNTERSIGN_HOME: at('home'),
  DEMO_PIN: PIN,
});

const heading = (text: string): void => say(`\n${text}`);
const quoted = (word: string): string => {
  const short = word.startsWith(ROOT + path.sep) ? shown(word) : word;
  return /[\s,]/.test(short) ? `"${short}"` : short;
};

if (!existsSync(path.join(ROOT, 'resources', 'sample', 'contract.pdf'))) {
  throw new Error('resources/sample/contract.pdf is missing: the checkout is not complete.');
}
const services = await PkiServices.start();
try {
  await demo(services);
} catch (error) {
  if (!(error instanceof DemoFailure)) throw error;
  process.exitCode = error.status;
} finally {
  await services.close();
}
