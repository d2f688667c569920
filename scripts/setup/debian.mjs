// System packages: installed where this is Debian (or a relative with apt) and we are root, named exactly otherwise.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { STATE } from './paths.mjs';
import { SetupError, say, step } from './progress.mjs';
import { run, which } from './run.mjs';

const FAILURES = join(STATE, 'packages-not-installed.json');
const RETRY_AFTER_MS = 24 * 3_600_000;

/**
 * What each package is recognised by: any of the programs on PATH, or any of the files.
 * @type {Record<string, { programs?: string[], files?: string[] }>}
 */
const RECOGNISED_BY = {
  softhsm2: {
    files: [
      '/usr/lib/softhsm/libsofthsm2.so',
      '/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so',
      '/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so',
      '/usr/lib64/softhsm/libsofthsm2.so',
    ],
  },
  chromium: { programs: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'] },
  opensc: { programs: ['pkcs11-tool'] },
  pcscd: { files: ['/usr/sbin/pcscd'] },
  'vsmartcard-vpcd': { files: ['/usr/lib/pcsc/drivers/serial/libifdvpcd.so'] },
  qpdf: { programs: ['qpdf'] },
  'poppler-utils': { programs: ['pdfsig'] },
  'mupdf-tools': { programs: ['mutool'] },
  'libxml2-utils': { programs: ['xmllint'] },
  xmlsec1: { programs: ['xmlsec1'] },
  openssl: { programs: ['openssl'] },
  gcc: { programs: ['gcc', 'cc'] },
  'libc6-dev': { files: ['/usr/include/stdlib.h'] },
};

/** @param {string} name */
function isPresent(name) {
  const { programs = [], files = [] } = RECOGNISED_BY[name] ?? {};
  if (name === 'chromium' && existsSync(process.env.COUNTERSIGN_CHROMIUM ?? '')) {
    return true;
  }
  return programs.some((program) => which(program) !== undefined) || files.some((file) => existsSync(file));
}

/**
 * Names those of the packages that this machine lacks. Off Linux: none, the tests name what they miss.
 * @param {string[]} names @returns {string[]}
 */
export function missingPackages(names) {
  return process.platform === 'linux' ? names.filter((name) => !isPresent(name)) : [];
}

/**
 * Installs packages with apt as root on Debian; otherwise prints the command that would.
 * @param {string[]} names @param {string} purpose @param {{ required: boolean }} options
 * @returns {Promise<boolean>} true when they are installed now
 * @throws {SetupError} where they are required and could not be installed
 */
export async function installDebian(names, purpose, { required }) {
  const apt = which('apt-get');
  const asRoot = apt !== undefined && process.getuid?.() === 0;
  if (asRoot && (required || !failedLately(names))) {
    if (await step(`Installing ${names.join(', ')} (${purpose})`, () => aptInstall(apt, names))) {
      return true;
    }
    rememberFailure(names);
  }
  const command = `apt-get install -y --no-install-recommends ${names.join(' ')}`;
  const advice = asRoot
    ? `apt-get could not install them; to try again: ${command}`
    : apt !== undefined
      ? `only root can install them: run "sudo ${command}" and this command again`
      : 'install what your system calls them and run this command again';
  const text = `Missing: ${names.join(', ')} (${purpose}); ${advice}.`;
  if (required) {
    throw new SetupError(text);
  }
  say(text);
  return false;
}

/** The package lists are fetched only where the first attempt shows that they are missing or old. */
async function aptInstall(apt, names) {
  const patience = ['-o', 'DPkg::Lock::Timeout=120', '-o', 'Acquire::http::Timeout=20', '-o', 'Acquire::Retries=1'];
  const options = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, quiet: true };
  const attempt = () => run(apt, ['install', '-y', '--no-install-recommends', ...patience, ...names], options);
  if ((await attempt()).status === 0) {
    return true;
  }
  await run(apt, ['update', '-q', ...patience], options);
  const { status, output } = await attempt();
  if (status !== 0) {
    process.stderr.write(output);
  }
  return status === 0;
}

/** A machine that cannot reach its mirror does not wait for it at every start: optional packages are tried once a day. */
function failedLately(names) {
  try {
    const { failed, at } = JSON.parse(readFileSync(FAILURES, 'utf8'));
    return Date.now() - at < RETRY_AFTER_MS && names.every((name) => failed.includes(name));
  } catch {
    return false;
  }
}

function rememberFailure(names) {
  mkdirSync(STATE, { recursive: true });
  writeFileSync(FAILURES, JSON.stringify({ failed: names, at: Date.now() }));
}
