import type { HostRequest } from './host/protocol.ts';

/** How a host ended: by a signal (SIGSEGV …) or with a status, it never started, or the line to it is of no use any more. */
export interface HostExit {
  readonly status: number | null;
  readonly signal: string | null;
  readonly startError: string | null;
  /** What is wrong with the line, of one that may still run. */
  readonly line?: 'closed' | 'garbled';
}

/** The line to one running token host. */
export interface HostConnection {
  post(request: HostRequest): void;
  /** What comes back may be anything: a module writes where it can. */
  onReply(handler: (reply: unknown) => void): void;
  /** Called once, when the process is gone. */
  onExit(handler: (exit: HostExit) => void): void;
  /** Whether this connection keeps our own process alive: only while an answer is awaited. */
  keepAlive(on: boolean): void;
  /** Ends the process at once, whatever the module is doing. */
  kill(): void;
}

/** Starts token hosts: child_process under Node, utilityProcess under Electron. The host's first argument is our process id. */
export interface HostLauncher {
  launch(modulePath: string): HostConnection;
}

/** Longest time of each call, in milliseconds. A call that takes longer costs the host its life. */
export interface Deadlines {
  readonly load: number;
  readonly list: number;
  /** Includes the time a person takes at a PIN pad. */
  readonly login: number;
  /** As `login`, for an old PIN and a new one that is typed twice. */
  readonly pinWork: number;
  readonly sign: number;
  /** Cards look for the primes of a long RSA key for minutes. */
  readonly generate: number;
  /** To notice that the last card was pulled out. */
  readonly removed: number;
}

export const DEADLINES: Deadlines = {
  load: 20_000,
  list: 20_000,
  login: 60_000,
  pinWork: 180_000,
  sign: 60_000,
  generate: 600_000,
  removed: 3_000,
};
