import { readdirSync, readFileSync } from 'node:fs';

/** What this process and its token hosts hold at one moment. */
export interface Holding {
  /** MB that this process still needs, where the runtime lets itself be told to collect (`--expose-gc`): it keeps more room than that, and ever more. */
  readonly own: number;
  /** Resident memory of its children together, MB. */
  readonly hosts: number;
  /** Open files, sockets and pipes of all of them. */
  readonly handles: number;
}

/** Reads /proc. @throws Error where the system has none */
export function holding(): Holding {
  const hosts = children(process.pid).map(usage);
  const own = usage(process.pid);
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return {
    own: (heapUsed + external) / 1024 / 1024,
    hosts: hosts.reduce((sum, { megabytes }) => sum + megabytes, 0),
    handles: hosts.reduce((sum, { handles }) => sum + handles, own.handles),
  };
}

/** The token hosts of this process that have this library loaded. */
export function hostsWith(library: string): number[] {
  return children(process.pid).filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/maps`, 'utf8').includes(library);
    } catch {
      return false;
    }
  });
}

function usage(pid: number): { megabytes: number; handles: number } {
  const kilobytes = Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  return { megabytes: kilobytes / 1024, handles: readdirSync(`/proc/${pid}/fd`).length };
}

/** Token hosts only: a PC/SC daemon of the test is no part of the product. */
function children(pid: number): number[] {
  return readdirSync(`/proc/${pid}/task`)
    .flatMap((task) => readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' '))
    .filter((child) => child !== '' && readFileSync(`/proc/${child}/cmdline`, 'utf8').includes('host/main.ts'))
    .map(Number);
}

/** One quantity over a run. */
export interface Trend {
  readonly name: string;
  /** Least in the third fifth of the run and in its last: collectors of memory come and go, what leaks stays. */
  readonly early: number;
  readonly late: number;
  readonly allowed: number;
  readonly isFlat: boolean;
}

/** MB, and handles, that a run may end above its beginning. Children collect when they like. */
const ALLOWED = { own: 4, hosts: 12, handles: 1 } as const;

/** Whether each quantity is where it was. The first two fifths are warming up: the runtime gives what it runs more room, step by step. */
export function trendsOf(samples: readonly Holding[]): Trend[] {
  const fifth = Math.max(1, Math.floor(samples.length / 5));
  const least = (from: number, pick: (one: Holding) => number) =>
    Math.min(...samples.slice(from, from + fifth).map(pick));
  const trend = (name: string, key: keyof Holding): Trend => {
    const pick = (one: Holding) => one[key];
    const early = least(Math.min(2 * fifth, samples.length - fifth), pick);
    const late = least(samples.length - fifth, pick);
    return { name, early, late, allowed: ALLOWED[key], isFlat: late - early <= ALLOWED[key] };
  };
  return [
    trend('memory of the program, MB', 'own'),
    trend('memory of the token host, MB', 'hosts'),
    trend('handles', 'handles'),
  ];
}
