import { AppError } from '../shared/contract/app-error.ts';
import { plainLine } from '../shared/domain/plain-text.ts';
import { cancelled } from '../src-main/platform/cancel.ts';
import { copyOf } from '../src-main/tokens/pin.ts';
import { usage } from './arguments.ts';

/** Where the PIN comes from. At most one of the two; neither: asked on the terminal without echo. */
export interface PinOptions {
  readonly pinEnv?: string | undefined;
  readonly pinStdin?: boolean | undefined;
}

/**
 * Reads the PIN once. Whoever receives the bytes overwrites them.
 * @param prompt a line, or several
 * @param flag what names the environment variable on the command line: where it is not `--pin-env`, something else than the PIN of the key is read
 * @throws AppError USAGE, PIN_REQUIRED, CANCELLED
 */
export async function readPin(
  options: PinOptions,
  prompt: string | readonly string[],
  flag = '--pin-env',
): Promise<Uint8Array> {
  const question = typeof prompt === 'string' ? plainLine(prompt) : prompt.map(plainLine).join('\n');
  if (options.pinEnv !== undefined && options.pinStdin) throw usage('Give --pin-env or --pin-stdin, not both.');
  if (options.pinEnv !== undefined) {
    const value = Object.hasOwn(process.env, options.pinEnv) ? process.env[options.pinEnv] : undefined;
    if (value === undefined) {
      const { pinEnv } = options;
      throw new AppError(
        'PIN_REQUIRED',
        `The environment variable ${pinEnv} named by ${flag} is not set. Set it, or name another one.`,
      );
    }
    return Buffer.from(value, 'utf8');
  }
  if (options.pinStdin) return firstLine();
  if (!process.stdin.isTTY) {
    throw new AppError(
      'PIN_REQUIRED',
      flag === '--pin-env'
        ? 'The key needs its PIN and there is no terminal to ask on. Give --pin-env VAR or --pin-stdin.'
        : `“${question.replace(/:? *$/, '')}” cannot be asked for without a terminal. Give ${flag} VAR.`,
    );
  }
  return askWithoutEcho(question);
}

/** Bytes. Longer than any PIN or password that somebody keeps. */
const LONGEST_LINE = 1024;
/** Some programs begin every text with it. */
const BYTE_ORDER_MARK = Buffer.from('\ufeff', 'utf8');

async function firstLine(): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let length = 0;
  const input: AsyncIterable<Buffer> = process.stdin;
  for await (const chunk of input) {
    // Itself and no copy of it: it is overwritten below.
    chunks.push(chunk);
    length += chunk.length;
    if (chunk.includes(0x0a) || length > LONGEST_LINE) break;
  }
  const all = Buffer.concat(chunks);
  for (const chunk of chunks) chunk.fill(0);
  const lineFeed = all.indexOf(0x0a);
  const start = all.subarray(0, 3).equals(BYTE_ORDER_MARK) ? 3 : 0;
  let end = lineFeed === -1 ? all.length : lineFeed;
  if (all[end - 1] === 0x0d) end -= 1;
  const pin = copyOf(all.subarray(start, Math.max(start, end)));
  all.fill(0);
  if (pin.length <= LONGEST_LINE) return pin;
  pin.fill(0);
  throw tooLong('The first line of standard input');
}

/** Control characters of a terminal in raw mode. */
const KEYS = { interrupt: 3, endOfFile: 4, backspace: 8, lineFeed: 10, carriageReturn: 13, delete: 127 } as const;

function askWithoutEcho(prompt: string): Promise<Uint8Array> {
  const { stdin, stderr } = process;
  // Before the prompt: whoever answers at once is not echoed either.
  stdin.setRawMode(true);
  stderr.write(prompt);
  stdin.resume();
  return new Promise((resolve, reject) => {
    // One piece of memory from the beginning: what grows leaves copies of itself behind.
    const typed = Buffer.alloc(LONGEST_LINE);
    let length = 0;
    const finish = (settle: () => void) => {
      stdin.off('data', onData);
      stdin.setRawMode(false);
      stdin.pause();
      stderr.write('\n');
      settle();
      typed.fill(0);
    };
    const onData = (chunk: Buffer) => {
      for (const byte of chunk) {
        if (byte === KEYS.lineFeed || byte === KEYS.carriageReturn || byte === KEYS.endOfFile) {
          const isLonger = length > LONGEST_LINE;
          finish(() => (isLonger ? reject(tooLong('What was typed')) : resolve(copyOf(typed.subarray(0, length)))));
          break;
        }
        if (byte === KEYS.interrupt) {
          finish(() => reject(cancelled()));
          break;
        }
        if (byte === KEYS.backspace || byte === KEYS.delete) length = withoutCharacter(typed, length);
        else {
          if (length < LONGEST_LINE) typed[length] = byte;
          length += 1;
        }
      }
      chunk.fill(0);
    };
    stdin.on('data', onData);
  });
}

/** One key press may be several UTF-8 bytes: continuation bytes go with their lead byte. @returns the length that is left */
function withoutCharacter(typed: Uint8Array, length: number): number {
  let left = Math.max(0, length - 1);
  while (left > 0 && ((typed[left] ?? 0) & 0xc0) === 0x80) left -= 1;
  return left;
}

function tooLong(what: string): AppError {
  return new AppError(
    'PIN_REQUIRED',
    `${what} is longer than ${LONGEST_LINE} bytes, so it is no PIN and was not tried. Give the PIN alone.`,
  );
}
