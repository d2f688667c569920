import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** One run of a program: wall time in milliseconds and the peak resident memory of it and its children together, in MB. */
export interface ProcessRun {
  readonly milliseconds: number;
  readonly peakMegabytes: number;
}

/** @throws Error where the program fails */
export function runProcess(
  program: string,
  args: readonly string[],
  options: { memory?: boolean } = {},
): Promise<ProcessRun> {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    let errors = '';
    child.stderr.on('data', (text) => {
      errors += text;
    });
    let peak = 0;
    const sample = () => {
      peak = Math.max(peak, residentMegabytes(child.pid ?? 0));
    };
    const timer = options.memory ? setInterval(sample, 20) : undefined;
    child.on('error', reject);
    child.on('close', (status) => {
      clearInterval(timer);
      if (status === 0) resolve({ milliseconds: performance.now() - start, peakMegabytes: peak });
      else reject(new Error(`${program} ${args.join(' ')} ended with ${status}: ${errors}`));
    });
  });
}

/** Peak so far of a process (VmHWM) and of its children; 0 where the system has no /proc. */
function residentMegabytes(pid: number): number {
  try {
    const own = Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
    const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean),
    );
    return own + children.reduce((sum, child) => sum + residentMegabytes(Number(child)), 0);
  } catch {
    return 0;
  }
}
