import { describe, expect, it } from 'vitest';
import { remoteService } from '../../../src-cli/key-options.ts';
import { readPin } from '../../../src-cli/pin.ts';

describe('what cannot be read is called by the flag that names it', () => {
  it('a variable that is not set', async () => {
    await expect(readPin({ pinEnv: 'NOT_SET_HERE' }, 'PIN: ')).rejects.toMatchObject({
      code: 'PIN_REQUIRED',
      message: 'The environment variable NOT_SET_HERE named by --pin-env is not set. Set it, or name another one.',
    });
    const { by } = remoteService({ csc: 'https://service.example/csc/v2', accessTokenEnv: 'NOT_SET_HERE' });
    await expect(by.kind === 'token' && by.accessToken()).rejects.toMatchObject({
      message: expect.stringContaining('--access-token-env'),
    });
  });

  it('without a terminal', async () => {
    await expect(readPin({}, 'New PIN: ', '--new-pin-env')).rejects.toMatchObject({
      code: 'PIN_REQUIRED',
      message: '“New PIN” cannot be asked for without a terminal. Give --new-pin-env VAR.',
    });
    // A token's name makes no line of its own in what is asked.
    await expect(readPin({}, ['Last try', 'A\nPIN for B\u202e: '], '--x-env')).rejects.toThrow(
      /^“Last try\nA\ufffdPIN for B\ufffd” cannot/,
    );
  });
});
