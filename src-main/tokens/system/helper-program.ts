import { existsSync } from 'node:fs';
import path from 'node:path';

/** How the helper of this system is started. */
export interface HelperProgram {
  /** Absolute path. */
  readonly file: string;
  readonly args: readonly string[];
  /** Where the keys live, in words for people. */
  readonly place: string;
  /** What it means that the helper ends with a status, in words that follow a colon. */
  readonly endings?: Readonly<Record<number, string>>;
  /** Characters of one answer that are read; 16 Mi where absent: all certificates of a store. */
  readonly longestAnswer?: number;
}

/**
 * The helper for the keys of the operating system: a script for Windows PowerShell, which every Windows has, and a small program on macOS.
 * @returns undefined where the system keeps no keys for its users, or the helper was not built
 */
export function systemHelper(
  platform: NodeJS.Platform = process.platform,
  { SystemRoot = 'C:\\Windows' }: NodeJS.ProcessEnv = process.env,
): HelperProgram | undefined {
  if (platform === 'win32') {
    const script = nearest('resources', 'helpers', 'windows-keys.ps1');
    if (script === undefined) return undefined;
    const file = path.win32.join(SystemRoot, 'System32', 'WindowsPowerShell', 'v1.0', 'powershell.exe');
    const args = ['-NoLogo', '-NoProfile', '-NonInteractive', '-ExecutionPolicy', 'Bypass', '-File', script];
    const endings = { 3: 'this computer lets PowerShell run no such script (constrained language mode)' };
    return { file, args, place: 'Windows certificate store', endings };
  }
  if (platform !== 'darwin') return undefined;
  const file = nearest('dist', 'helpers', 'mac-keys');
  return file === undefined ? undefined : { file, args: [], place: 'macOS keychain' };
}

/** The nearest such file above this one or the bundle it is in. What is started lies beside the archive of the packaged application. */
function nearest(...parts: readonly string[]): string | undefined {
  for (let folder = import.meta.dirname; ; folder = path.dirname(folder)) {
    const candidate = path.join(folder, ...parts).replace(/app\.asar(?=[\\/])/, 'app.asar.unpacked');
    if (existsSync(candidate)) return candidate;
    if (folder === path.dirname(folder)) return undefined;
  }
}
