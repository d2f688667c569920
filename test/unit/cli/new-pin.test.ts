import { expect, it } from 'vitest';
import { newPinPrompt, refuseNewPin } from '../../../src-cli/new-pin.ts';

const lengths = { shortest: 4, longest: 8 };
const pin = (text: string) => new TextEncoder().encode(text);

it('says how long a new PIN is to be, where the token says so', () => {
  expect(newPinPrompt(lengths)).toBe('New PIN (4 to 8 characters): ');
  expect(newPinPrompt({ shortest: null, longest: null })).toBe('New PIN: ');
});

it('refuses one that the token would not take, and says why', () => {
  const code = 'CKR_PIN_LEN_RANGE';
  const refused = (text: string) => expect(() => refuseNewPin(lengths, pin(text)));
  refused('123').toThrow(
    expect.objectContaining({
      code,
      message: expect.stringContaining('too short: this token wants at least 4 characters'),
    }),
  );
  refused('123456789').toThrow(
    expect.objectContaining({ code, message: expect.stringContaining('too long: this token takes at most 8') }),
  );
  refused('1234').not.toThrow();
  refused('12345678').not.toThrow();
  expect(() => refuseNewPin({ shortest: null, longest: null }, pin('1'))).not.toThrow();
});
