import { createInterface } from 'node:readline/promises';
import { plainLines } from '../shared/domain/plain-text.ts';
import type { Risk } from './risks.ts';

/**
 * Asks on the terminal whether the last try of a PIN is to be used: only the whole word counts. Without a terminal the flag decides.
 * @param accepted what `--accept-risk` named
 */
export async function confirmLastTry(sentence: string, accepted: readonly Risk[] = []): Promise<boolean> {
  if (accepted.includes('last-try')) return true;
  if (!process.stdin.isTTY || !process.stderr.isTTY) return false;
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await lines.question(`${plainLines(sentence)}\nType “yes” to use it: `);
    return answer.trim().toLowerCase() === 'yes';
  } finally {
    lines.close();
  }
}
