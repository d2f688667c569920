import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { describeWith, PROJECT_ROOT, temporaryFolder } from '../support/tools.ts';

const { isInstalled }: { isInstalled: () => boolean } = await import('../../scripts/setup/install.mjs');

/** A command line of our own: the launcher and the build are what is tested. */
const PROGRAM = `
const [what = '', value = ''] = process.argv.slice(2);
if (what === 'status') process.exitCode = Number(value);
if (what === 'echo') process.stdin.pipe(process.stdout);
if (what === 'version') console.log(process.versions.node.split('.')[0] + ' ' + GREETING);
if (what === 'wait') {
  process.on('SIGTERM', () => { console.log('asked to end'); process.exit(9); });
  setInterval(() => undefined, 1000);
  console.log('waiting');
}
`;

function writeProgram(root: string, greeting: string): void {
  writeFileSync(join(root, 'src-cli', 'main.ts'), `const GREETING: string = '${greeting}';\n${PROGRAM}`);
}

/** A checkout with another command line: the packages, the set-up and the build are the project's own. */
function makeCheckout(): string {
  const root = temporaryFolder('countersign-launcher-');
  for (const path of [
    'bin',
    'scripts/setup',
    'scripts/third-party',
    'electron-builder.yml',
    'resources/fonts',
    'scripts/build.ts',
    'scripts/build-node.ts',
    'scripts/build-renderer.ts',
    'package-lock.json',
    'package.json',
  ]) {
    cpSync(join(PROJECT_ROOT, path), join(root, path), { recursive: true });
  }
  symlinkSync(join(PROJECT_ROOT, 'node_modules'), join(root, 'node_modules'), 'junction');
  mkdirSync(join(root, 'src-cli'));
  mkdirSync(join(root, 'shared'));
  writeProgram(root, 'hello');
  return root;
}

/** The Node of the machine, as a person's shell finds it: not the locked one that npm puts first. */
function nodeOfTheMachine(): string {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => !folder.includes('node_modules'));
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path)) ?? process.execPath;
}

const missing = isInstalled() ? undefined : 'node_modules was not installed by an npm task of this project';

describeWith('bin/countersign.mjs', missing, () => {
  let root: string;
  const node = nodeOfTheMachine();
  const start = (...args: string[]): ChildProcess =>
    spawn(node, [join(root, 'bin', 'countersign.mjs'), ...args], { stdio: 'pipe' });
  const run = (
    input: string,
    ...args: string[]
  ): Promise<{ status: number | null; signal: string | null; out: string; said: string }> =>
    new Promise((resolve, reject) => {
      const child = start(...args);
      let out = '';
      let said = '';
      child.stdout?.on('data', (chunk) => {
        out += chunk;
      });
      child.stderr?.on('data', (chunk) => {
        said += chunk;
      });
      child.on('error', reject);
      child.on('close', (status, signal) => resolve({ status, signal, out, said }));
      child.stdin?.end(input);
    });

  beforeAll(() => {
    root = makeCheckout();
  });

  it('builds what is missing and runs it on Node 24 or newer, with nothing but its own output on standard output', async () => {
    expect(existsSync(join(root, 'dist'))).toBe(false);
    const { status, out, said } = await run('', 'version');
    expect({ status, out: out.replace(/^\d+/, (major) => String(Number(major) >= 24)) }, said).toEqual({
      status: 0,
      out: 'true hello\n',
    });
  });

  it('builds again when the sources have changed, not when they were only touched', async () => {
    const stamp = (): string => readFileSync(join(root, 'dist', 'cli', 'main.js'), 'utf8');
    const before = stamp();
    writeProgram(root, 'hello');
    expect((await run('', 'version')).out).toContain('hello');
    expect(stamp()).toBe(before);
    writeProgram(root, 'goodbye');
    expect((await run('', 'version')).out).toContain('goodbye');
  });

  it('passes standard input and the exit status', async () => {
    expect(await run('through', 'echo')).toMatchObject({ status: 0, out: 'through' });
    expect(await run('', 'status', '77')).toMatchObject({ status: 77 });
  });

  it('passes SIGTERM on and ends as the program ends', async () => {
    const child = start('wait');
    let out = '';
    const ended = new Promise((resolve) => {
      child.on('close', resolve);
    });
    await new Promise((resolve) => {
      child.stdout?.on('data', (chunk) => {
        out += chunk;
        resolve(undefined);
      });
      child.on('close', resolve);
    });
    child.kill('SIGTERM');
    expect(await ended).toBe(9);
    expect(out).toBe('waiting\nasked to end\n');
  });

  it('says in one sentence what is wrong when the sources do not build', async () => {
    writeFileSync(join(root, 'src-cli', 'main.ts'), "import './not-there.ts';\n");
    let said = '';
    try {
      execFileSync(node, [join(root, 'bin', 'countersign.mjs')], { stdio: 'pipe' });
    } catch (error) {
      said = String((error as { stderr: Buffer }).stderr);
    }
    expect(said).toContain('not-there.ts');
    expect(said).toMatch(/✖ Building the main, preload and command line failed .* run the command again\.\n$/);
  });
});
