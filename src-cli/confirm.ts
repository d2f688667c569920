import { createInterface } from 'node:readline/promises';
import { plainLine } from '../shared/domain/plain-text.ts';
import { throwIfCancelled } from '../src-main/platform/cancel.ts';
import type { Risk } from './risks.ts';

/** Where somebody is asked, if they are there. */
export interface Terminal {
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean };
}

/**
 * Asks on the terminal whether the last try of a PIN is to be used: only the whole word counts. Without a terminal the flag decides.
 * @param accepted what `--accept-risk` named
 */
export async function confirmLastTry(sentence: string, accepted: readonly Risk[] = []): Promise<boolean> {
  if (accepted.includes('last-try')) return true;
  return (await typed([sentence, 'Type “yes” to use it: '], process))?.toLowerCase() === 'yes';
}

/** Asks on the terminal for a word that nobody types by accident; where there is none, for “delete”. False without a terminal. */
export async function confirmByTyping(
  lines: readonly string[],
  name: string,
  terminal: Terminal = process,
): Promise<boolean> {
  const word = wordFor(name);
  return (await typed([...lines, `Type “${word}” to go on: `], terminal)) === word;
}

/** A name as it is to be typed; another word where nobody could. */
export function wordFor(name: string): string {
  const word = name.trim();
  return word === '' || plainLine(word) !== word ? 'delete' : word;
}

/**
 * The answer in one line; undefined without a terminal, or where the person ends their input.
 * @throws AppError CANCELLED where they stop the command
 */
// SECURITY: names on a token make no lines of their own in what is asked.
async function typed(question: readonly string[], { stdin, stderr }: Terminal): Promise<string | undefined> {
  if (!stdin.isTTY || !stderr.isTTY) return undefined;
  const stop = new AbortController();
  const terminal = createInterface({ input: stdin, output: stderr });
  terminal.once('SIGINT', () => stop.abort());
  try {
    return (await terminal.question(question.map(plainLine).join('\n'), { signal: stop.signal })).trim();
  } catch (error) {
    if (!(error instanceof Error && error.name === 'AbortError')) throw error;
    throwIfCancelled(stop.signal);
    stderr.write('\n');
    return undefined;
  } finally {
    terminal.close();
  }
}
