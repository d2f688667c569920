import { expect, it, onTestFinished, vi } from 'vitest';
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

it('what chooses among several keys is not passed over where the key is named in another way', () => {
  const sha256 = 'ab'.repeat(32);
  const service = { csc: 'https://service.example/csc/v2' };
  for (const [options, words] of [
    [{ ...service, cert: sha256 }, '--cert chooses among the keys'],
    [{ ...service, keyId: '01' }, '--credential ID'],
    [{ systemKey: sha256, cert: sha256 }, 'Leave it out'],
    [{ kept: sha256, keyId: '01' }, '--key-id chooses among the keys'],
  ] as const) {
    expect(() => keyWish(options)).toThrow(words);
  }
  expect(keyWish({ p12: 'a.p12', cert: sha256 })).toMatchObject({ kind: 'pkcs12', certificate: sha256 });
});

it('a secret of the client that is empty is none', () => {
  vi.stubEnv('EMPTY_HERE', '');
  onTestFinished(() => void vi.unstubAllEnvs());
  const flags = {
    csc: 'https://service.example/csc/v2',
    signIn: true,
    clientId: 'desk',
    clientSecretEnv: 'EMPTY_HERE',
  };
  expect(() => keyWish(flags)).toThrow('EMPTY_HERE named by --client-secret-env is not set');
});
