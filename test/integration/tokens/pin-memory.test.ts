import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { generateKey } from '../../../scripts/pki/keys.ts';
import { addTokens, createSoftHsm, softHsmModule } from '../../../scripts/pki/softhsm-token.ts';
import { heldBy } from '../../support/host-memory.ts';
import { describeWithSoftHsm, SO_PIN, tokenObject } from '../../support/softhsm.ts';
import { PROJECT_ROOT, temporaryFolder } from '../../support/tools.ts';

const source = (file: string) => JSON.stringify(join(PROJECT_ROOT, file));

/** Reads a PIN from its standard input, signs with it, says so and stays. */
const PROGRAM = `
  import { readPin } from ${source('src-cli/pin.ts')};
  import { Tokens } from ${source('src-main/tokens/tokens.ts')};
  const tokens = new Tokens();
  const pin = await readPin({ pinStdin: true }, '');
  const key = await tokens.selectKey({ module: process.env.TEST_MODULE, token: { label: 'Alice' } });
  const signer = await key.login(pin);
  pin.fill(0);
  await signer.sign(new Uint8Array([1]), 'ecdsa-sha256');
  await signer.close();
  console.log('signed');
  setInterval(() => undefined, 1000);`;

describeWithSoftHsm('a PIN that was typed and used', () => {
  it.runIf(process.platform === 'linux')('is nowhere in the memory of the process that sent it', async () => {
    const module = softHsmModule() ?? '';
    const softHsm = createSoftHsm(temporaryFolder(), module);
    const pin = `pin-${randomUUID()}`;
    const objects = [tokenObject('01', generateKey('p-256'), 'Alice')];
    addTokens(softHsm, [{ label: 'Alice', objects, pin, soPin: SO_PIN }]);
    const env = { ...process.env, SOFTHSM2_CONF: softHsm.conf, TEST_MODULE: module };
    const child = spawn(process.execPath, ['--input-type=module', '-e', PROGRAM], {
      env,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    try {
      child.stdin.end(`${pin}\n`);
      await once(child.stdout, 'data');
      // What was let go may have its beginning overwritten.
      expect(heldBy(child.pid ?? 0, ['pkcs11', pin, pin.slice(-20)])).toEqual(['pkcs11']);
    } finally {
      child.kill('SIGKILL');
    }
  });
});
