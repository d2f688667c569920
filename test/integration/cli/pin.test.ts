import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { softHsmModule } from '../../../scripts/pki/softhsm-token.ts';
import { type CliResult, errorOf, startProgram } from '../../support/cli.ts';
import { buildPdf } from '../../support/pdf-builder.ts';
import { describeWithSoftHsm, PIN } from '../../support/softhsm.ts';
import { describeWith, PROJECT_ROOT, requireTool, toolPath } from '../../support/tools.ts';
import { PASSWORD, Workbench } from '../../support/workbench.ts';

const bench = new Workbench();
let source: string;
let store: string[];
let token: string[] = [];

const withoutPin = (words: readonly string[]): string[] => words.slice(0, words.indexOf('--pin-env'));

beforeAll(async () => {
  source = bench.write('contract.pdf', buildPdf());
  store = withoutPin(await bench.keyStore('p-256'));
  if (softHsmModule() !== undefined) token = withoutPin(bench.token('Alice', ['p-256'])('p-256'));
});

/** Signs in a terminal and types `keys` when it is asked. Gives what the terminal showed. */
async function typed(target: string, key: readonly string[], keys: string): Promise<CliResult> {
  const words = ['sign', source, '-o', target, ...key, '--trust', bench.pki.root];
  const line = [process.execPath, join(PROJECT_ROOT, 'dist', 'cli', 'main.js'), ...words];
  const quoted = line.map((word) => `'${word}'`).join(' ');
  const env = { COUNTERSIGN_HOME: bench.home, SHELL: '/bin/sh' };
  const { child, ended } = startProgram(requireTool('script'), ['-qec', quoted, '/dev/null'], { env, input: () => '' });
  let shown = '';
  child.stdout.on('data', (text: string) => {
    const before = shown;
    shown += text;
    if (/(?:PIN|Password) for .*: $/.test(shown) && !/: $/.test(before)) child.stdin.end(keys);
  });
  return ended;
}

const noTerminal =
  process.platform !== 'linux' || toolPath('script') === undefined
    ? 'the script command of Linux is not there'
    : undefined;

describeWith('the PIN in a terminal', noTerminal, () => {
  it.each([
    ['a key store', 'Password for Key store Paula Okafor.p12: ', () => store, PASSWORD],
    ...(softHsmModule() === undefined ? [] : [['a token', 'PIN for ', () => token, PIN] as const]),
  ] as const)('%s: asked for once, not echoed, mended with the backspace key', async (_what, prompt, key, secret) => {
    const target = bench.at(`typed-${secret.length}.pdf`);
    const { status, stdout } = await typed(target, key(), `${secret}é\u007f\r`);
    expect(status, stdout).toBe(0);
    expect(stdout.split(prompt), 'asked once').toHaveLength(2);
    expect(stdout).not.toContain(secret);
    expect(stdout).toContain(`Signed: ${target}`);
  });

  it('Ctrl-C: status 1, nothing written', async () => {
    const target = bench.at('stopped.pdf');
    const { status, stdout } = await typed(target, store, 'corr\u0003');
    expect(stdout).toMatch(/Stopped at your request\. Nothing was saved\. \[CANCELLED\]/);
    expect([status, existsSync(target)]).toEqual([1, false]);
  });
});

describeWithSoftHsm('an empty PIN', () => {
  it('is not tried: a token would count it as a wrong one', async () => {
    const target = bench.at('empty.pdf');
    const words = ['sign', source, '-o', target, ...token, '--pin-env', 'PIN', '--json'];
    const refused = await bench.run(words, { env: { PIN: '' } });
    expect([refused.status, errorOf(refused).code]).toEqual([77, 'PIN_REQUIRED']);
    const { modules } = (await bench.json(['tokens', '--module', token[1] ?? ''])) as {
      modules: { tokens: { label: string; pin: string }[] }[];
    };
    expect(modules[0]?.tokens.find(({ label }) => label === 'Alice')?.pin).toBe('ok');
  });
});

describe('a PIN from two places', () => {
  it('is a mistake', async () => {
    const words = ['sign', source, '-o', bench.at('two.pdf'), ...store, '--pin-env', 'PASSWORD', '--pin-stdin'];
    const refused = await bench.run([...words, '--json'], { input: PASSWORD });
    expect([refused.status, errorOf(refused).code]).toEqual([64, 'USAGE']);
  });
});
