import { spawn } from 'node:child_process';
import { join } from 'node:path';

const NODE_MODULES = join(import.meta.dirname, '..', 'node_modules');

export interface Ended {
  readonly status: number | null;
  readonly output: string;
}

/**
 * Runs a package's program under this Node to its end.
 * @param program path below node_modules, e.g. `typescript/bin/tsc`
 * @param cwd where it runs; by default where this process does
 * @param live pass the output through as it comes instead of collecting it
 */
export function runPackage(
  program: string,
  args: readonly string[],
  { live = false, env = {}, cwd }: { live?: boolean; env?: Readonly<Record<string, string>>; cwd?: string } = {},
): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(NODE_MODULES, program), ...args], {
      stdio: ['ignore', live ? 'inherit' : 'pipe', live ? 'inherit' : 'pipe'],
      env: { ...process.env, ...env },
      cwd,
    });
    let output = '';
    const collect = (chunk: Buffer): void => {
      output += chunk.toString('utf8');
    };
    child.stdout?.on('data', collect);
    child.stderr?.on('data', collect);
    child.on('error', (error) => resolve({ status: null, output: error.message }));
    child.on('close', (status) => resolve({ status, output }));
  });
}
