import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { sign } from '../../../src-cli/commands/sign.ts';
import { remote } from '../../../src-cli/commands/tokens-remote.ts';
import type { Output } from '../../../src-cli/output.ts';
import { type ServedCredential, serveCsc } from '../../support/csc-server.ts';
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
});
