import path from 'node:path';
import { expect, it } from 'vitest';
import { filesOf } from '../../../src-main/shell/start-files.ts';

it('makes names absolute against the folder of the caller', () => {
  expect(filesOf(['a.pdf', '../b.pdf', path.resolve('/x/c.pdf')], path.resolve('/home/anna/x'))).toEqual([
    path.resolve('/home/anna/x/a.pdf'),
    path.resolve('/home/anna/b.pdf'),
    path.resolve('/x/c.pdf'),
  ]);
});

it('leaves out switches, addresses and what is no text: a second start is untrusted', () => {
  const hostile = [
    '--no-sandbox',
    '-x',
    '--inspect=0',
    'https://example.com/a.pdf',
    'file:///etc/passwd',
    'a\0b',
    '',
    7,
    null,
    {},
  ];
  expect(filesOf(hostile, '/')).toEqual([]);
});

it('takes a bounded number', () => {
  expect(filesOf(Array(5000).fill('a.pdf'), '/')).toHaveLength(100);
});
