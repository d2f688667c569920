import type { KeyObject } from 'node:crypto';
import { issueCertificate } from '../../scripts/pki/issue.ts';
import {
  addTokens,
  createSoftHsm,
  type NewToken,
  type SoftHsm,
  softHsmModule,
  type TokenObject,
} from '../../scripts/pki/softhsm-token.ts';
import { describeWith, toolPath } from './tools.ts';

export const PIN = '123456';
export const SO_PIN = '87654321';

/** A suite over SoftHSM; where it is absent the tests are skipped and the reason is printed. */
export function describeWithSoftHsm(name: string, body: () => void, tools: readonly string[] = []): void {
  const absent = tools.filter((tool) => toolPath(tool) === undefined);
  const missing = softHsmModule() === undefined ? ['softhsm2', ...absent] : absent;
  describeWith(name, missing.length > 0 ? `${missing.join(', ')} not installed` : undefined, body);
}

/**
 * A private SoftHSM in `folder` with these tokens. SOFTHSM2_CONF of this process is set to it, so that token hosts and child processes
 * started from here see it. Call it in `beforeAll`, with a `temporaryFolder()` of the suite.
 */
export function softHsmWith(
  folder: string,
  tokens: readonly Pick<NewToken, 'label' | 'objects'>[],
): SoftHsm & { readonly serials: readonly string[] } {
  const module = softHsmModule();
  if (module === undefined) throw new Error('SoftHSM is not installed: guard the suite with describeWithSoftHsm');
  const softHsm = createSoftHsm(folder, module);
  const serials = addTokens(
    softHsm,
    tokens.map((token) => ({ ...token, pin: PIN, soPin: SO_PIN })),
  );
  process.env.SOFTHSM2_CONF = softHsm.conf;
  return { ...softHsm, serials };
}

/** A key with a self-signed certificate for signing, valid 2020 to 2040. */
export function selfSigned(key: KeyObject, commonName: string): Uint8Array {
  return issueCertificate({
    subject: { CN: commonName },
    key,
    notBefore: new Date('2020-01-01T00:00:00Z'),
    notAfter: new Date('2040-01-01T00:00:00Z'),
    keyUsage: ['digitalSignature', 'nonRepudiation'],
  }).certificate;
}

/** A key with its self-signed certificate, ready for a token. */
export function tokenObject(id: string, key: KeyObject, label: string, more: Partial<TokenObject> = {}): TokenObject {
  return { id, label, key, certificates: [selfSigned(key, label)], ...more };
}
