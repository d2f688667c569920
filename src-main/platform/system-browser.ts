import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import path from 'node:path';
import { environmentOfPrograms } from './child-environment.ts';

/** The name or address of this computer itself, as it stands in an address. */
const OWN_NAMES: ReadonlySet<string> = new Set(['127.0.0.1', '[::1]', 'localhost']);

/** An address that stays on this computer. */
export function isOwnAddress({ hostname }: URL): boolean {
  return OWN_NAMES.has(hostname);
}

/** The normalised address where it may be opened in the person's browser: of https:, or of this computer; no user name. */
export function browserAddress(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || url.username !== '' || url.password !== '') return undefined;
  const isSafe = url.protocol === 'https:' || (url.protocol === 'http:' && isOwnAddress(url));
  return isSafe ? url.href : undefined;
}

/** What opens an address in the browser that the person uses, by system. The address comes last. */
export function browserCommand(platform: NodeJS.Platform, { SystemRoot = 'C:\\Windows' }: NodeJS.ProcessEnv): string[] {
  switch (platform) {
    case 'win32':
      return [path.win32.join(SystemRoot, 'System32', 'rundll32.exe'), 'url.dll,FileProtocolHandler'];
    case 'darwin':
      return ['/usr/bin/open'];
    default:
      return ['xdg-open'];
  }
}

/**
 * Opens an address in the person's browser and does not wait for it.
 * @returns false where there is no way to open it, or it is none to open: then it is for the person to open
 */
// SECURITY: by a list of arguments, without a shell; an address begins with its scheme, so it is never taken for an option.
export async function openInBrowser(address: string): Promise<boolean> {
  const allowed = browserAddress(address);
  const [program, ...options] = browserCommand(process.platform, process.env);
  if (allowed === undefined || program === undefined) return false;
  const how: SpawnOptions = { stdio: 'ignore', detached: true, windowsHide: true, env: environmentOfPrograms() };
  return await new Promise((resolve) => {
    const child = started(program, [...options, allowed], how);
    if (child === undefined) return resolve(false);
    child.once('error', () => resolve(false));
    child.once('spawn', () => {
      child.unref();
      resolve(true);
    });
  });
}

/** Undefined where the system refuses it at once, as an address that is longer than it takes. */
function started(program: string, options: readonly string[], how: SpawnOptions): ChildProcess | undefined {
  try {
    return spawn(program, options, how);
  } catch {
    return undefined;
  }
}
