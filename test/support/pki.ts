import { makePki, type Pki } from '../../scripts/pki/make-pki.ts';

let pki: Pki | undefined;

/** The test PKI: one per test process, its signers made when first asked for. */
export function testPki(): Pki {
  pki ??= makePki();
  return pki;
}
