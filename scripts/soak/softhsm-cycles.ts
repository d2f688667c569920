import { throwIfCancelled } from '../../src-main/platform/cancel.ts';
import { isSignatureOf, keyKindOf } from '../../src-main/tokens/key-kind.ts';
import { Tokens } from '../../src-main/tokens/tokens.ts';
import { issueCertificate } from '../pki/issue.ts';
import { generateKey } from '../pki/keys.ts';
import { addTokens, createSoftHsm } from '../pki/softhsm-token.ts';
import { type Holding, holding } from './resources.ts';

const PIN = '123456';

/**
 * Finds the key, logs in, signs, logs out, again and again with one host.
 * @param folder for the token, whose configuration SOFTHSM2_CONF then names
 * @throws Error where a signature does not hold; AppError CANCELLED
 */
export async function softHsmCycles(
  module: string,
  folder: string,
  cycles: number,
  signal?: AbortSignal,
): Promise<Holding[]> {
  const key = generateKey('rsa-2048');
  const notBefore = new Date('2020-01-01T00:00:00Z');
  const { certificate } = issueCertificate({
    subject: { CN: 'Soak' },
    key,
    notBefore,
    notAfter: new Date('2040-01-01T00:00:00Z'),
  });
  const softHsm = createSoftHsm(folder, module);
  const objects = [{ id: '01', label: 'Soak', key, certificates: [certificate] }];
  addTokens(softHsm, [{ label: 'Soak', pin: PIN, soPin: '87654321', objects }]);
  process.env.SOFTHSM2_CONF = softHsm.conf;
  const tokens = new Tokens();
  const samples: Holding[] = [];
  const every = Math.max(1, Math.floor(cycles / 200));
  try {
    for (let cycle = 0; cycle < cycles; cycle += 1) {
      throwIfCancelled(signal);
      const pin = new TextEncoder().encode(PIN);
      const signer = await tokens.openTokenSigner({ module, token: { label: 'Soak' }, pin });
      const message = new Uint8Array([cycle & 0xff, cycle >> 8]);
      const signature = await signer.sign(message, 'rsa-pkcs1-sha256');
      await signer.close();
      if (!isSignatureOf(keyKindOf(certificate), 'rsa-pkcs1-sha256', message, signature)) {
        throw new Error(`the signature of cycle ${cycle} does not hold`);
      }
      if (cycle % every === 0) samples.push(holding());
    }
    return samples;
  } finally {
    await tokens.close();
  }
}
