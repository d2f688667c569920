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
      peak = Math.max(peak, usageOf(child.pid ?? 0).megabytes);
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

/** What a process and its children have used so far. */
export interface Usage {
  /** Peak resident memory (VmHWM), MB. */
  readonly megabytes: number;
  /** Bytes asked for by read calls, from files and elsewhere. */
  readonly read: number;
}

/** Zeros where the system has no /proc, and for a process that is gone. */
export function usageOf(pid: number): Usage {
  try {
    const kilobytes = Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
    const read = Number(/rchar: (\d+)/.exec(readFileSync(`/proc/${pid}/io`, 'utf8'))?.[1] ?? 0);
    const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean),
    );
    const used = [{ megabytes: kilobytes / 1024, read }, ...children.map((child) => usageOf(Number(child)))];
    return {
      megabytes: used.reduce((sum, each) => sum + each.megabytes, 0),
      read: used.reduce((sum, each) => sum + each.read, 0),
    };
  } catch {
    return { megabytes: 0, read: 0 };
  }
}
