import { expect, it } from 'vitest';
import { newPinFault, newPinSentence } from '../../../shared/domain/new-pin.ts';
import { tokenError } from '../../../src-main/tokens/token-errors.ts';
import { translated } from '../../../src-renderer/i18n/sentences.ts';

it.each([
  [{ shortest: 4, longest: 8 }, 3, { kind: 'short', limit: 4 }],
  [{ shortest: 4, longest: 8 }, 4, null],
  [{ shortest: 4, longest: 8 }, 8, null],
  [{ shortest: 4, longest: 8 }, 9, { kind: 'long', limit: 8 }],
  [{ shortest: null, longest: 8 }, 0, null],
  [{ shortest: 4, longest: null }, 99, null],
] as const)('a token of %j and a new PIN of %i bytes: %j', (lengths, length, fault) => {
  expect(newPinFault(lengths, length)).toEqual(fault);
});

it.each([
  { kind: 'short', limit: 4 },
  { kind: 'long', limit: 8 },
] as const)('%j is said in one way, by the token host too, and in German', (fault) => {
  const said = newPinSentence(fault);
  expect(said).toContain(`${fault.limit} characters`);
  const error = tokenError({ kind: 'new-pin', fault }, { module: '/m.so', token: 'Alice' });
  expect(error).toMatchObject({ code: 'CKR_PIN_LEN_RANGE', message: said });
  expect(translated(said, 'de')).toContain(`${fault.limit} Zeichen`);
});
