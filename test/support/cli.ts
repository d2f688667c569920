import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT } from './tools.ts';

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

/** The compiled form of the bundle is kept beside it, as the launcher does. */
const COMPILED = { NODE_COMPILE_CACHE: join(PROJECT_ROOT, 'dist', '.compile-cache') };

/** Runs the built command line, as the launcher does, in a process of its own. */
export function runCli(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  if (!existsSync(CLI_ENTRY)) throw new Error('The command line is not built: npm run build');
  return runProgram(process.execPath, [CLI_ENTRY, ...args], { ...options, env: { ...COMPILED, ...options.env } });
}

/** Starts it without waiting for its end. */
export function startCli(
  args: readonly string[],
  options: CliOptions = {},
): { child: ChildProcessWithoutNullStreams; ended: Promise<CliResult> } {
  return startProgram(process.execPath, [CLI_ENTRY, ...args], { ...options, env: { ...COMPILED, ...options.env } });
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
