import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import type { z } from 'zod';
import { AppError } from '../../../shared/contract/app-error.ts';
import { plainLine } from '../../../shared/domain/plain-text.ts';
import { environmentOfPrograms } from '../../platform/child-environment.ts';
import { abandonable } from '../abandonable.ts';
import type { HelperProgram } from './helper-program.ts';
import type { HelperFailure, HelperRequest } from './protocol.ts';

type Asked = HelperRequest extends infer R ? (R extends HelperRequest ? Omit<R, 'id'> : never) : never;

const LONGEST_ANSWER = 16 * 1024 * 1024;
/** Characters of its standard error that are kept, to say why it ended. */
const LONGEST_COMPLAINT = 2_000;
/** Milliseconds. A signature waits for the person, in a window of the system. */
const DEADLINES: Readonly<Record<HelperRequest['call'], number>> = { list: 60_000, sign: 300_000 };

interface Waiting {
  readonly id: number;
  readonly resolve: (line: string) => void;
  readonly reject: (error: AppError) => void;
}

/** One helper of the operating system, asked one thing at a time. What it writes is checked like what comes from anybody else. */
export class HelperProcess {
  readonly #child: ChildProcessWithoutNullStreams;
  #waiting: Waiting | undefined;
  readonly #longest: number;
  #turn: Promise<unknown> = Promise.resolve();
  /** Of a line that has not come to its end. */
  #parts: string[] = [];
  #length = 0;
  #complaint = '';
  #next = 1;
  #ended: AppError | undefined;

  constructor({ file, args, endings = {}, longestAnswer = LONGEST_ANSWER }: HelperProgram) {
    this.#longest = longestAnswer;
    const env = environmentOfPrograms();
    this.#child = spawn(file, args, { stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true, env });
    this.#child.stdout.setEncoding('utf8').on('data', (text: string) => this.#take(text));
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#complaint = (this.#complaint + text).slice(0, LONGEST_COMPLAINT);
    });
    this.#child.stdin.on('error', () => undefined);
    this.#child.on('error', (error) => this.#end(unavailable(`it cannot be started (${error.message})`)));
    this.#child.on('close', (status, signal) => {
      const known = status === null ? undefined : endings[status];
      this.#end(unavailable(known ?? `it ended (${[signal ?? `status ${status}`, ...this.#lastWords()].join(': ')})`));
    });
  }

  /**
   * @throws AppError SYSTEM_KEYS_UNAVAILABLE where the helper fails or gives what is no answer, KEY_MISSING, MECHANISM_UNSUPPORTED, CANCELLED
   */
  ask<T>(
    request: Asked,
    reply: z.ZodType<{ id: number; ok: true; value: T } | HelperFailure>,
    signal?: AbortSignal,
  ): Promise<T> {
    const answer = this.#turn.then(() => this.#ask(request, reply));
    this.#turn = answer.catch(() => undefined);
    return abandonable(answer, signal);
  }

  /** Ends the process. May be called twice. */
  close(): void {
    this.#end(unavailable('it was closed'));
  }

  async #ask<T>(request: Asked, reply: z.ZodType<{ id: number; ok: true; value: T } | HelperFailure>): Promise<T> {
    const id = this.#next++;
    const line = await this.#line(id, request);
    const found = reply.safeParse(parsed(line));
    if (!found.success || found.data.id !== id) {
      const broken = unavailable('it gave an answer that is not understood');
      this.#end(broken);
      throw broken;
    }
    if (found.data.ok) return found.data.value;
    throw failureOf(found.data);
  }

  #line(id: number, request: Asked): Promise<string> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    return new Promise((resolve, reject) => {
      const limit = DEADLINES[request.call];
      const timer = setTimeout(() => this.#end(unavailable(`it did not answer within ${limit / 1000} s`)), limit);
      const settled =
        <V>(settle: (value: V) => void) =>
        (value: V) => {
          clearTimeout(timer);
          settle(value);
        };
      this.#waiting = { id, resolve: settled(resolve), reject: settled(reject) };
      this.#child.stdin.write(`${JSON.stringify({ id, ...request })}\n`);
    });
  }

  #take(text: string): void {
    const end = text.indexOf('\n');
    if (end < 0) {
      this.#parts.push(text);
      this.#length += text.length;
      if (this.#length > this.#longest) this.#end(unavailable('its answer has no end'));
      return;
    }
    const line = [...this.#parts, text.slice(0, end)].join('');
    // One answer is awaited at a time: what follows it was not asked for.
    this.#parts = [];
    this.#length = 0;
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.resolve(line);
  }

  /** SECURITY: in one plain line, without the folders in it. */
  #lastWords(): string[] {
    const [first = ''] = this.#complaint.split(/\r?\n/).filter((line) => line.trim() !== '');
    const said = plainLine(first.replace(/(?:[A-Za-z]:)?[\\/](?:[^\\/:*?"<>|\r\n]+[\\/])+/g, ''));
    return said === '' ? [] : [said.slice(0, 200)];
  }

  #end(reason: AppError): void {
    if (this.#ended !== undefined) return;
    this.#ended = reason;
    this.#child.stdin.end();
    this.#child.stdout.destroy();
    this.#child.kill();
    this.#waiting?.reject(reason);
    this.#waiting = undefined;
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function failureOf({ kind, reason }: HelperFailure): AppError {
  const said = plainLine(reason).slice(0, 200);
  switch (kind) {
    case 'cancelled':
      return new AppError('CANCELLED', 'Stopped in the window of the operating system. Nothing was saved.');
    case 'missing':
      return new AppError(
        'KEY_MISSING',
        'The operating system has no key for this certificate any more; insert its token, or choose another.',
        { said },
      );
    case 'unsupported':
      return new AppError(
        'MECHANISM_UNSUPPORTED',
        `The operating system does not sign in this way with the key (${said}); use the PKCS#11 module of the token’s vendor.`,
        { said },
      );
    case 'failed':
      return unavailable(said);
  }
}

function unavailable(why: string): AppError {
  return new AppError(
    'SYSTEM_KEYS_UNAVAILABLE',
    `The keys of the operating system cannot be reached: ${why}. Use a token by its PKCS#11 module, or a key store.`,
    { why },
  );
}
