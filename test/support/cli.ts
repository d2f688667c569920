import { type ChildProcess, type ChildProcessWithoutNullStreams, fork, spawn } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { FromHost, ToHost } from './cli-host.ts';
import { COMPILED, PROJECT_ROOT } from './tools.ts';

/** What one run of the command line left. */
export interface CliResult {
  /** Exit status; null where a signal ended it. */
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Standard input; closed at once where it is absent. A function: called, and its answer given, when standard error first says something. */
  readonly input?: string | (() => string);
}

/** The bundle of the command line. */
export const CLI_ENTRY = join(PROJECT_ROOT, 'dist', 'cli', 'main.js');

const KEPT = { NODE_COMPILE_CACHE: COMPILED };

/** What is read when a process starts, so that one that runs cannot be given it. */
const AT_START = /^(LD_|NODE_|LC_|LANG|TZ$)/;

/** Runs at once; further ones wait for these. */
const MOST_HOSTS = 2;

/** A process in which the command line is run again and again. Idle it keeps no process alive; it ends with this one. */
interface Host {
  readonly child: ChildProcess;
  /** When the bundle that it has loaded was written. */
  readonly built: number;
  isBusy: boolean;
}

let hosts: Host[] = [];
const waiting: (() => void)[] = [];

/**
 * Runs the built command line: its entry, in a process that has run it before, because most of what a short run costs is the start of
 * Node and of the bundle. Where the process itself is what is tested, take `startCli`.
 */
export async function runCli(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  if (Object.keys(options.env ?? {}).some((name) => AT_START.test(name))) return startCli(args, options).ended;
  const host = await freeHost();
  try {
    return await runIn(host, args, options);
  } finally {
    host.isBusy = false;
    waiting.shift()?.();
  }
}

/** A host that is busy for whoever asked. */
async function freeHost(): Promise<Host> {
  const built = builtAt();
  for (const { child } of hosts.filter((host) => !host.isBusy && host.built !== built)) child.kill();
  hosts = hosts.filter((host) => host.isBusy || (isAlive(host) && host.built === built));
  const free = hosts.find(({ isBusy }) => !isBusy);
  if (free === undefined && hosts.length >= MOST_HOSTS) {
    await new Promise<void>((resolve) => waiting.push(resolve));
    return freeHost();
  }
  const host = free ?? { child: forkHost(), built, isBusy: true };
  if (free === undefined) hosts.push(host);
  host.isBusy = true;
  return host;
}

function isAlive({ child }: Host): boolean {
  return child.connected && child.exitCode === null && child.signalCode === null;
}

function forkHost(): ChildProcess {
  return fork(join(PROJECT_ROOT, 'test', 'support', 'cli-host.ts'), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: { ...process.env, ...KEPT },
    execArgv: [],
  });
}

function builtAt(): number {
  if (!existsSync(CLI_ENTRY)) throw new Error('The command line is not built: npm run build');
  return statSync(CLI_ENTRY).mtimeMs;
}

function runIn({ child }: Host, args: readonly string[], { env, cwd, input = '' }: CliOptions): Promise<CliResult> {
  const post = (message: ToHost) => child.send(message);
  let [stdout, stderr] = ['', ''];
  child.ref();
  child.channel?.ref();
  return new Promise((resolve) => {
    const end = (status: number | null, signal: NodeJS.Signals | null) => {
      child.off('message', hear).off('exit', end);
      child.unref();
      child.channel?.unref();
      resolve({ status, signal, stdout, stderr });
    };
    const hear = (message: FromHost) => {
      if ('status' in message) end(Number(message.status), null);
      else if ('stdout' in message) stdout += message.stdout;
      else {
        if (stderr === '' && typeof input === 'function') post({ input: input() });
        stderr += message.stderr;
      }
    };
    child.on('message', hear).on('exit', end);
    post({ run: { entry: CLI_ENTRY, args, cwd: cwd ?? PROJECT_ROOT, env: { ...process.env, ...KEPT, ...env } } });
    if (typeof input === 'string') post({ input });
  });
}

/** Starts it without waiting for its end. */
export function startCli(
  args: readonly string[],
  options: CliOptions = {},
): { child: ChildProcessWithoutNullStreams; ended: Promise<CliResult> } {
  return startProgram(process.execPath, [CLI_ENTRY, ...args], { ...options, env: { ...KEPT, ...options.env } });
}

/** Runs a program to its end and collects what it wrote. */
export function runProgram(program: string, args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  return startProgram(program, args, options).ended;
}

/** Starts a program without waiting for its end. */
export function startProgram(
  program: string,
  args: readonly string[],
  options: CliOptions = {},
): { child: ChildProcessWithoutNullStreams; ended: Promise<CliResult> } {
  const child = spawn(program, args, {
    cwd: options.cwd ?? PROJECT_ROOT,
    env: { ...process.env, ...options.env },
    stdio: 'pipe',
  });
  const ended = new Promise<CliResult>((resolve, reject) => {
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('close', (status, signal) => resolve({ status, signal, stdout, stderr }));
    child.stdin.on('error', () => undefined);
    const { input = '' } = options;
    if (typeof input === 'string') child.stdin.end(input);
    else child.stderr.once('data', () => child.stdin.end(input()));
  });
  return { child, ended };
}

/** The object that `--json` printed. */
export function jsonOf(result: CliResult): Record<string, unknown> {
  const value: unknown = JSON.parse(result.stdout);
  if (typeof value !== 'object' || value === null) throw new Error(`no object: ${result.stdout}`);
  return value as Record<string, unknown>;
}

/** The error object that `--json` printed on failure. */
export function errorOf(result: CliResult): { code: string; message: string } {
  return jsonOf(result).error as { code: string; message: string };
}
