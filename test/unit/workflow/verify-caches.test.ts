import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { systemClock } from '../../../src-main/platform/clock.ts';
import { locateHome } from '../../../src-main/platform/home.ts';
import { CONTENT, cadesFile } from '../../support/cades-file.ts';
import { testPki } from '../../support/pki.ts';
import { temporaryFolder } from '../../support/tools.ts';

const count = vi.hoisted(() => ({ checks: 0 }));
vi.mock(import('../../../src-main/cms/verify-signature.ts'), async (original) => {
  const real = await original();
  return {
    ...real,
    checkSignature: (...args) => {
      count.checks += 1;
      return real.checkSignature(...args);
    },
  };
});

it('of a second file by the same signer only its own signature is checked, as of another time, too', async () => {
  // Loaded anew: what other tests of this process left in the memories of these modules does not count, and the counter is theirs.
  vi.resetModules();
  const { loadTrust } = await import('../../../src-main/workflow/trust-store.ts');
  const { verifyDocument } = await import('../../../src-main/workflow/verify-document.ts');
  const folder = temporaryFolder();
  const pki = testPki();
  const home = locateHome({ COUNTERSIGN_HOME: folder });
  mkdirSync(home.at('trust'));
  mkdirSync(home.at('crls'));
  writeFileSync(home.at('trust', 'root.cer'), pki.root.certificate);
  writeFileSync(home.at('crls', 'root.crl'), pki.rootCrl);
  writeFileSync(home.at('crls', 'issuing.crl'), pki.issuingCrl);
  const signer = pki.signer('p-256');
  const write = (name: string, content: Uint8Array) => {
    writeFileSync(join(folder, name), content);
    writeFileSync(join(folder, `${name}.p7s`), cadesFile(signer, { content, chain: signer.chain }));
    return join(folder, `${name}.p7s`);
  };
  const files = [write('first.txt', CONTENT), write('second.txt', Buffer.from('Another one.'))];
  const checks: number[] = [];
  for (const [index, file] of files.entries()) {
    count.checks = 0;
    // Read anew each time, as the window does.
    const trust = await loadTrust({}, home);
    const { verdict } = await verifyDocument(file, trust, new Date(systemClock.now().getTime() + index));
    expect(verdict).toBe('TOTAL-PASSED');
    checks.push(count.checks);
  }
  const [first = 0, second] = checks;
  // The signature, two certificates and two lists; then the signature.
  expect(first).toBeGreaterThanOrEqual(5);
  expect(second).toBe(1);
});
