import { createInterface } from 'node:readline/promises';
import { plainLine } from '../shared/domain/plain-text.ts';
import type { Risk } from './risks.ts';

/**
 * Asks on the terminal whether the last try of a PIN is to be used: only the whole word counts. Without a terminal the flag decides.
 * @param accepted what `--accept-risk` named
 */
export async function confirmLastTry(sentence: string, accepted: readonly Risk[] = []): Promise<boolean> {
  if (accepted.includes('last-try')) return true;
  return (await typed([sentence, 'Type “yes” to use it: ']))?.toLowerCase() === 'yes';
}

/** Asks on the terminal for a word that nobody types by accident; where there is none, for “delete”. False without a terminal. */
export async function confirmByTyping(lines: readonly string[], name: string): Promise<boolean> {
  const word = wordFor(name);
  return (await typed([...lines, `Type “${word}” to go on: `])) === word;
}

/** A name as it is to be typed; another word where nobody could. */
export function wordFor(name: string): string {
  const word = name.trim();
  return word === '' || plainLine(word) !== word ? 'delete' : word;
}

// SECURITY: names on a token make no lines of their own in what is asked.
async function typed(question: readonly string[]): Promise<string | undefined> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return undefined;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await terminal.question(question.map(plainLine).join('\n'))).trim();
  } finally {
    terminal.close();
  }
}
