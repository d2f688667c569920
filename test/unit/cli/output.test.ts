import { expect, it } from 'vitest';
import { AppError } from '../../../shared/contract/app-error.ts';
import { plainLine } from '../../../shared/domain/plain-text.ts';
import { errorLineOf, exitOf, jsonText } from '../../../src-cli/output.ts';

it.each([
  [
    'its name where the sentence has none',
    new AppError('INPUT_EMPTY', 'The file is empty.'),
    'a.pdf: The file is empty.',
  ],
  ['the sentence where it has the name', new AppError('INPUT_MISSING', 'There is no “a.pdf”.'), 'There is no “a.pdf”.'],
  ['no name where the person stopped it', new AppError('CANCELLED', 'Stopped.'), 'Stopped.'],
])('of a failure among several files: %s', (_, error, words) => {
  expect(errorLineOf('/some/where/a.pdf', error)).toBe(`countersign: ${words} [${error.code}]`);
});

it.each([
  ['CKR_DATA_LEN_RANGE', 'C_Login', 77],
  ['CKR_KEY_SIZE_RANGE', 'C_SetPIN', 77],
  ['CKR_DATA_LEN_RANGE', 'C_Sign', 1],
  // Nobody refused a PIN that the person did not want to give.
  ['CKR_FUNCTION_CANCELED', 'C_Login', 1],
  ['CKR_DEVICE_REMOVED', 'C_Login', 69],
] as const)('%s of %s ends the command line with %i', (code, name, status) => {
  expect(exitOf(new AppError(code, 'It failed.', { function: name }))).toBe(status);
});

it('a name gives no orders to the terminal', () => {
  const line = errorLineOf('/x/a\u001b[31m\n.pdf', new AppError('INPUT_EMPTY', 'The file is empty.'));
  expect(line).toMatch(/^countersign: a.*\.pdf: The file is empty\. \[INPUT_EMPTY\]$/);
  expect(line).not.toContain('\u001b');
});

it('JSON holds nothing that is not seen, and says all the same what it is', () => {
  const all = Array.from({ length: 0x10000 }, (_, unit) => String.fromCharCode(unit));
  const deceptive = all.filter((character) => plainLine(character) !== character);
  expect(deceptive.length).toBeGreaterThan(2000);
  const shown = jsonText(deceptive, 0);
  expect(plainLine(shown) === shown).toBe(true);
  expect(JSON.parse(shown)).toEqual(deceptive);
});
