import { accessSync, constants, existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { describe, it } from 'vitest';

/** Root of the checkout. */
export const PROJECT_ROOT = join(import.meta.dirname, '..', '..');

/** Where compiled code is kept from one process to the next, as the launcher does. */
export const COMPILED = join(PROJECT_ROOT, 'dist', '.compile-cache');

/** Full path of an external program, `undefined` where the machine does not have it. */
export function toolPath(name: string): string | undefined {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const path = join(folder, process.platform === 'win32' ? `${name}.exe` : name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // not in this folder
    }
  }
  return undefined;
}

/** Path of an external program inside a test that `describeWithTool` guards. */
export function requireTool(name: string): string {
  const path = toolPath(name);
  if (path === undefined) {
    throw new Error(`${name} is not installed: guard the test with describeWithTool('${name}', …)`);
  }
  return path;
}

/** The collection of real-world and hostile files: `COUNTERSIGN_CORPORA`, else `../shared/corpora`; `undefined` where there is none. */
export function corporaPath(...parts: readonly string[]): string | undefined {
  const path = join(process.env.COUNTERSIGN_CORPORA ?? join(PROJECT_ROOT, '..', 'shared', 'corpora'), ...parts);
  return existsSync(path) ? path : undefined;
}

/** A suite that needs something; without it every test is skipped and the run prints the reason. */
export function describeWith(name: string, missing: string | undefined, body: () => void): void {
  if (missing === undefined) {
    describe(name, () => body());
  } else {
    describe.skip(`${name} (skipped: ${missing})`, () => body());
  }
}

/** A suite that needs external programs, e.g. `describeWithTool(['qpdf', 'pdfsig'], 'signed files', () => …)`. */
export function describeWithTool(tools: string | readonly string[], name: string, body: () => void): void {
  const absent = [tools].flat().filter((tool) => toolPath(tool) === undefined);
  describeWith(name, absent.length > 0 ? `${absent.join(', ')} not installed` : undefined, body);
}

/** A suite over one of the corpora. `body` is given the folder; where it is absent the tests are listed and skipped. */
export function describeWithCorpus(corpus: string, name: string, body: (folder: string) => void): void {
  const folder = corporaPath(corpus);
  if (folder === undefined) {
    describe.skip(`${name} (skipped: corpus ${corpus} not there, see COUNTERSIGN_CORPORA)`, () => {
      it('needs the corpus', () => undefined);
    });
  } else {
    describe(name, () => body(folder));
  }
}

const temporaryFolders = new Set<string>();

/** A new private folder, removed with everything in it when the test file is done. Its path has no symbolic links. */
export function temporaryFolder(prefix = 'countersign-test-'): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), prefix)));
  temporaryFolders.add(folder);
  return folder;
}

/** Removes what `temporaryFolder` made so far; clean-up.ts calls it at the end of every test file. */
export function removeTemporaryFolders(): void {
  for (const folder of temporaryFolders) {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    temporaryFolders.delete(folder);
  }
}

// A file whose tests are all skipped runs no hooks.
process.once('exit', removeTemporaryFolders);
