import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { SetupError, say } from './progress.mjs';

const REQUESTS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Runs a program to its end. Its output goes to standard error (`quiet`: is collected instead). Asked to stop, it passes
 * that on and still waits: a program that outlived the set-up would go on writing where the next set-up begins. Asked
 * again, it kills the program.
 * @param {string} command @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, quiet?: boolean, timeoutMs?: number }} [options]
 * @returns {Promise<{ status: number | null, output: string, timedOut: boolean }>} status null: could not start, or killed
 * @throws {SetupError} exit status 128 + n after signal n
 */
export function run(command, args, { cwd, env, quiet = false, timeoutMs } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: env ?? process.env,
      stdio: ['ignore', quiet ? 'pipe' : 2, quiet ? 'pipe' : 2],
    });
    let output = '';
    let timedOut = false;
    const collect = (chunk) => {
      output += chunk;
    };
    child.stdout?.on('data', collect);
    child.stderr?.on('data', collect);
    const timer =
      timeoutMs === undefined
        ? undefined
        : setTimeout(() => {
            timedOut = true;
            child.kill('SIGKILL');
          }, timeoutMs);
    let stopped;
    const stop = (signal) => {
      if (stopped === undefined) {
        say('Stopping: a moment, until nothing is half written');
      }
      child.kill(stopped === undefined ? signal : 'SIGKILL');
      stopped = signal;
    };
    for (const signal of REQUESTS) {
      process.on(signal, stop);
    }
    const finish = (status) => {
      clearTimeout(timer);
      for (const signal of REQUESTS) {
        process.off(signal, stop);
      }
      if (stopped !== undefined) {
        reject(
          new SetupError('Stopped at your request: run the command again to go on.', 128 + SIGNAL_NUMBER[stopped]),
        );
        return;
      }
      resolve({ status, output, timedOut });
    };
    child.on('error', (error) => {
      output += error.message;
      finish(null);
    });
    child.on('close', finish);
  });
}

/**
 * Hands over to a program: same standard streams, signals passed on, its exit status returned (128 + n after signal n).
 * @param {string} command @param {string[]} args @param {NodeJS.ProcessEnv} [env] @returns {Promise<number>}
 */
export function handOver(command, args, env = process.env) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', env });
    // A terminal sends Ctrl+C to the whole group: the child gets it anyway, this process only has to outlive it.
    const ignore = () => undefined;
    const pass = (signal) => child.kill(signal);
    process.on('SIGINT', ignore);
    process.on('SIGTERM', pass);
    process.on('SIGHUP', pass);
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      process.off('SIGINT', ignore);
      process.off('SIGTERM', pass);
      process.off('SIGHUP', pass);
      resolve(code ?? 128 + (SIGNAL_NUMBER[signal ?? ''] ?? 0));
    });
  });
}

const SIGNAL_NUMBER = { SIGHUP: 1, SIGINT: 2, SIGQUIT: 3, SIGABRT: 6, SIGKILL: 9, SIGSEGV: 11, SIGTERM: 15 };

/** Full path of a program on PATH. @param {string} name @returns {string | undefined} */
export function which(name) {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const path = join(folder, name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // not in this folder
    }
  }
  return undefined;
}
