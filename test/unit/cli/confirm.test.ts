import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { confirmByTyping, wordFor } from '../../../src-cli/confirm.ts';

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

it.each([
  ['new\r', true],
  ['yes\r', false],
  ['\u0004', false],
  ['\u0003', 'CANCELLED'],
] as const)('%j at the question', async (keys, outcome) => {
  const stdin = Object.assign(new PassThrough(), { isTTY: true });
  const stderr = Object.assign(new PassThrough(), { isTTY: true });
  const answer = confirmByTyping(['A batch is not finished.'], 'new', { stdin, stderr });
  stdin.write(keys);
  if (typeof outcome === 'boolean') expect(await answer).toBe(outcome);
  else await expect(answer).rejects.toMatchObject({ code: outcome });
  expect(String(stderr.read())).toContain('Type “new” to go on: ');
});

it('nobody is asked without a terminal', async () => {
  const [stdin, stderr] = [new PassThrough(), new PassThrough()];
  expect(await confirmByTyping(['A batch is not finished.'], 'new', { stdin, stderr })).toBe(false);
  expect(stderr.read()).toBeNull();
});
