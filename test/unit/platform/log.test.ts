import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { createLog, fileSink } from '../../../src-main/platform/log.ts';
import { temporaryFolder } from '../../support/tools.ts';

const clock = { now: () => new Date('2026-01-02T03:04:05Z') };
function line(details: Record<string, unknown>): Record<string, unknown> {
  const lines: string[] = [];
  createLog((each) => lines.push(each), clock).write('info', 'tried', details);
  return JSON.parse(lines[0] ?? '');
}

it('writes one JSON object per line with time, level and event', () => {
  expect(line({ tries: 2 })).toEqual({ time: '2026-01-02T03:04:05.000Z', level: 'info', event: 'tried', tries: 2 });
});

it('strikes out what is named like a secret, at any depth and of any type, and shows no bytes', () => {
  const written = line({
    pin: '482913',
    nested: { userPin: 482913, passphrase: { a: '482913' }, list: [{ password: '482913' }] },
    key: new Uint8Array([4, 8, 2]),
    buffer: new Uint8Array([4, 8, 2]).buffer,
  });
  expect(JSON.stringify(written)).not.toContain('482913');
  expect(written).toMatchObject({ pin: '[redacted]', key: '[3 bytes]', buffer: '[3 bytes]' });
});

it('writes errors with their code, cause and stack', () => {
  const error = Object.assign(new Error('outer', { cause: new Error('inner') }), { code: 'ENOENT' });
  expect(line({ error })).toMatchObject({ error: { message: 'outer', code: 'ENOENT', cause: { message: 'inner' } } });
});

it('survives cycles, functions and endless texts', () => {
  const cycle: Record<string, unknown> = { big: 10n, run: () => 1, long: 'x'.repeat(10_000) };
  cycle.self = cycle;
  const text = JSON.stringify(line(cycle));
  expect(text.length).toBeLessThan(20_000);
});

it('turns an owner-only file over at 1 MB and loses nothing but the oldest', () => {
  const file = path.join(temporaryFolder(), 'logs', 'window.log');
  const sink = fileSink(file);
  for (let index = 0; index < 30; index += 1) sink('x'.repeat(50_000));
  expect(existsSync(`${file}.1`)).toBe(true);
  expect(statSync(file).size).toBeLessThan(1_100_000);
  expect(statSync(`${file}.1`).size).toBeLessThan(1_100_000);
  if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readFileSync(file, 'utf8').endsWith('\n')).toBe(true);
});
