import { codeOf, isAppError } from '../shared/contract/app-error.ts';
import type { ExitStatus } from '../shared/contract/error-codes.ts';
import { exitStatusOf } from '../shared/contract/exit-status.ts';

/** Where a command writes: one JSON object on standard output with `--json`, words otherwise; remarks always on standard error. */
export interface Output {
  readonly json: boolean;
  /** Words for people; silent with `--json`. */
  say(text: string): void;
  /** Progress, warnings and prompts: standard error. */
  remark(text: string): void;
  /** The one object of `--json`; silent without it. */
  object(value: unknown): void;
}

/** Standard output and error of this process. */
export function processOutput(json: boolean): Output {
  return {
    json,
    say: (text) => {
      if (!json) process.stdout.write(`${text}\n`);
    },
    remark: (text) => process.stderr.write(`${text}\n`),
    object: (value) => {
      if (json) process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
    },
  };
}

/** The body of `{ "error": … }`: code, sentence and the numbers that matter. */
export function errorBody(error: unknown): Record<string, unknown> {
  if (isAppError(error)) return { code: error.code, message: error.message, ...error.details };
  return { code: 'INTERNAL', message: error instanceof Error ? error.message : String(error) };
}

/** The sentence for standard error, its code at the end so that it can be searched for. */
export function errorLine(error: unknown): string {
  const { code, message } = errorBody(error);
  return `countersign: ${message} [${code}]`;
}

/** Exit status of a failure. */
export function exitOf(error: unknown): ExitStatus {
  return exitStatusOf(codeOf(error));
}

/** The status for several files: the worst in the order 66, 1, 2, 0; a token, PIN or usage failure ends the run and keeps its own. */
export function worst(statuses: readonly ExitStatus[]): ExitStatus {
  const order: readonly ExitStatus[] = [77, 69, 64, 66, 1, 2, 3];
  return order.find((status) => statuses.includes(status)) ?? 0;
}
