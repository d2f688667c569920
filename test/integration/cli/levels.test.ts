import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { toPem } from '../../../scripts/pki/make-pki.ts';
import { PkiServices } from '../../../scripts/pki/services.ts';
import { createPkcs12 } from '../../../src-main/tokens/pkcs12/create.ts';
import { type CliResult, errorOf, jsonOf, runCli, startCli } from '../../support/cli.ts';
import { buildPdf } from '../../support/pdf-builder.ts';
import { signaturesOf } from '../../support/signed-pdf.ts';
import { contentOf, digestOf, expectRefusal, filesUnder } from '../../support/signing-scene.ts';
import { describeWithTool, requireTool, temporaryFolder } from '../../support/tools.ts';
import { pdfsigVerdicts, qpdfComplaint } from '../../support/witnesses.ts';

const PASSWORD = 'correct horse';
/** A proxy that takes no connections: the network is gone, and comes back without it. */
const GONE = { COUNTERSIGN_PROXY: 'http://127.0.0.1:9' };

let services: PkiServices;
let keyStore: Uint8Array;
let folder: string;
let environment: NodeJS.ProcessEnv;
const at = (...parts: string[]) => join(folder, ...parts);

beforeAll(async () => {
  services = await PkiServices.start();
  const { key, certificate, chain, name } = services.pki.signer('rsa-2048');
  const password = new TextEncoder().encode(PASSWORD);
  keyStore = await createPkcs12({ key, certificate, chain, password, friendlyName: name, iterations: 1000 });
});
afterAll(() => services.close());

beforeEach(() => {
  services.setTsa(undefined);
  folder = temporaryFolder('countersign-levels-');
  environment = { COUNTERSIGN_HOME: temporaryFolder('countersign-home-'), PASSWORD };
  writeFileSync(at('contract.pdf'), buildPdf());
  writeFileSync(at('alice.p12'), keyStore);
  writeFileSync(at('root.pem'), toPem(services.pki.root.certificate, 'CERTIFICATE'));
});

function start(args: readonly string[]) {
  return startCli(args, { env: environment });
}

async function run(args: readonly string[], status: number, env: NodeJS.ProcessEnv = {}): Promise<CliResult> {
  const result = await runCli([...args, '--json'], { env: { ...environment, ...env } });
  expect({ status: result.status }, `${args.join(' ')}\n${result.stdout}${result.stderr}`).toEqual({ status });
  return result;
}

const key = () => ['--p12', at('alice.p12'), '--pin-env', 'PASSWORD'];
const trusting = () => ['--trust', at('root.pem')];
const authority = () => ['--tsa', services.tsaUrl()];
const signing = (level: string, ...more: string[]) => [
  'sign',
  at('contract.pdf'),
  ...key(),
  ...trusting(),
  ...authority(),
  '--level',
  level,
  ...more,
];
const SIGNED = 'contract-signed.pdf';

describeWithTool(['qpdf', 'pdfsig', 'openssl'], 'each level, as others see it', () => {
  it.each(['B-T', 'B-LT', 'B-LTA'])('%s', async (level) => {
    expect(jsonOf(await run(signing(level), 0))).toMatchObject({
      level,
      levelAsked: level,
      problems: [],
      outbox: null,
    });
    expect(await qpdfComplaint(at(SIGNED))).toBe('');
    const [signature, ...timestamps] = await pdfsigVerdicts(at(SIGNED));
    expect(signature).toEqual({ valid: true, whole: level === 'B-T' });
    expect(timestamps.map(({ whole }) => whole)).toEqual(level === 'B-LTA' ? [true] : []);
    expect(readFileSync(at(SIGNED)).subarray(0, buildPdf().length)).toEqual(readFileSync(at('contract.pdf')));
  });

  it('the file proves itself: verified with the root alone and no network, and openssl takes the timestamps', async () => {
    await run(signing('B-LTA'), 0);
    const report = jsonOf(await run(['verify', at(SIGNED), '--offline', ...trusting()], 0));
    expect(report).toMatchObject({ verdict: 'TOTAL-PASSED', signatures: [{ level: 'B-LTA' }, { kind: 'timestamp' }] });
    const [signature, archive] = signaturesOf(readFileSync(at(SIGNED)));
    writeFileSync(at('archived'), archive?.content ?? '');
    writeFileSync(at('archive.tst'), archive?.cms ?? '');
    expect(opensslTakes('archive.tst', 'archived')).toMatch(/Verification: OK/);
    writeFileSync(at('signature.der'), signature?.cms ?? '');
    const printed = execFileSync(requireTool('openssl'), [
      'cms',
      '-cmsout',
      '-print',
      '-inform',
      'DER',
      '-in',
      at('signature.der'),
    ]);
    expect(printed.toString()).toMatch(/unsignedAttrs:\s+object: id-smime-aa-timeStampToken/);
  });

  it('extended and renewed: earlier bytes stay, and everybody still finds the signature valid', async () => {
    await run(['sign', at('contract.pdf'), ...key()], 0);
    const words = ['--level', 'B-LTA', ...trusting(), ...authority()];
    const first = jsonOf(await run(['extend', at(SIGNED), ...words], 0));
    expect(first).toMatchObject({ level: 'B-LTA', problems: [], output: at('contract-signed-extended.pdf') });
    await run(['extend', at('contract-signed-extended.pdf'), '-o', at('renewed.pdf'), ...words], 0);
    const before = readFileSync(at('contract-signed-extended.pdf'));
    expect(readFileSync(at('renewed.pdf')).subarray(0, before.length)).toEqual(before);
    expect(await qpdfComplaint(at('renewed.pdf'))).toBe('');
    expect((await pdfsigVerdicts(at('renewed.pdf')))[0]).toEqual({ valid: true, whole: false });
    expect(jsonOf(await run(['verify', at('renewed.pdf'), ...trusting()], 0))).toMatchObject({
      signatures: [{ level: 'B-LTA' }, { kind: 'timestamp' }, { kind: 'timestamp' }],
    });
  });
});

function opensslTakes(token: string, data: string): string {
  const pem = services.pki
    .tsa('good')
    .chain.map((der) => toPem(der, 'CERTIFICATE'))
    .join('');
  writeFileSync(at('chain.pem'), pem);
  const files = [
    '-in',
    at(token),
    '-token_in',
    '-data',
    at(data),
    '-CAfile',
    at('root.pem'),
    '-untrusted',
    at('chain.pem'),
  ];
  return execFileSync(requireTool('openssl'), ['ts', '-verify', ...files], {
    stdio: ['ignore', 'pipe', 'pipe'],
  }).toString();
}

describe('without the network', () => {
  it('a valid B-B and exit 3; the entry survives; later the outbox takes it to B-LTA in place', async () => {
    const result = await run(signing('B-LTA'), 3, GONE);
    expect(result.stderr).toMatch(
      /^warning: .*proxy 127\.0\.0\.1:9 takes no connections.*completed to B-LTA from the outbox\.\n$/,
    );
    const summary = jsonOf(result);
    expect(summary).toMatchObject({ level: 'B-B', levelAsked: 'B-LTA', problems: [{ code: 'NETWORK_PROXY' }] });
    expect(summary).toMatchObject({ outbox: { file: at(SIGNED), asked: 'B-LTA', reached: 'B-B', state: 'queued' } });
    expect(jsonOf(await run(['outbox', 'run'], 69, GONE))).toMatchObject({
      entries: [{ state: 'waiting', attempts: 1 }],
    });
    expect(jsonOf(await run(['outbox', 'list'], 0))).toMatchObject({
      entries: [{ problem: { code: 'NETWORK_PROXY' } }],
    });
    expect(jsonOf(await run(['outbox', 'run'], 0))).toMatchObject({ entries: [{ state: 'done', reached: 'B-LTA' }] });
    expect(jsonOf(await run(['verify', at(SIGNED), ...trusting()], 0))).toMatchObject({
      signatures: [{ level: 'B-LTA' }, {}],
    });
    expect(jsonOf(await run(['ledger', 'show'], 0))).toMatchObject({
      entries: [{ kind: 'document.extended', resultSha256: digestOf(at(SIGNED)) }, { kind: 'document.signed' }],
    });
    expect(filesUnder(folder)).toEqual(['alice.p12', SIGNED, 'contract.pdf', 'root.pem']);
  });

  it('several files: each waits, one PIN, exit 3', async () => {
    writeFileSync(at('second.pdf'), buildPdf());
    await run(
      ['sign', at('second.pdf'), ...signing('B-T', '-o', `${at('missing')}/out/`).slice(1), '--force'],
      1,
      GONE,
    );
    await run(['sign', at('second.pdf'), ...signing('B-T', '-o', folder).slice(1)], 3, GONE);
    expect(jsonOf(await run(['outbox', 'list'], 0)).entries).toHaveLength(2);
    expect(jsonOf(await run(['outbox', 'run'], 0))).toMatchObject({ entries: [{ state: 'done' }, { state: 'done' }] });
  });

  it('--no-queue: 69, before the PIN, and nothing is written', async () => {
    const before = contentOf(folder);
    const result = await run(signing('B-LTA', '--no-queue', '--pin-env', 'UNSET'), 69, GONE);
    expectRefusal(result, { code: 'NETWORK_PROXY', status: 69 });
    expect(contentOf(folder)).toEqual(before);
  });

  it('an entry can be forgotten: the file stays', async () => {
    await run(signing('B-T'), 3, GONE);
    const entries = jsonOf(await run(['outbox', 'list'], 0)).entries as { id: string }[];
    await run(['outbox', 'remove', entries[0]?.id ?? ''], 0);
    expect(errorOf(await run(['outbox', 'remove', entries[0]?.id ?? ''], 64)).code).toBe('OUTBOX_ENTRY_NOT_FOUND');
    expect(jsonOf(await run(['outbox', 'run'], 0))).toEqual({ entries: [] });
    expect(filesUnder(folder)).toContain(SIGNED);
  });
});

describe('refusals', () => {
  it.each([
    ['no authority', 'TSA_NOT_CONFIGURED', 64, () => ['sign', at('contract.pdf'), ...key(), '--level', 'B-T']],
    ['an address that is none', 'USAGE', 64, () => [...signing('B-T'), '--tsa', 'ftp://tsa.example/']],
    ['a level that is none', 'USAGE', 64, () => signing('B-X')],
    ['extend without a level', 'USAGE', 64, () => ['extend', at('contract.pdf'), ...authority()]],
    [
      'extend what is not signed',
      'NOTHING_SIGNED',
      2,
      () => ['extend', at('contract.pdf'), '--level', 'B-T', ...authority()],
    ],
    ['extend without an authority', 'TSA_NOT_CONFIGURED', 64, () => ['extend', at('contract.pdf'), '--level', 'B-T']],
  ])('%s', async (_what, code, status, args) => {
    const before = contentOf(folder);
    expectRefusal(await run(args(), status), { code, status });
    expect(contentOf(folder)).toEqual(before);
  });
});

describe('killed', () => {
  it('while an authority is silent: nothing is left but what the next start removes', async () => {
    services.setFault('/tsa', 'silent');
    const asked = services.count('/tsa');
    const { child, ended } = start(signing('B-LTA'));
    await expect.poll(() => services.count('/tsa') - asked, { timeout: 20_000 }).toBe(1);
    child.kill('SIGKILL');
    await ended;
    services.setFault('/tsa', undefined);
    expect(filesUnder(folder)).not.toContain(SIGNED);
    expect(jsonOf(await run(['outbox', 'list'], 0))).toEqual({ entries: [], unreadable: [] });
    expect(filesUnder(folder)).toEqual(['alice.p12', 'contract.pdf', 'root.pem']);
  });

  it('while the outbox completes a file: it stays as it was signed, and is completed the next time', async () => {
    await run(signing('B-LTA'), 3, GONE);
    const before = digestOf(at(SIGNED));
    services.setFault('/tsa', 'silent');
    const asked = services.count('/tsa');
    const { child, ended } = start(['outbox', 'run']);
    await expect.poll(() => services.count('/tsa') - asked, { timeout: 20_000 }).toBe(1);
    child.kill('SIGKILL');
    await ended;
    services.setFault('/tsa', undefined);
    expect(digestOf(at(SIGNED))).toBe(before);
    expect(jsonOf(await run(['outbox', 'run'], 0))).toMatchObject({ entries: [{ state: 'done', reached: 'B-LTA' }] });
    expect(filesUnder(folder)).toEqual(['alice.p12', SIGNED, 'contract.pdf', 'root.pem']);
  });
});
