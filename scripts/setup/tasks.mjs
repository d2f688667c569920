// What each `npm run` task needs before it starts, and what it starts.
import { join } from 'node:path';
import { ensureBuilt } from './build-state.mjs';
import { installDebian, missingPackages } from './debian.mjs';
import { install, isInstalled } from './install.mjs';
import { withLock } from './lock.mjs';
import { MODULES, NODE_MAJOR, productNode, ROOT } from './paths.mjs';
import { SetupError, say } from './progress.mjs';
import { handOver } from './run.mjs';
import { requireWindow, shellCommand } from './shell-choice.mjs';

const TEST_TOOLS = [
  'softhsm2',
  'opensc',
  'qpdf',
  'poppler-utils',
  'mupdf-tools',
  'libxml2-utils',
  'xmlsec1',
  'openssl',
  'chromium',
  'gcc',
  'libc6-dev',
  'pcscd',
  'vsmartcard-vpcd',
  'libnss3-tools',
  'p11-kit-modules',
];

/**
 * @typedef {object} Task
 * @property {string[]} packages system packages the task is better with
 * @property {string} without what happens where one is missing
 * @property {Array<'node' | 'renderer'>} builds
 * @property {() => void} [first] what must hold before anything is installed
 * @property {boolean} [alone] true where two at once in one checkout would spoil each other's files
 * @property {(node: string, args: string[]) => Promise<{ command: string, args: string[] } | undefined>} command
 */

const script =
  (path, options = []) =>
  async (node, args) => ({
    command: node,
    args: ['--disable-warning=ExperimentalWarning', ...options, join(ROOT, path), ...args],
  });
const nothing = { packages: [], without: '' };

/** @type {Record<string, Task>} */
export const TASKS = {
  demo: {
    packages: ['softhsm2'],
    without: 'the demo signs with its PKCS#12 key store instead of a SoftHSM token',
    builds: ['node'],
    alone: true,
    command: script('scripts/demo.ts'),
  },
  test: {
    packages: TEST_TOOLS,
    without: 'the tests that need them are skipped and say so',
    builds: ['node', 'renderer'],
    command: script('scripts/run-tests.ts'),
  },
  start: { ...nothing, builds: ['node', 'renderer'], first: requireWindow, command: shellCommand },
  bench: {
    packages: ['softhsm2'],
    without: 'the rows that need a token are left out and say so',
    builds: ['node'],
    command: script('bench/run.ts'),
  },
  corpus: {
    packages: ['qpdf', 'poppler-utils'],
    without: 'the run stops at the first file that they are to judge',
    builds: [],
    command: script('scripts/corpus.ts'),
  },
  'corpus:validate': { ...nothing, builds: [], command: script('scripts/corpus-validate.ts') },
  fuzz: { ...nothing, builds: [], command: script('scripts/fuzz.ts') },
  soak: {
    packages: ['softhsm2', 'opensc', 'pcscd', 'vsmartcard-vpcd'],
    without: 'what needs them is left out and says so',
    builds: [],
    alone: true,
    command: script('scripts/soak.ts', ['--expose-gc']),
  },
  conformance: { ...nothing, builds: [], command: script('scripts/conformance.ts') },
  build: { ...nothing, builds: ['node', 'renderer'], command: async () => undefined },
  check: {
    ...nothing,
    builds: [],
    command: async (node, args) => script('scripts/run-tests.ts')(node, ['--only=checks', ...args]),
  },
  package: {
    ...nothing,
    builds: ['node', 'renderer'],
    command: async (node, args) => ({ command: node, args: [join(MODULES, 'electron-builder', 'cli.js'), ...args] }),
  },
};

/**
 * Gets the checkout ready for a task and runs it.
 * @param {string} name one of TASKS @param {string[]} args passed on
 * @returns {Promise<number>} exit status of the task
 */
export async function runTask(name, args) {
  const started = performance.now();
  const task = TASKS[name];
  task.first?.();
  await ensureInstalled();
  const missing = missingPackages(task.packages);
  if (missing.length > 0 && !(await installDebian(missing, `for npm run ${name}`, { required: false }))) {
    say(`Going on without: ${task.without}`);
  }
  await ensureBuilt(task.builds);
  const node = productNode();
  if (node === undefined) {
    throw new SetupError(`Node ${NODE_MAJOR} is not there: remove node_modules and run the command again.`);
  }
  const command = await task.command(node, args);
  say(`Ready after ${((performance.now() - started) / 1000).toFixed(1)} s`);
  if (command === undefined) {
    return 0;
  }
  const work = () => handOver(command.command, command.args, withProductNode());
  return task.alone ? withLock(work, { name: `${name}-lock`, what: name }) : work();
}

/**
 * Installs and builds what is stale, without running anything: for the command-line launcher.
 * @param {Array<'node' | 'renderer'>} bundles
 */
export async function prepareFor(bundles) {
  await ensureInstalled();
  await ensureBuilt(bundles);
}

async function ensureInstalled() {
  if (!isInstalled()) {
    await withLock(async () => {
      if (!isInstalled()) {
        await install();
      }
    });
  }
}

/** Programs that the task starts by name find the locked Node first. */
function withProductNode() {
  const separator = process.platform === 'win32' ? ';' : ':';
  return { ...process.env, PATH: `${join(MODULES, '.bin')}${separator}${process.env.PATH ?? ''}` };
}
