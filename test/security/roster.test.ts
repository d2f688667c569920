import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { CALLS, EVENTS } from '../../shared/contract/channels.ts';
import { contract, events } from '../../shared/contract/contract.ts';
import { PROJECT_ROOT } from '../support/tools.ts';

/** Type-checks the real sources with one file changed in memory; gives the errors of that file's own project. */
function errorsWith(changes: Readonly<Record<string, (text: string) => string>>): string[] {
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    allowImportingTsExtensions: true,
    skipLibCheck: true,
    types: ['node'],
    noUnusedLocals: false,
  };
  const host = ts.createCompilerHost(options);
  const read = host.readFile;
  host.readFile = (name) => {
    const change = Object.entries(changes).find(([file]) => name.endsWith(file))?.[1];
    const text = read.call(host, name);
    return change !== undefined && text !== undefined ? change(text) : text;
  };
  const roots = ['shared/contract/contract.ts', 'src-main/shell/handlers/handlers.ts'].map((file) =>
    join(PROJECT_ROOT, file),
  );
  const program = ts.createProgram(roots, options, host);
  return roots.flatMap((root) => {
    const source = program.getSourceFile(root);
    return program
      .getSemanticDiagnostics(source)
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
  });
}

it('the roster and the contract name the same calls and events', () => {
  expect([...CALLS].sort()).toEqual(Object.keys(contract).sort());
  expect([...EVENTS].sort()).toEqual(Object.keys(events).sort());
});

it('a name in the roster and not in the contract does not compile', () => {
  const errors = errorsWith({
    'contract/channels.ts': (text) => text.replace("'app.status',", "'app.status',\n  'app.explode',"),
  });
  expect(errors.join('\n')).toContain('app.explode');
});

it('a name in the contract and not in the roster does not compile', () => {
  const errors = errorsWith({ 'contract/channels.ts': (text) => text.replace("  'trust.list',\n", '') });
  expect(errors.join('\n')).toContain('trust.list');
});

it('a call without a handler does not compile', () => {
  const errors = errorsWith({ 'handlers/handlers.ts': (text) => text.replace(/ {4}'ledger\.prove': .*\n/, '') });
  expect(errors.join('\n')).toContain('ledger.prove');
});

it('the roster imports nothing: the sandboxed preload depends on one readable file', () => {
  const text = readFileSync(join(PROJECT_ROOT, 'shared/contract/channels.ts'), 'utf8');
  expect(text).not.toMatch(/\bimport\b|\brequire\b/);
});
