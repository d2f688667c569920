import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runCli } from '../../support/cli.ts';
import { PROJECT_ROOT } from '../../support/tools.ts';

const PAGES = [
  'README.md',
  ...readdirSync(join(PROJECT_ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
];

/** Each command that a page shows, without `npx countersign`. */
const written = PAGES.flatMap((page) =>
  readFileSync(join(PROJECT_ROOT, page), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('npx countersign '))
    .map((line) => ({ page, words: line.split(/\s+/).slice(2) })),
);

const helps = new Map<string, Promise<string>>();

/** The help of the command that stands at the beginning of these words: as many as it knows. */
async function helpFor(words: readonly string[]): Promise<string> {
  const flag = words.findIndex((word) => word.startsWith('-'));
  const names = words.slice(0, flag === -1 ? words.length : flag);
  const [first = '', second = '', third = ''] = names;
  const top = await help([first]);
  if (!top.includes('Commands:') || !new RegExp(`^ {2}${second} `, 'm').test(top)) return top;
  const below = await help([first, second]);
  return below.includes('Commands:') && third !== '' ? help([first, second, third]) : below;
}

function help(command: readonly string[]): Promise<string> {
  const key = command.join(' ');
  const known =
    helps.get(key) ?? runCli([...command, '--help']).then(({ status, stdout }) => (status === 0 ? stdout : ''));
  helps.set(key, known);
  return known;
}

it('every command that README and documentation show has the options that are shown', { timeout: 60_000 }, async () => {
  expect(written.length).toBeGreaterThan(20);
  const wrong: string[] = [];
  for (const { page, words } of written) {
    const text = await helpFor(words);
    if (!text.startsWith('Usage: countersign ')) wrong.push(`${page}: ${words.join(' ')}: no such command`);
    for (const flag of words.filter((word) => /^--?[a-z]/.test(word))) {
      if (!new RegExp(`(^| |, )${flag}\\b`, 'm').test(text)) wrong.push(`${page}: ${words.join(' ')}: ${flag}`);
    }
  }
  expect(wrong).toEqual([]);
});
