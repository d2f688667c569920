// node_modules: stale or not, installed from the lock file, natives built and tried under the Node that will load them.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { installDebian } from './debian.mjs';
import { MODULES, NODE_MAJOR, nodeHeaders, productNode, ROOT } from './paths.mjs';
import { SetupError, say, step } from './progress.mjs';
import { run, which } from './run.mjs';

/** Raised when the steps below change in a way that an existing installation must go through again. */
const FORMAT = 1;
const STAMP = join(MODULES, '.countersign-installed.json');

function wanted() {
  const lock = createHash('sha256')
    .update(readFileSync(join(ROOT, 'package-lock.json')))
    .digest('hex');
  return JSON.stringify({ format: FORMAT, lock, platform: process.platform, arch: process.arch });
}

/** True where node_modules was completely installed from today's lock file for this platform. */
export function isInstalled() {
  try {
    return readFileSync(STAMP, 'utf8') === wanted() && productNode() !== undefined;
  } catch {
    return false;
  }
}

/**
 * Brings node_modules to what the lock file says. The stamp is removed first and written last: an interrupted
 * installation is never taken for a good one. A tree that already is what the lock file says (npm's own record of it
 * agrees, package by package) is kept: it may be in use, and `npm ci` would remove it.
 */
export async function install() {
  const stamp = wanted();
  rmSync(STAMP, { force: true });
  if (isTreeAsLocked()) {
    say('The npm packages are those of the lock file');
  } else {
    await requireCompiler();
    await step('Installing the locked npm packages', () =>
      npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']),
    );
  }
  const node = productNode();
  if (node === undefined) {
    throw new SetupError(
      `There is no locked Node ${NODE_MAJOR} for ${process.platform}-${process.arch}: install Node ${NODE_MAJOR} or newer and run the command with it.`,
    );
  }
  if (!(await nativesLoad(node)).loads) {
    await requireCompiler();
    const headers = nodeHeaders();
    await step('Building the PKCS#11 module', () =>
      npm(['rebuild', 'pkcs11js'], headers === undefined ? {} : { npm_config_nodedir: headers }),
    );
    const { loads, output } = await nativesLoad(node);
    if (!loads) {
      process.stderr.write(output);
      throw new SetupError(
        'The native modules were installed but do not load (the reason stands above): remove node_modules and run the command again.',
      );
    }
  }
  say('The PKCS#11 and SQLite modules load');
  writeFileSync(STAMP, stamp);
}

/**
 * Compares the lock file with `node_modules/.package-lock.json`, which npm writes when an installation is complete.
 * Packages of other platforms are optional and may be absent.
 */
function isTreeAsLocked() {
  try {
    const locked = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')).packages;
    const installed = JSON.parse(readFileSync(join(MODULES, '.package-lock.json'), 'utf8')).packages;
    const same = ([path, { version, integrity }]) =>
      locked[path]?.version === version &&
      (locked[path].integrity ?? integrity) === integrity &&
      existsSync(join(ROOT, path, 'package.json'));
    return (
      Object.entries(installed).every(same) &&
      Object.entries(locked).every(([path, { optional }]) => path === '' || optional || installed[path] !== undefined)
    );
  } catch {
    return false;
  }
}

async function npm(args, env = {}) {
  const cli = npmCli();
  const [command, first] = cli === undefined ? ['npm', []] : [process.execPath, [cli]];
  const { status, output } = await run(command, [...first, ...args], {
    cwd: ROOT,
    env: { ...process.env, ...env },
    quiet: true,
  });
  if (status !== 0) {
    process.stderr.write(output);
    throw new SetupError(
      `"npm ${args.join(' ')}" failed (its output stands above): mend what it names and run the command again.`,
    );
  }
}

/** npm's own entry: started through `node`, so that no shell is needed on Windows. */
function npmCli() {
  const beside = dirname(process.execPath);
  return [
    process.env.npm_execpath,
    join(beside, 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    join(beside, '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
  ].find((path) => path !== undefined && /npm-cli\.c?js$/.test(path) && existsSync(path));
}

/** node-gyp needs Python, make and a C++ compiler; elsewhere than Linux it says itself what is missing. */
async function requireCompiler() {
  if (process.platform !== 'linux') {
    return;
  }
  const missing = [
    ['python3', ['python3']],
    ['make', ['make']],
    ['g++', ['g++', 'c++', 'clang++']],
  ]
    .filter(([, programs]) => !programs.some((program) => which(program) !== undefined))
    .map(([name]) => name);
  if (missing.length > 0) {
    await installDebian(missing, 'needed to build the PKCS#11 module', { required: true });
  }
}

async function nativesLoad(node) {
  const script = "require('pkcs11js'); require('koffi'); new (require('better-sqlite3'))(':memory:').close()";
  const { status, output } = await run(node, ['-e', script], { cwd: ROOT, quiet: true });
  return { loads: status === 0, output };
}
