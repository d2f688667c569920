import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { generateKey } from '../../../scripts/pki/keys.ts';
import { addTokens, createSoftHsm, softHsmModule } from '../../../scripts/pki/softhsm-token.ts';
import { createPkcs12 } from '../../../src-main/tokens/pkcs12/create.ts';
import { heldBy } from '../../support/host-memory.ts';
import { SO_PIN, selfSigned, tokenObject } from '../../support/softhsm.ts';
import { describeWith, PROJECT_ROOT, temporaryFolder } from '../../support/tools.ts';

const source = (file: string) => JSON.stringify(join(PROJECT_ROOT, file));

/** Reads a secret from its standard input, without what Node itself keeps of a stream, signs with the key that it opens, says so and stays. */
const programFor = (wish: string) => `
  import { readSync } from 'node:fs';
  import { copyOf } from ${source('src-main/tokens/pin.ts')};
  import { Tokens } from ${source('src-main/tokens/tokens.ts')};
  import { chooseKey } from ${source('src-main/workflow/keys.ts')};
  const room = Buffer.alloc(128);
  const secret = copyOf(room.subarray(0, readSync(0, room)));
  room.fill(0);
  const key = await chooseKey(${wish}, new Tokens());
  const signer = await key.unlock(secret, { acceptLastTry: false });
  secret.fill(0);
  await signer.sign(new Uint8Array([1]), 'ecdsa-sha256');
  await signer.close();
  console.log('signed');
  setInterval(() => undefined, 1000);`;

/** What of a secret stands in the memory of a process that has signed with it, in UTF-8 and UTF-16, whole or but for its beginning. */
async function left(secret: string, wish: unknown, env: NodeJS.ProcessEnv = {}): Promise<string[]> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', programFor(JSON.stringify(wish))], {
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  try {
    child.stdin.end(secret);
    await once(child.stdout, 'data');
    const forms = {
      whole: Buffer.from(secret),
      // What was let go may have its beginning overwritten.
      end: Buffer.from(secret.slice(-20)),
      utf16: Buffer.from(secret, 'utf16le').subarray(-40),
      // Not from a zero on: most of the memory is zeros, and each would be looked at.
      bmp: Buffer.from(secret, 'utf16le').swap16().subarray(-39),
      control: Buffer.from('chooseKey'),
    };
    const held = heldBy(child.pid ?? 0, Object.values(forms));
    return Object.entries(forms).flatMap(([name, bytes]) => (held.includes(bytes) ? [name] : []));
  } finally {
    child.kill('SIGKILL');
  }
}

describeWith(
  'what opened a key is nowhere in the memory of the process that signed with it',
  process.platform === 'linux' ? undefined : 'memory is looked into on Linux',
  () => {
    it('the password of a key file, whatever it is written as', async () => {
      const password = `pässwörd-${randomUUID()}`;
      const key = generateKey('p-256');
      const store = { key, certificate: selfSigned(key, 'Alice'), chain: [], friendlyName: 'Alice', iterations: 1000 };
      const file = join(temporaryFolder(), 'alice.p12');
      writeFileSync(file, await createPkcs12({ ...store, password: Buffer.from(password) }));
      expect(await left(password, { kind: 'pkcs12', file })).toEqual(['control']);
    });

    it.skipIf(softHsmModule() === undefined)('the PIN of a token', async () => {
      const module = softHsmModule() ?? '';
      const softHsm = createSoftHsm(temporaryFolder(), module);
      const pin = `pin-${randomUUID()}`;
      const objects = [tokenObject('01', generateKey('p-256'), 'Alice')];
      addTokens(softHsm, [{ label: 'Alice', objects, pin, soPin: SO_PIN }]);
      const env = { SOFTHSM2_CONF: softHsm.conf };
      expect(await left(pin, { kind: 'pkcs11', module, token: 'Alice' }, env)).toEqual(['control']);
    });
  },
);
