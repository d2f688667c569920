import path from 'node:path';
import { codeOf, isAppError } from '../shared/contract/app-error.ts';
import type { ExitStatus } from '../shared/contract/error-codes.ts';
import { exitStatusFor } from '../shared/contract/exit-status.ts';
import { plainLine } from '../shared/domain/plain-text.ts';

/** Where a command writes: one JSON object on standard output with `--json`, words otherwise; remarks always on standard error. */
export interface Output {
  readonly json: boolean;
  /** A line of words for people, or several; silent with `--json`. */
  say(text: string | readonly string[]): void;
  /** One line of progress or warning: standard error. */
  remark(text: string): void;
  /** The one object of `--json`, or, with `line`, one of several, each on its own line; silent without `--json`. */
  object(value: unknown, layout?: 'line'): void;
}

/** Standard output and error of this process. */
export function processOutput(json: boolean): Output {
  return {
    json,
    say: (text) => {
      if (json) return;
      // SECURITY: names in a document or on a token give no orders to the terminal and make no lines of their own.
      const lines = typeof text === 'string' ? [text] : text;
      process.stdout.write(lines.map((line) => `${plainLine(line)}\n`).join(''));
    },
    remark: (text) => process.stderr.write(`${plainLine(text)}\n`),
    object: (value, layout) => {
      if (json) process.stdout.write(`${jsonText(value, layout === 'line' ? 0 : 2)}\n`);
    },
  };
}

/** JSON that a terminal may show: what JSON.stringify leaves as it is though it is not seen stands there by its number. */
export function jsonText(value: unknown, indent = 2): string {
  return JSON.stringify(value, null, indent).replace(
    /[\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** The body of `{ "error": … }`: code, sentence and the numbers that matter. */
export function errorBody(error: unknown): Readonly<Record<string, unknown>> & {
  readonly code: string;
  readonly message: string;
} {
  const message = plainLine(error instanceof Error ? error.message : String(error));
  const named = { code: isAppError(error) ? error.code : 'INTERNAL', message };
  return isAppError(error) ? { ...named, ...error.details, ...named } : named;
}

/** The sentence for standard error, its code at the end so that it can be searched for. */
export function errorLine(error: unknown): string {
  const { code, message } = errorBody(error);
  return `countersign: ${message} [${code}]`;
}

/** The sentence where several files are worked on: says which of them it is about. */
export function errorLineOf(file: string, error: unknown): string {
  const line = errorLine(error);
  const name = plainLine(path.basename(file));
  const isNamed = line.includes(name) || codeOf(error) === 'CANCELLED';
  return isNamed ? line : line.replace(/^countersign: /, (head) => `${head}${name}: `);
}

/** Exit status of a failure. */
export function exitOf(error: unknown): ExitStatus {
  return exitStatusFor(error);
}

/** The status for several files: the worst in the order 66, 1, 2, 0; a token, PIN or usage failure ends the run and keeps its own. */
export function worst(statuses: readonly ExitStatus[]): ExitStatus {
  const order: readonly ExitStatus[] = [77, 69, 64, 66, 1, 2, 3];
  return order.find((status) => statuses.includes(status)) ?? 0;
}
