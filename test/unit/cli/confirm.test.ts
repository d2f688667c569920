import { expect, it } from 'vitest';
import { wordFor } from '../../../src-cli/confirm.ts';

it.each([
  ['Alice', 'Alice'],
  [' Alice ', 'Alice'],
  ['', 'delete'],
  ['  ', 'delete'],
  ['Al\u001b[2Jice', 'delete'],
  ['Al\nice', 'delete'],
  ['\u202ecilA', 'delete'],
])('a deletion from %j is confirmed with “%s”', (name, word) => {
  expect(wordFor(name)).toBe(word);
});
