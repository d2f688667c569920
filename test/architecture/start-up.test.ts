import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROJECT_ROOT } from '../support/tools.ts';

/** Imports and re-exports that are there at run time; those that load later (`await import`) are not among them. */
const STATIC = /^(?:import|export) (?!type )(?:[^;]*? from )?'([^']+)';/gms;

/** Everything that is loaded with a file, by the way it is reached. */
function loadedWith(entry: string): Map<string, string> {
  const found = new Map<string, string>();
  const visit = (file: string, way: string): void => {
    for (const [, specifier = ''] of readFileSync(file, 'utf8').matchAll(STATIC)) {
      const target = specifier.startsWith('.') ? resolve(dirname(file), specifier) : specifier;
      const name = specifier.startsWith('.') ? relative(PROJECT_ROOT, target) : specifier;
      if (found.has(name)) continue;
      found.set(name, `${way} → ${name}`);
      if (specifier.startsWith('.') && target.endsWith('.ts') && existsSync(target))
        visit(target, found.get(name) ?? '');
    }
  };
  visit(join(PROJECT_ROOT, entry), entry);
  return found;
}

/** Large, and wanted by few runs: each costs every start as much as a signature does. */
const LATER =
  /^(zod|asn1js|@peculiar\/|node-forge|fontkit|@cantoo\/|harfbuzzjs|bidi-js|saxes|oauth4webapi|pdf-lib|src-main\/platform\/net\/|src-main\/cades\/)/;

describe('what a plain run of the command line loads', () => {
  it.each(['sign', 'verify', 'fields'])('%s begins without what few runs need', (command) => {
    const loaded = loadedWith(`src-cli/commands/${command}.ts`);
    expect(loaded.size).toBeGreaterThan(20);
    expect([...loaded].flatMap(([name, way]) => (LATER.test(name) ? [way] : []))).toEqual([]);
  });

  it('finds what is loaded, and how', () => {
    const loaded = loadedWith('src-cli/commands/extend.ts');
    expect(loaded.get('src-main/workflow/network.ts')).toContain('src-cli/commands/extend.ts → ');
    expect([...loaded.keys()].some((name) => LATER.test(name))).toBe(true);
  });
});
