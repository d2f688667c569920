import { expect, it } from 'vitest';
import { keyWish } from '../../../src-cli/key-options.ts';

it('refuses what is said of a signing service where another key is named', () => {
  for (const [flags, name] of [
    [{ signIn: true }, '--sign-in'],
    [{ clientId: 'desk-1' }, '--client-id'],
    [{ accessTokenEnv: 'TOKEN' }, '--access-token-env'],
    [{ credential: 'alice' }, '--credential'],
  ] as const) {
    expect(() => keyWish({ module: '/usr/lib/module.so', token: 'Alice', ...flags })).toThrow(
      `${name} is for a key at a signing service. Give --csc URL with it, or leave it out.`,
    );
  }
  expect(keyWish({ module: '/usr/lib/module.so', token: 'Alice' }).kind).toBe('pkcs11');
  expect(keyWish({ csc: 'https://service.example/csc/v2', signIn: true, clientId: 'desk-1' }).kind).toBe('csc');
});
