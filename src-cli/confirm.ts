import { createInterface } from 'node:readline/promises';
import { plainLines } from '../shared/domain/plain-text.ts';
import type { Risk } from './risks.ts';

/**
 * Asks on the terminal whether the last try of a PIN is to be used: only the whole word counts. Without a terminal the flag decides.
 * @param accepted what `--accept-risk` named
 */
export async function confirmLastTry(sentence: string, accepted: readonly Risk[] = []): Promise<boolean> {
  if (accepted.includes('last-try')) return true;
  return (await typed(`${sentence}\nType “yes” to use it: `))?.toLowerCase() === 'yes';
}

/** Asks on the terminal for a word that nobody types by accident; where there is none, for “delete”. False without a terminal. */
export async function confirmByTyping(sentence: string, name: string): Promise<boolean> {
  const word = name.trim() || 'delete';
  return (await typed(`${sentence}\nType “${word}” to go on: `)) === word;
}

async function typed(question: string): Promise<string | undefined> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return undefined;
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await lines.question(plainLines(question))).trim();
  } finally {
    lines.close();
  }
}
