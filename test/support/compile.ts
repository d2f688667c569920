import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runPackage } from '../../scripts/run-package.ts';
import { PROJECT_ROOT } from './tools.ts';

/** What the compiler prints of planted sources in `root`, under the project's own configuration of an environment. */
export async function compileIn(root: string, environment: string, include: readonly string[]): Promise<string> {
  symlinkSync(join(PROJECT_ROOT, 'node_modules'), join(root, 'node_modules'), 'junction');
  const config = {
    extends: join(PROJECT_ROOT, `tsconfig.${environment}.json`),
    compilerOptions: { incremental: false, tsBuildInfoFile: null },
    include,
  };
  writeFileSync(join(root, 'tsconfig.json'), JSON.stringify(config));
  return (await runPackage('typescript-native/bin/tsc', ['-p', join(root, 'tsconfig.json')])).output;
}
