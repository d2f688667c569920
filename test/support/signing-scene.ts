import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { SignerKind } from '../../scripts/pki/make-pki.ts';
import { createPkcs12 } from '../../src-main/tokens/pkcs12/create.ts';
import { type CliOptions, type CliResult, errorOf, jsonOf, runCli } from './cli.ts';
import { buildPdf } from './pdf-builder.ts';
import { testPki } from './pki.ts';
import { temporaryFolder } from './tools.ts';

/** The password of every key store of the tests. */
export const PASSWORD = 'correct horse';

/** A key store of somebody of the test PKI that opens quickly. */
export function keyStoreOf(kind: SignerKind): Promise<Uint8Array> {
  const { key, certificate, chain, name } = testPki().signer(kind);
  const password = new TextEncoder().encode(PASSWORD);
  return createPkcs12({ key, certificate, chain, password, friendlyName: name, iterations: 1000 });
}

/** What a refusal must look like. */
export interface Refusal {
  readonly code: string;
  readonly status: number;
  /** Words of the sentence. */
  readonly says?: RegExp;
}

export interface SceneOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly input?: CliOptions['input'];
  /** Runs the command line in another way, such as for another user. */
  readonly run?: typeof runCli;
}

/** A folder with a document, a key store and a home of its own, in which one thing goes wrong. */
export class SigningScene {
  readonly folder = temporaryFolder();
  readonly home = join(this.folder, 'home');
  readonly documents = join(this.folder, 'documents');
  readonly source = join(this.documents, 'contract.pdf');
  readonly keyStore = join(this.folder, 'alice.p12');
  /** Where the program would put temporary files that belong nowhere else. */
  readonly temporary = join(this.folder, 'tmp');

  private constructor() {
    mkdirSync(this.documents);
    mkdirSync(this.temporary, { mode: 0o777 });
  }

  /** `source` null: no document. */
  static async make({
    source = buildPdf(),
    signer = 'p-256',
  }: {
    source?: Uint8Array | null;
    signer?: SignerKind;
  } = {}): Promise<SigningScene> {
    const scene = new SigningScene();
    if (source !== null) writeFileSync(scene.source, source);
    writeFileSync(scene.keyStore, await keyStoreOf(signer));
    return scene;
  }

  /** Arguments that sign the document with the key store, were nothing wrong. */
  get arguments(): string[] {
    return ['sign', this.source, '--p12', this.keyStore, '--pin-env', 'TEST_PASSWORD'];
  }

  run(args: readonly string[], options: SceneOptions = {}): Promise<CliResult> {
    const env = { COUNTERSIGN_HOME: this.home, TEST_PASSWORD: PASSWORD, TMPDIR: this.temporary, ...options.env };
    return (options.run ?? runCli)(args, {
      env,
      ...(options.input === undefined ? {} : { input: options.input }),
    });
  }

  /** Runs `args --json` and expects one sentence, its code and status, and that nothing in sight has changed. */
  async refused(args: readonly string[], refusal: Refusal, options: SceneOptions = {}): Promise<CliResult> {
    const before = contentOf(this.documents);
    const result = await this.run([...args, '--json'], options);
    expectRefusal(result, refusal);
    expect(contentOf(this.documents)).toEqual(before);
    this.expectNothingLeft();
    return result;
  }

  /** Neither a note, nor a draft, nor a temporary file. */
  expectNothingLeft(): void {
    expect(readdirSync(this.temporary)).toEqual([]);
    expect(filesUnder(this.home).filter((name) => /^pending\/|tmp/.test(name))).toEqual([]);
    expect(filesUnder(this.documents).filter((name) => name.includes('countersign-tmp'))).toEqual([]);
  }
}

/** One JSON object on standard output, one sentence with its code on standard error, no secret in either. */
export function expectRefusal(result: CliResult, { code, status, says }: Refusal): void {
  const shown = `${result.stdout}\n${result.stderr}`;
  expect({ status: result.status, stdout: result.stdout.slice(0, 1) }, shown).toEqual({ status, stdout: '{' });
  expect(Object.keys(jsonOf(result)), shown).toEqual(['error']);
  const error = errorOf(result);
  expect(error.code, shown).toBe(code);
  expect(error.message, shown).toMatch(/^[^a-z\n][^\n]{10,500}[.)]$/u);
  if (says !== undefined) expect(error.message).toMatch(says);
  const lines = result.stderr.trimEnd().split('\n');
  expect(lines.at(-1)).toBe(`countersign: ${error.message} [${code}]`);
  expect(lines.slice(0, -1).filter((line) => !line.startsWith('warning: '))).toEqual([]);
  expect(shown).not.toContain(PASSWORD);
}

/** Every file under a folder by its relative path, with its digest; links by where they lead. */
export function contentOf(folder: string): Record<string, string> {
  return Object.fromEntries(
    filesUnder(folder).map((name) => {
      const file = join(folder, name);
      return [name, lstatSync(file).isFile() ? digestOf(file) : 'not a regular file'];
    }),
  );
}

export function digestOf(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

/** Relative paths of everything under a folder that is no folder, sorted; none where there is no folder. */
export function filesUnder(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => !entry.isDirectory())
      .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
      .sort();
  } catch {
    return [];
  }
}
