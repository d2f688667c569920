import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createPkcs12 } from '../src-main/tokens/pkcs12/create.ts';
import { makePki, type Pki, type PkiFiles, writePki } from './pki/make-pki.ts';
import { addTokens, createSoftHsm, softHsmModule } from './pki/softhsm-token.ts';

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

/** The whole path with the commands that anybody can type: PKI, key, signature, verification, ledger. */
async function demo(): Promise<void> {
  for (const folder of ['pki', 'token']) rmSync(at(folder), { recursive: true, force: true });
  mkdirSync(OUT, { recursive: true });

  heading('1. A small PKI for trying things out');
  const pki = makePki();
  const files = writePki(pki, at('pki'));
  say(`   Root certificate   ${shown(files.root)}`);
  say(`   Revocation lists   ${shown(files.crls)}${path.sep}`);

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
  run(key, [
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
  run(key, ['verify', signed, ...trustWords(files)]);

  heading('5. The ledger: prove the entry, then recompute everything');
  const index = newestEntry(key);
  run(key, ['ledger', 'prove', String(index)]);
  run(key, ['ledger', 'verify']);

  heading('Done');
  say(`   Signed contract    ${shown(signed)}`);
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

/** Shows a command as a person would type it, runs it, and ends the demo with its status where it fails. */
function run(key: DemoKey, words: readonly string[]): void {
  say(`   $ npx countersign ${words.map(quoted).join(' ')}`);
  const { status, stdout } = call(key, words);
  if (stdout !== '') say(stdout.trimEnd().replace(/^/gm, '     '));
  if (status !== 0) process.exit(status ?? 1);
}

function newestEntry(key: DemoKey): number {
  const { stdout } = call(key, ['ledger', 'show', '--limit', '1', '--json']);
  const { size } = JSON.parse(stdout) as { size: number };
  return size - 1;
}

function call(key: DemoKey, words: readonly string[]): { status: number | null; stdout: string } {
  const entry = path.join(ROOT, 'bin', 'countersign.mjs');
  return spawnSync(process.execPath, [entry, ...words], {
    env: { ...process.env, ...environmentOf(key) },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
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
await demo();
