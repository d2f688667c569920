import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { AppError } from '../../../shared/contract/app-error.ts';

/** Programs that speak the protocol, best first, by platform. A bare name is looked up on PATH. */
const CANDIDATES: Readonly<Record<string, readonly string[]>> = {
  linux: [
    '/usr/bin/chromium',
    'chromium',
    'chromium-browser',
    'google-chrome-stable',
    'google-chrome',
    'microsoft-edge-stable',
    'microsoft-edge',
  ],
  darwin: [
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  win32: [
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files\\Microsoft\\Edge\\Application\\msedge.exe',
    'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
  ],
};

/**
 * Finds the browser: `COUNTERSIGN_CHROMIUM`, else the first of Chromium, Chrome and Edge that is installed.
 * @throws AppError BROWSER_NOT_FOUND
 */
export function findBrowser(environment: NodeJS.ProcessEnv, platform: string = process.platform): string {
  const chosen = environment.COUNTERSIGN_CHROMIUM;
  const candidates = chosen ? [chosen] : (CANDIDATES[platform] ?? []);
  for (const candidate of candidates) {
    const found = isPath(candidate) ? candidate : lookUp(candidate, environment.PATH ?? '');
    if (found !== undefined && isExecutable(found)) return found;
  }
  throw new AppError(
    'BROWSER_NOT_FOUND',
    chosen
      ? 'The browser that COUNTERSIGN_CHROMIUM names cannot be run. Correct the path or unset it.'
      : 'No Chromium, Chrome or Edge was found. Install one (Debian: apt-get install chromium) or name it in COUNTERSIGN_CHROMIUM.',
    { platform },
  );
}

/**
 * Flags of the window's browser: nothing is fetched, resolved or synchronised by the browser itself.
 * `asRoot` gives up Chromium's own sandbox, which it refuses to start as root.
 */
export function browserFlags(options: { asRoot: boolean; headless: boolean }): string[] {
  return [
    ...(options.asRoot ? ['--no-sandbox'] : []),
    ...(options.headless ? [] : ['--app=data:text/html,<title>Countersign</title>', '--window-size=1280,840']),
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--disable-breakpad',
    '--disable-domain-reliability',
    // SECURITY: the page has no network: no name resolves, no peer connection leaves the machine.
    '--host-resolver-rules=MAP * ~NOTFOUND',
    // Only hides the bar in which Chromium calls the rule above unsupported; the terminal says when the sandbox is off.
    '--test-type',
    '--force-webrtc-ip-handling-policy=disable_non_proxied_udp',
  ];
}

/** Defaults of the driver that suit tests and not a product. */
export const UNWANTED_DEFAULTS = [
  '--enable-automation',
  '--disable-popup-blocking',
  '--disable-ipc-flooding-protection',
  '--disable-back-forward-cache',
];

/** The environment handed to the browser: none of our settings, nothing that looks like a secret. */
// SECURITY: a renderer that is taken over finds no PIN in its environment.
export function browserEnvironment(environment: NodeJS.ProcessEnv): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    if (value === undefined || /^(COUNTERSIGN_|SOFTHSM|PKCS11|npm_)|PIN|PASS|SECRET|TOKEN|CREDENTIAL|_KEY$/i.test(name))
      continue;
    kept[name] = value;
  }
  return kept;
}

function isPath(candidate: string): boolean {
  return candidate.includes('/') || candidate.includes('\\');
}

function lookUp(name: string, searchPath: string): string | undefined {
  return searchPath
    .split(path.delimiter)
    .filter((folder) => path.isAbsolute(folder))
    .map((folder) => path.join(folder, name))
    .find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
