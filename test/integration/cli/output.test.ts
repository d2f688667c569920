import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { CLI_ENTRY, errorOf, jsonOf, runProgram } from '../../support/cli.ts';
import { buildPdf } from '../../support/pdf-builder.ts';
import { testPki } from '../../support/pki.ts';
import { describeWithSoftHsm } from '../../support/softhsm.ts';
import { Workbench } from '../../support/workbench.ts';

const bench = new Workbench();
let key: string[];
let source: string;

beforeAll(async () => {
  key = await bench.keyStore('p-256');
  source = bench.write('contract.pdf', buildPdf());
});

describe('--json', () => {
  it('sign: one object on standard output, warnings on standard error', async () => {
    const target = bench.at('signed.pdf');
    const result = await bench.run(['sign', source, '-o', target, ...key, '--json']);
    expect(result.status).toBe(0);
    const summary = jsonOf(result);
    expect(Object.keys(summary)).toEqual([
      'file',
      'output',
      'level',
      'levelAsked',
      'problems',
      'outbox',
      'field',
      'signer',
      'algorithm',
      'signingTimeClaimed',
      'sourceSha256',
      'sha256',
      'verification',
      'ledger',
      'warnings',
      'repaired',
    ]);
    expect(summary).toMatchObject({ file: source, output: target, level: 'B-B', field: 'Signature1' });
    expect(summary).toMatchObject({ algorithm: 'ECDSA with SHA-256', ledger: { home: bench.home, index: 0 } });
    const [warning, ...others] = summary.warnings as string[];
    expect(warning).toMatch(/^No trusted path leads to the certificate/);
    expect(others).toEqual([]);
    expect(result.stderr).toBe(`warning: ${warning}\n`);
  });

  it('may stand before the command, too', async () => {
    const result = await bench.run(['--json', 'fields', source]);
    expect([result.status, jsonOf(result)]).toEqual([0, { file: source, fields: [] }]);
    expect((await bench.run(['ledger', '--json', 'show'])).stdout).toMatch(/^\{/);
  });

  it('behind -- is a file', async () => {
    const result = await bench.run(['verify', '--', '--json'], { cwd: bench.folder });
    expect([result.status, result.stdout]).toEqual([66, '']);
    expect(result.stderr).toMatch(/^countersign: .*\[INPUT_MISSING\]\n$/);
  });

  it('without it: words on standard output, nothing but warnings on standard error', async () => {
    const words = ['sign', source, '-o', bench.at('words.pdf'), ...key, '--trust', bench.pki.root];
    const { status, stdout, stderr } = await bench.run(words);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^Signed: .*words\.pdf\n {2}by {10}CN=Paula Okafor.*\n/);
  });

  it('several files: { files }, each with its own result, and the worst status', async () => {
    const broken = bench.write('broken.pdf', Buffer.from('no PDF at all'));
    const folder = bench.folderFor('several');
    const result = await bench.run(['sign', source, broken, '-o', folder, ...key, '--json']);
    expect(result.status).toBe(66);
    expect(jsonOf(result)).toMatchObject({
      files: [
        { file: source, field: 'Signature1' },
        { file: broken, error: { code: 'INPUT_NOT_PDF' } },
      ],
    });
    expect(await readdir(folder)).toEqual(['contract-signed.pdf']);
    expect(result.stderr).toMatch(/^countersign: broken\.pdf: The file is not a PDF[^\n]*\[INPUT_NOT_PDF\]$/m);
  });

  it('--batch signs every PDF file of a folder', async () => {
    const folder = bench.folderFor('batch');
    for (const name of ['b.pdf', 'a.PDF']) bench.write(`batch/${name}`, buildPdf());
    bench.write('batch/note.txt', Buffer.from('no PDF'));
    const printed = await bench.json(['sign', '--batch', folder, '-o', bench.folderFor('batch-signed'), ...key]);
    expect((printed.files as { file: string }[]).map(({ file }) => basename(file))).toEqual(['a.PDF', 'b.pdf']);
    expect((await readdir(bench.at('batch-signed'))).sort()).toEqual(['a-signed.pdf', 'b-signed.pdf']);
  });

  it('the PIN from standard input', async () => {
    const [, store = ''] = key;
    const words = ['sign', source, '-o', bench.at('stdin.pdf'), '--p12', store, '--pin-stdin'];
    await bench.json(words, 0, { input: 'correct horse\n' });
    const wrong = await bench.run([...words.slice(0, 3), bench.at('no.pdf'), ...words.slice(4), '--json'], {
      input: 'x\n',
    });
    expect([wrong.status, errorOf(wrong).code]).toEqual([77, 'PIN_INCORRECT']);
  });

  it.each([
    [64, 'USAGE', ['sign', '--colour']],
    [64, 'USAGE', ['sing', 'a.pdf']],
    [64, 'USAGE', ['ledger', 'shred']],
    [64, 'USAGE', ['verify']],
    [64, 'USAGE', ['sign', 'a.pdf']],
    [64, 'USAGE', ['sign', 'a.pdf', '--p12', 'a.p12', '--level', 'B-X']],
    [64, 'USAGE', ['ledger', 'prove', 'one']],
    [64, 'USAGE', ['ledger', 'show', '--limit', 'many']],
    [64, 'USAGE', []],
    [64, 'USAGE', ['ledger']],
    [66, 'INPUT_MISSING', ['fields', 'nowhere.pdf']],
    [69, 'MODULE_NOT_FOUND', ['tokens', '--module', '/nowhere/module.so']],
    [77, 'PIN_REQUIRED', ['sign', 'contract.pdf', '-o', 'unasked.pdf', '--p12', 'Paula Okafor.p12']],
  ])('status %i, %s: %j', async (status, code, words) => {
    const [failed, spoken] = await Promise.all([
      bench.run([...words, '--json'], { cwd: bench.folder }),
      bench.run(words, { cwd: bench.folder }),
    ]);
    const { code: told, message } = errorOf(failed);
    expect([failed.status, told]).toEqual([status, code]);
    expect(Object.keys(jsonOf(failed))).toEqual(['error']);
    expect(message, 'one or two whole sentences').toMatch(/^\p{Lu}[^\n]*\.$/u);
    expect({ status: spoken.status, stdout: spoken.stdout }).toEqual({ status, stdout: '' });
    expect(spoken.stderr).toBe(`countersign: ${message} [${code}]\n`);
  });
});

describe('words that are not understood', () => {
  it.each([
    [['verify', '--nope'], "Unknown option '--nope'. countersign verify --help shows how."],
    [['ledger', 'prove'], "Missing required argument 'index'. countersign ledger prove --help shows how."],
    [['trust', 'foo'], "Unknown command 'foo'. countersign trust --help shows how."],
    [
      ['trust'],
      'Name what to do with the trusted lists: list, update or import. countersign trust --help shows examples.',
    ],
    [
      ['tokens', 'list'],
      '“list” is no command of countersign tokens. countersign tokens --help shows which there are.',
    ],
    // What stands behind the = of a flag that does not exist may be a PIN: it is not shown.
    [['sign', '--pin=123456'], "Unknown option '--pin'. countersign sign --help shows how."],
    // A file may be called like a command.
    [['sign', 'ledger', '--nope'], "Unknown option '--nope'. countersign sign --help shows how."],
  ])('%j: the help that explains them is named', async (words, message) => {
    expect(errorOf(await bench.run([...words, '--json'])).message).toBe(message);
  });
});

describe.skipIf(process.platform === 'win32')('standard output that cannot take what is printed', () => {
  const inShell = (script: string) =>
    runProgram('sh', ['-c', script, process.execPath, CLI_ENTRY], { cwd: bench.folder });

  it('a reader that leaves early is no error', async () => {
    const gone = bench.at('gone');
    const prints = `{ read -r _ < '${gone}'; "$0" "$1" sign --help; echo "status $?" >&2; }`;
    const leaves = `{ exec <&-; echo gone > '${gone}'; }`;
    const { stdout, stderr } = await inShell(`mkfifo '${gone}'; ${prints} | ${leaves}`);
    expect([stdout, stderr]).toEqual(['', 'status 0\n']);
  });

  it.skipIf(!existsSync('/dev/full'))('a full disk fails the command, in one sentence', async () => {
    const { status, stderr } = await inShell('exec "$0" "$1" sign --help > /dev/full');
    expect(status).toBe(1);
    expect(stderr).toMatch(/^countersign: Standard output could not be written \(ENOSPC\).* \[DISK_FULL\]\n$/);
  });
});

describe('--help', () => {
  it.each([
    [[], 'verify'],
    [['sign'], 'sign'],
    [['verify'], 'verify'],
    [['fields'], 'fields'],
    [['tokens'], 'tokens'],
    [['tokens', 'pin'], 'tokens pin'],
    [['tokens', 'delete'], 'tokens delete'],
    [['doctor'], 'doctor'],
    [['chain'], 'chain'],
    [['extend'], 'extend'],
    [['outbox'], 'outbox list'],
    [['trust'], 'trust update'],
    [['trust', 'import'], 'trust import'],
    [['ledger'], 'ledger verify'],
    [['ledger', 'show'], 'ledger show'],
    [['ledger', 'verify'], 'ledger verify'],
    [['ledger', 'prove'], 'ledger prove'],
    [['ledger', 'checkpoint'], 'ledger checkpoint'],
    [['ledger', 'export'], 'ledger export'],
  ])('%j shows an example and what its exit status says', async (command, example) => {
    const { status, stdout, stderr } = await bench.run([...command, '--help']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^Usage: countersign/);
    expect(stdout).toMatch(/\nExamples?:\n/);
    expect(stdout).toContain(`\n  countersign ${example}`);
    expect(stdout).toMatch(/\nExit status: \S/);
  });

  it('--version', async () => {
    const { status, stdout } = await bench.run(['--version']);
    expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  });
});

describeWithSoftHsm('tokens', () => {
  let module: string;
  beforeAll(() => {
    const words = bench.token('Alice', ['p-256', 'expired', 'key-usage'])('p-256');
    module = words[1] ?? '';
  });

  it('lists modules, tokens and certificates without a PIN', async () => {
    const { modules } = (await bench.json(['tokens', '--module', module])) as {
      modules: { path: string; error: null; tokens: { label: string; certificates: Record<string, unknown>[] }[] }[];
    };
    expect(modules).toMatchObject([{ path: module, error: null }]);
    const alice = modules[0]?.tokens.find(({ label }) => label === 'Alice');
    expect(alice).toMatchObject({ pin: 'ok', problem: null, manufacturer: 'SoftHSM project' });
    const usable = new Map(alice?.certificates.map(({ name, usable, reason }) => [name, { usable, reason }]));
    expect([...usable.keys()].sort()).toEqual(['Karl Eriksen', 'Paula Okafor', 'Xavier Perrin']);
    expect(usable.get('Paula Okafor')).toEqual({ usable: true, reason: null });
    expect(usable.get('Xavier Perrin')).toEqual({ usable: false, reason: expect.stringMatching(/expired/) });
    expect(usable.get('Karl Eriksen')).toEqual({ usable: false, reason: expect.stringMatching(/key usage/) });
    const paula = alice?.certificates.find(({ keyId }) => keyId === '01');
    expect(paula).toMatchObject({ name: 'Paula Okafor', key: 'ECDSA P-256', selfSigned: false });
    const { stdout, stderr } = await bench.run(['tokens', '--module', module]);
    expect(stderr).toBe('');
    expect(stdout).toContain('token Alice');
    expect(stdout, 'the empty slot in which SoftHSM would make the next token').toMatch(
      /not set up yet: the token in SoftHSM slot .*\n +Set it up with the program of its vendor/,
    );
    expect(stdout).toMatch(/cannot .*Xavier Perrin/);
  });

  // It would be waited for until the test is given up.
  it.skipIf(!existsSync('/dev/full'))('watching ends where nothing of it can be written', async () => {
    const script = 'exec "$0" "$1" tokens --watch --module "$2" > /dev/full';
    const words = ['-c', script, process.execPath, CLI_ENTRY, module];
    const { status, stderr } = await runProgram('sh', words, { cwd: bench.folder });
    expect(status).toBe(1);
    expect(stderr).toMatch(/ \[DISK_FULL\]\n$/);
  });

  it('signs with the key of a CKA_ID', async () => {
    const words = ['sign', source, '-o', bench.at('by-token.pdf'), '--module', module, '--token', 'Alice'];
    const summary = await bench.json([...words, '--pin-env', 'PIN', '--key-id', '01']);
    expect(summary.signer).toMatchObject({ subject: expect.stringContaining(testPki().signer('p-256').name) });
  });
});
