import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';
import { type Clock, systemClock } from './clock.ts';

export type LogLevel = 'info' | 'warn' | 'error';

/** Details of one line. Bytes never appear, whatever they are called; values under a secret's name are struck out. */
export type LogDetails = Readonly<Record<string, unknown>>;

export interface Log {
  write(level: LogLevel, event: string, details?: LogDetails): void;
}

const SECRET_NAME = /pin|password|passphrase|secret|credential|token$|private/i;
const LONGEST_TEXT = 2000;
const LONGEST_LIST = 50;
const DEEPEST = 6;
/** One old file is kept beside the current one. */
const LARGEST_FILE = 1_000_000;

/**
 * A log of one JSON object per line, redacted before it is formatted.
 * `sink` takes each finished line without its line end.
 */
export function createLog(sink: (line: string) => void, clock: Clock = systemClock): Log {
  return {
    write(level, event, details = {}) {
      sink(JSON.stringify({ time: clock.now().toISOString(), level, event, ...redact(details) }));
    },
  };
}

/** Appends to an owner-only file that is turned over at 1 MB. A disk that refuses loses the line, never the program. */
export function fileSink(file: string): (line: string) => void {
  let written: number | undefined;
  return (line) => {
    try {
      if (written === undefined) {
        mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
        written = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
      }
      if (written > LARGEST_FILE) {
        renameSync(file, `${file}.1`);
        written = 0;
      }
      appendFileSync(file, `${line}\n`, { mode: 0o600 });
      written += Buffer.byteLength(line) + 1;
    } catch {
      written = undefined;
    }
  };
}

function redact(details: LogDetails): Record<string, unknown> {
  return Object.fromEntries(Object.entries(details).map(([name, value]) => [name, redactValue(name, value, 0)]));
}

function redactValue(name: string, value: unknown, depth: number): unknown {
  if (SECRET_NAME.test(name) && value !== null && typeof value !== 'boolean') return '[redacted]';
  if (typeof value === 'string') return value.length > LONGEST_TEXT ? `${value.slice(0, LONGEST_TEXT)}…` : value;
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return typeof value === 'function' ? '[function]' : value;
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`;
  if (depth >= DEEPEST) return '[…]';
  if (value instanceof Error) return redactError(value, depth);
  if (Array.isArray(value)) return value.slice(0, LONGEST_LIST).map((item) => redactValue('', item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([inner, innerValue]) => [inner, redactValue(inner, innerValue, depth + 1)]),
  );
}

function redactError(error: Error, depth: number): Record<string, unknown> {
  const own = Object.fromEntries(
    Object.entries(error)
      .filter(([name]) => name !== 'name' && name !== 'message')
      .map(([name, value]) => [name, redactValue(name, value, depth + 1)]),
  );
  return {
    name: error.name,
    message: error.message,
    stack: error.stack?.split('\n').slice(1, 9).join('\n'),
    ...own,
    ...(error.cause === undefined ? {} : { cause: redactValue('cause', error.cause, depth + 1) }),
  };
}
