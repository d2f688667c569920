import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { compileIn } from '../support/compile.ts';
import { temporaryFolder } from '../support/tools.ts';

/** Compiles one planted file under the project's own configuration of an environment. */
function compile(environment: string, path: string, text: string): Promise<string> {
  const root = temporaryFolder('countersign-types-');
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
  return compileIn(root, environment, [path]);
}

it.each([
  ['shared', 'shared/a.ts', "import 'node:fs';\nexport const home = process.env;\n", /TS2307|TS2591/],
  ['shared', 'shared/a.ts', 'export const here = window.location;\n', /TS2304/],
  ['preload', 'src-preload/a.ts', 'export const home = process.env;\n', /TS2591|TS2304/],
  [
    'renderer',
    'src-renderer/a.ts',
    "import { readFileSync } from 'node:fs';\nexport const a = readFileSync;\n",
    /TS2307|TS2591/,
  ],
  ['node', 'src-main/a.ts', 'export const here = document.title;\n', /TS2584|TS2304/],
  ['node', 'src-main/a.ts', 'export enum Level { A }\n', /TS1294/],
])('%s does not compile with %s: %s', async (environment, path, text, error) => {
  expect(await compile(environment, path, text)).toMatch(error);
});
