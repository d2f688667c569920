import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { sign } from '../../../src-cli/commands/sign.ts';
import { remote } from '../../../src-cli/commands/tokens-remote.ts';
import type { Output } from '../../../src-cli/output.ts';
import { type ServedCredential, serveCsc } from '../../support/csc-server.ts';
import { CAN_FAKE_OPENER, fakeOpener } from '../../support/fake-opener.ts';
import { testPki } from '../../support/pki.ts';
import { PROJECT_ROOT, temporaryFolder } from '../../support/tools.ts';

function noting(): Output & { value: unknown; readonly remarks: string[] } {
  return {
    json: true,
    remarks: [],
    value: undefined,
    say: () => undefined,
    remark(text) {
      this.remarks.push(text);
    },
    object(value) {
      this.value = value;
    },
  };
}

describe('signing with a key at a signing service', () => {
  const folder = temporaryFolder();
  const pki = testPki();
  const signer = pki.signer('rsa-2048');
  const credential: ServedCredential = {
    id: 'alice',
    key: signer.key,
    certificates: [signer.certificate, ...signer.chain],
    algo: ['1.2.840.113549.1.1.11'],
    pin: '135790',
  };
  const files = ['one.pdf', 'two.pdf'].map((name) => join(folder, name));

  beforeAll(() => {
    process.env.COUNTERSIGN_HOME = join(folder, 'home');
    process.env.SERVICE_TOKEN = 'token-0';
    process.env.SERVICE_PIN = '135790';
    process.env.SERVICE_WRONG = '000000';
    for (const file of files) copyFileSync(join(PROJECT_ROOT, 'resources', 'sample', 'contract.pdf'), file);
  });

  it('lists its keys and signs documents with one PIN; a wrong PIN is one try and leaves nothing', async () => {
    const server = await serveCsc({ token: 'token-0', credentials: [credential] });
    const at = { csc: server.url, accessTokenEnv: 'SERVICE_TOKEN' };
    const listed = noting();
    expect(await remote([], at, listed)).toBe(0);
    expect(listed.value).toMatchObject({ keys: [{ id: 'alice', wants: ['PIN'] }] });

    const wrong = sign(files, { ...at, pinEnv: 'SERVICE_WRONG' }, noting());
    const status = await wrong.catch((error: { code: string }) => error.code);
    expect([77, 'REMOTE_UNAUTHORIZED']).toContain(status);
    const tries = () => server.asked.filter(({ method }) => method === 'credentials/authorize').length;
    expect(tries()).toBe(1);
    expect(existsSync(join(folder, 'one-signed.pdf'))).toBe(false);

    const output = noting();
    expect(await sign(files, { ...at, pinEnv: 'SERVICE_PIN' }, output)).toBe(0);
    expect(JSON.stringify(output.value)).toContain('two-signed.pdf');
    expect(tries()).toBe(3);
    const bodies = JSON.stringify(server.asked);
    expect(bodies).not.toContain('one.pdf');
    expect(bodies.length).toBeLessThan(10_000);
  });

  it.skipIf(!CAN_FAKE_OPENER)(
    'signs in with the browser, which is opened and whose page is named; what was got there is given back at the end',
    async () => {
      onTestFinished(fakeOpener(folder).remove);
      const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
      onTestFinished(() => said.mockRestore());
      const { pin: _pin, ...rest } = credential;
      const server = await serveCsc({
        token: 'none',
        credentials: [{ ...rest, mode: 'oauth2code', scal: '1', multisign: 5 }],
        signIn: { clientId: 'desk', clientSecret: 'secret-of-the-client' },
      });
      process.env.CLIENT_SECRET = 'secret-of-the-client';
      const at = { csc: server.url, signIn: true, clientId: 'desk', clientSecretEnv: 'CLIENT_SECRET' };
      const listed = noting();
      expect(await remote([], at, listed)).toBe(0);
      expect(listed.value).toMatchObject({ keys: [{ id: 'alice', wants: ['a permission in the browser'] }] });
      expect(server.signIn.live).toBe(0);

      const output = noting();
      expect(await sign(files, { ...at, force: true }, output)).toBe(0);
      expect(output.remarks).toContainEqual(
        expect.stringContaining('on a page in your browser, once for all 2 documents'),
      );
      expect(server.signIn.visits.map(({ scope }) => scope)).toEqual(['service', 'service', 'credential']);
      expect(server.signIn.live).toBe(0);
      const words = said.mock.calls.map(([text]) => String(text)).join('');
      expect(words).toContain(`${new URL(server.url).origin}/oauth2/authorize?scope=credential`);
      expect(words + JSON.stringify([output.value, listed.value])).not.toMatch(/(code|token|refresh)-\d|secret-of/);
    },
  );

  it.skipIf(!CAN_FAKE_OPENER)('who interrupts while the page is open has signed nothing', async () => {
    const opener = fakeOpener(folder);
    onTestFinished(opener.remove);
    opener.hold();
    const said = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      if (String(text).includes('/oauth2/authorize')) setImmediate(() => process.emit('SIGINT'));
      return true;
    });
    onTestFinished(() => said.mockRestore());
    const server = await serveCsc({ token: 'none', credentials: [credential], signIn: { clientId: 'desk' } });
    const at = { csc: server.url, signIn: true, clientId: 'desk', force: true };
    await expect(remote([], at, noting())).rejects.toMatchObject({ code: 'CANCELLED' });
    await expect(sign(files.slice(0, 1), at, noting())).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(server.signIn.visits).toEqual([]);
    opener.go();
  });

  it.each([
    [{ signIn: true }, '--client-id'],
    [{ clientId: 'desk' }, '--sign-in'],
    [{ signIn: true, clientId: 'desk', accessTokenEnv: 'SERVICE_TOKEN' }, 'not both'],
    [{ signIn: true, clientId: 'desk', clientSecretEnv: 'NOT_SET_HERE' }, 'NOT_SET_HERE'],
  ])('refuses %j', async (flags, named) => {
    await expect(remote([], { csc: 'https://service.example/csc/v2', ...flags }, noting())).rejects.toMatchObject({
      code: 'USAGE',
      message: expect.stringContaining(named),
    });
  });
});
