import { Command, Option } from 'commander';
import { AppError } from '../shared/contract/app-error.ts';
import type { ExitStatus } from '../shared/contract/error-codes.ts';
import { type Output, processOutput } from './output.ts';

type Run<T> = (args: readonly string[], options: T, output: Output) => Promise<ExitStatus>;

/** Loads a command only when it is called: the others cost nothing at start. */
export function lazily<T extends object>(load: () => Promise<Run<T>>) {
  return async (...received: unknown[]): Promise<void> => {
    const command = received.at(-1);
    if (!(command instanceof Command)) throw new Error('unreachable');
    if (command.args.includes(''))
      throw new AppError('USAGE', 'An argument is empty where a file or an entry is to be named. Name one.');
    const options = command.optsWithGlobals<T & { json?: boolean }>();
    const output = processOutput(options.json === true);
    const run = await load();
    process.exitCode = await run(command.args, options, output);
  };
}

/** `--json`, which every command has. */
export const json = () => new Option('--json', 'print one JSON object on standard output and nothing else');
