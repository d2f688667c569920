import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type PkiFiles, type PkiSigner, type SignerKind, writePki } from '../../scripts/pki/make-pki.ts';
import type { VerificationReport } from '../../shared/domain/verification.ts';
import { createPkcs12 } from '../../src-main/tokens/pkcs12/create.ts';
import { type CliOptions, type CliResult, jsonOf, runCli } from './cli.ts';
import { testPki } from './pki.ts';
import { PIN, softHsmWith } from './softhsm.ts';
import { temporaryFolder } from './tools.ts';

/** Password of the key stores; the PIN of tokens is `PIN` of softhsm.ts. Both stand in the environment of every call. */
export const PASSWORD = 'correct horse';
/** A certificate by the PKI or one made for a test. */
export type Identity = Pick<PkiSigner, 'name' | 'certificate' | 'chain' | 'key'>;

/** What `sign --json` prints, as far as the tests read it. */
export interface SignSummary {
  readonly file: string;
  readonly output: string;
  readonly level: string | null;
  readonly field: string;
  readonly signer: { readonly subject: string; readonly sha256: string };
  readonly algorithm: string;
  readonly signingTimeClaimed: string;
  readonly sourceSha256: string;
  readonly sha256: string;
  readonly verification: VerificationReport;
  readonly ledger: { readonly home: string; readonly index: number; readonly leafHash: string };
  readonly warnings: readonly string[];
}

/** A folder with a home, the public files of the test PKI, key stores and a token: what a person who tries the command line has. */
export class Workbench {
  readonly folder = temporaryFolder('countersign-cli-');
  readonly home = join(this.folder, 'home');
  readonly pki: PkiFiles = writePki(testPki(), join(this.folder, 'pki'));
  /** Words that name trust and revocation lists. */
  readonly trusting = ['--trust', this.pki.root, '--crls', this.pki.crls];

  at(...parts: string[]): string {
    return join(this.folder, ...parts);
  }

  write(name: string, bytes: Uint8Array): string {
    writeFileSync(this.at(name), bytes);
    return this.at(name);
  }

  /** Makes a folder. */
  folderFor(name: string): string {
    mkdirSync(this.at(name), { recursive: true });
    return this.at(name);
  }

  /** Words that name a key in a new key store. Few rounds: what is tested is the path, not what a guess costs. */
  async keyStore(who: SignerKind | Identity): Promise<string[]> {
    const { name, key, certificate, chain } = typeof who === 'string' ? testPki().signer(who) : who;
    const password = new TextEncoder().encode(PASSWORD);
    const store = { key, certificate, chain, password, friendlyName: name, iterations: 1000 };
    return ['--p12', this.write(`${name}.p12`, await createPkcs12(store)), '--pin-env', 'PASSWORD'];
  }

  /** Puts one token with these signers into a private SoftHSM. Gives the words that name the key of one of them. */
  token(label: string, who: readonly SignerKind[]): (kind: SignerKind) => string[] {
    const objects = who.map((kind, index) => {
      const { key, certificate, chain, name } = testPki().signer(kind);
      return { id: `0${index + 1}`, label: name, key, certificates: [certificate, ...(index === 0 ? chain : [])] };
    });
    const { module } = softHsmWith(this.at('softhsm'), [{ label, objects }]);
    return (kind) => {
      const sha256 = createHash('sha256').update(testPki().signer(kind).certificate).digest('hex');
      return ['--module', module, '--token', label, '--cert', sha256, '--pin-env', 'PIN'];
    };
  }

  /** Runs the command line with this home. */
  run(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
    return runCli(args, { ...options, env: { COUNTERSIGN_HOME: this.home, PIN, PASSWORD, ...options.env } });
  }

  /** Runs it with `--json`, and fails where it does not end with `status`. */
  async json(args: readonly string[], status = 0, options: CliOptions = {}): Promise<Record<string, unknown>> {
    const result = await this.run([...args, '--json'], options);
    if (result.status !== status) {
      throw new Error(
        `status ${result.status} instead of ${status}: ${args.join(' ')}\n${result.stdout}${result.stderr}`,
      );
    }
    return jsonOf(result);
  }

  /** Signs one file. */
  async sign(source: string, target: string, ...words: string[]): Promise<SignSummary> {
    const args = ['sign', source, '-o', target, '--trust', this.pki.root, ...words];
    return (await this.json(args)) as unknown as SignSummary;
  }

  /** Verifies one file with the PKI's trust and revocation lists, and fails where the status is another. */
  async verify(file: string, status = 0, ...words: string[]): Promise<VerificationReport> {
    return (await this.json(['verify', file, ...this.trusting, ...words], status)) as unknown as VerificationReport;
  }
}
