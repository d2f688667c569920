import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { makePki, writePki } from '../../scripts/pki/make-pki.ts';
import { addTokens, createSoftHsm, softHsmModule } from '../../scripts/pki/softhsm-token.ts';
import { createPkcs12 } from '../../src-main/tokens/pkcs12/create.ts';

export const PIN = 'bench-1234';
export const TOKEN = 'Bench';

/** Everything the rows share: a PKI, a token where SoftHSM is installed, a key store, a home, a folder that is removed at the end. */
export interface Setting {
  readonly folder: string;
  readonly home: string;
  readonly root: string;
  readonly crls: string;
  /** Path of the SoftHSM module; undefined where it is not installed. */
  readonly module: string | undefined;
  readonly p12: string;
  at(...parts: string[]): string;
  remove(): void;
}

/** Sets up and points SOFTHSM2_CONF and COUNTERSIGN_HOME of this process at it. */
export async function makeSetting(): Promise<Setting> {
  const folder = mkdtempSync(path.join(process.env.BENCH_FOLDER ?? tmpdir(), 'countersign-bench-'));
  const at = (...parts: string[]): string => path.join(folder, ...parts);
  const pki = makePki();
  const files = writePki(pki, at('pki'));
  const { certificate, chain, key, name } = pki.signer('rsa-2048');
  const module = softHsmModule();
  if (module !== undefined) {
    const softHsm = createSoftHsm(at('token'), module);
    const objects = [{ id: '01', label: name, key, certificates: [certificate, ...chain] }];
    addTokens(softHsm, [{ label: TOKEN, pin: PIN, soPin: `so-${PIN}`, objects }]);
    process.env.SOFTHSM2_CONF = softHsm.conf;
  }
  const password = new TextEncoder().encode(PIN);
  writeFileSync(at('signer.p12'), await createPkcs12({ key, certificate, chain, password, friendlyName: name }));
  mkdirSync(at('home'));
  process.env.COUNTERSIGN_HOME = at('home');
  return {
    folder,
    home: at('home'),
    root: files.root,
    crls: files.crls,
    module,
    p12: at('signer.p12'),
    at,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
