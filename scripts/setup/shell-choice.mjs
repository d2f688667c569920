// Which window opens: Electron where its binary is there or can be had, the system's Chromium otherwise.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installDebian, missingPackages } from './debian.mjs';
import { DIST, MODULES, STATE } from './paths.mjs';
import { SetupError, say, step } from './progress.mjs';
import { run } from './run.mjs';

const ATTEMPT_LIMIT_MS = 20_000;
const ELECTRON = join(MODULES, 'electron');
const ATTEMPT = join(STATE, 'electron-attempt.json');

/** @throws {SetupError} for an unknown COUNTERSIGN_SHELL, and on Linux without a display, unless the window is asked for headless */
export function requireWindow() {
  const asked = process.env.COUNTERSIGN_SHELL ?? '';
  if (!['', 'electron', 'chromium'].includes(asked)) {
    throw new SetupError(`COUNTERSIGN_SHELL is "${asked}": set it to electron or chromium, or leave it out.`, 64);
  }
  const { DISPLAY, WAYLAND_DISPLAY, COUNTERSIGN_HEADLESS } = process.env;
  if (process.platform === 'linux' && !DISPLAY && !WAYLAND_DISPLAY && COUNTERSIGN_HEADLESS !== '1') {
    throw new SetupError(
      'There is no display here, so no window can open. "npm run demo" signs a sample contract without one, "npm test" runs all tests.',
      69,
    );
  }
}

/**
 * Decides the shell (COUNTERSIGN_SHELL=electron|chromium decides for us) and gives the command that opens the window.
 * @param {string} node the product's Node
 * @param {string[]} args files to open
 * @returns {Promise<{ command: string, args: string[] }>}
 * @throws {SetupError} where the shell that was asked for is not to be had
 */
export async function shellCommand(node, args) {
  const asked = process.env.COUNTERSIGN_SHELL;
  if (asked !== 'chromium') {
    const electron = electronBinary() ?? (await fetchElectron(node, asked === 'electron'));
    if (electron !== undefined) {
      say('Opening the window with Electron');
      return { command: electron, args: [...rootSwitches(), join(DIST, '..'), ...args] };
    }
    if (asked === 'electron') {
      throw new SetupError(
        'The Electron binary could not be downloaded: check the network, or start with COUNTERSIGN_SHELL=chromium.',
        69,
      );
    }
  }
  await requireChromium();
  say('Opening the window with the Chromium of this system');
  return { command: node, args: [join(DIST, 'main', 'start.js'), ...args] };
}

/** Path of Electron's executable where its package has been completed by its download. */
export function electronBinary() {
  try {
    const binary = join(
      process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(ELECTRON, 'dist'),
      readFileSync(join(ELECTRON, 'path.txt'), 'utf8'),
    );
    return existsSync(binary) ? binary : undefined;
  } catch {
    return undefined;
  }
}

/** One attempt per Electron version: a failure is remembered, so that later starts do not wait for it again. */
async function fetchElectron(node, again) {
  const { version } = JSON.parse(readFileSync(join(ELECTRON, 'package.json'), 'utf8'));
  if (!again && failedBefore(version)) {
    say(`Electron ${version} could not be downloaded before; "COUNTERSIGN_SHELL=electron npm start" tries again`);
    return undefined;
  }
  const { status, timedOut } = await step(`Fetching Electron ${version} (given up after 20 s)`, () =>
    run(node, [join(ELECTRON, 'install.js')], { quiet: true, timeoutMs: ATTEMPT_LIMIT_MS }),
  );
  const binary = status === 0 ? electronBinary() : undefined;
  if (binary === undefined) {
    say(timedOut ? 'Electron was not there after 20 s' : 'Electron could not be downloaded');
    mkdirSync(STATE, { recursive: true });
    writeFileSync(ATTEMPT, JSON.stringify({ failed: version }));
  }
  return binary;
}

function failedBefore(version) {
  try {
    return JSON.parse(readFileSync(ATTEMPT, 'utf8')).failed === version;
  } catch {
    return false;
  }
}

/** Chromium's sandbox refuses to run as root; everybody else keeps it. */
function rootSwitches() {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) {
    return [];
  }
  say('Running as root: Chromium allows this only without its own sandbox. Use an ordinary account for real work');
  return ['--no-sandbox'];
}

async function requireChromium() {
  const missing = missingPackages(['chromium']);
  if (missing.length > 0) {
    await installDebian(missing, 'the window, since Electron is not here', { required: true });
  }
}
