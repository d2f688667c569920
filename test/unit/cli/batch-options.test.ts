import { describe, expect, it } from 'vitest';
import { keptChoices, resumedOptions } from '../../../src-cli/batch-options.ts';
import type { SignOptions } from '../../../src-cli/sign-options.ts';

describe('a batch with a key at a signing service that is signed in to with the browser', () => {
  const csc = 'https://service.example/csc/v2';
  const begun = {
    csc,
    signIn: true,
    clientId: 'desk',
    clientSecretEnv: 'SECRET',
    level: 'B-B',
    queue: true,
  } as SignOptions;
  const kept = { csc, signIn: true, clientId: 'desk' };

  it('keeps as whom, and nothing that leads to a secret', () => {
    expect(keptChoices(begun)).toMatchObject(kept);
    expect(keptChoices(begun)).not.toHaveProperty('clientSecretEnv');
  });

  it('goes on in the same way, or with an access token', () => {
    expect(resumedOptions(kept, { clientSecretEnv: 'OTHER' } as SignOptions)).toEqual({
      ...kept,
      clientSecretEnv: 'OTHER',
    });
    expect(resumedOptions(kept, { accessTokenEnv: 'TOKEN' } as SignOptions)).toEqual({ csc, accessTokenEnv: 'TOKEN' });
  });
});
