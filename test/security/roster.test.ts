import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { CALLS, EVENTS } from '../../shared/contract/channels.ts';
import { contract, events } from '../../shared/contract/contract.ts';
import { compileIn } from '../support/compile.ts';
import { PROJECT_ROOT, temporaryFolder } from '../support/tools.ts';

/** What the compiler prints for a copy of the real sources with these files of it changed. */
async function errorsWith(changes: Readonly<Record<string, (text: string) => string>>): Promise<string> {
  const root = temporaryFolder('countersign-roster-');
  for (const folder of ['shared', 'src-main']) {
    cpSync(join(PROJECT_ROOT, folder), join(root, folder), { recursive: true });
  }
  for (const [file, change] of Object.entries(changes)) {
    writeFileSync(join(root, file), change(readFileSync(join(root, file), 'utf8')));
  }
  return compileIn(root, 'node', ['shared/contract/contract.ts', 'src-main/shell/handlers/handlers.ts']);
}

it('the roster and the contract name the same calls and events', () => {
  expect([...CALLS].sort()).toEqual(Object.keys(contract).sort());
  expect([...EVENTS].sort()).toEqual(Object.keys(events).sort());
});

it('a call that lacks its name in the roster, its contract or its handler does not compile', async () => {
  const errors = await errorsWith({
    'shared/contract/channels.ts': (text) =>
      text.replace("'app.status',", "'app.status',\n  'app.explode',").replace("  'trust.list',\n", ''),
    'src-main/shell/handlers/handlers.ts': (text) => text.replace(/ {4}'ledger\.prove': .*\n/, ''),
  });
  expect(errors).toContain('app.explode');
  expect(errors).toContain('trust.list');
  expect(errors).toContain('ledger.prove');
});

it('the roster imports nothing: the sandboxed preload depends on one readable file', () => {
  const text = readFileSync(join(PROJECT_ROOT, 'shared/contract/channels.ts'), 'utf8');
  expect(text).not.toMatch(/\bimport\b|\brequire\b/);
});
