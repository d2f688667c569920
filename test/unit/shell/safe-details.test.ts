import { expect, it } from 'vitest';
import { baseName, safeDetails, withoutFolders } from '../../../src-main/shell/safe-details.ts';

it.each([
  ['/usr/lib/softhsm/libsofthsm2.so', 'libsofthsm2.so'],
  ['C:\\Program Files\\Vendor Tools\\p11.dll', 'p11.dll'],
  ['The module “/usr/lib/a b/x.so” crashed; try and/or wait.', 'The module “x.so” crashed; try and/or wait.'],
  ['Module C:\\Program Files\\v\\p11.dll: wrong machine', 'Module p11.dll: wrong machine'],
  ['\\\\server\\share\\x.dll', 'x.dll'],
  ['A signature of 1/2 page, 3 km/h', 'A signature of 1/2 page, 3 km/h'],
])('cuts the folders out of %s', (sentence, expected) => {
  expect(withoutFolders(sentence)).toBe(expected);
});

it('gives the file name of a path of either kind of system', () => {
  expect(['/a/b.pdf', 'C:\\a\\b.pdf', 'b.pdf', '/a/b/', '/', ''].map(baseName)).toEqual([
    'b.pdf',
    'b.pdf',
    'b.pdf',
    'b',
    '',
    '',
  ]);
});

it('lets numbers, flags and plain words through, and nothing else', () => {
  const details = {
    n: 1,
    bad: Number.NaN,
    yes: true,
    none: null,
    text: 'EACCES',
    long: 'x'.repeat(1000),
    list: [1],
    f: () => 1,
  };
  const safe = safeDetails(details);
  expect(Object.keys(safe)).toEqual(['n', 'yes', 'none', 'text', 'long']);
  expect(String(safe.long).length).toBeLessThan(250);
  expect(safeDetails('text')).toEqual({});
  expect(safeDetails(null)).toEqual({});
});
