import { describe, expect, it } from 'vitest';
import { findShape, MAX_LINES } from '../../scripts/locks/shape.ts';
import { findSymbols } from '../../scripts/locks/symbols.ts';

interface Case {
  readonly power: string;
  readonly path: string;
  readonly text: string;
}

const VIOLATIONS: readonly Case[] = [
  { power: 'ipcMain', path: 'src-main/workflow/a.ts', text: "import { ipcMain } from 'electron';" },
  { power: 'ipcMain', path: 'src-main/main.ts', text: "import * as e from 'electron'; e.ipcMain.handle('x', f);" },
  { power: 'shell.openExternal', path: 'src-main/shell/electron/menu.ts', text: 'void shell.openExternal(url);' },
  { power: 'the PKCS#11 module', path: 'src-main/tokens/a.ts', text: "import { PKCS11 } from 'pkcs11js';" },
  {
    power: 'foreign functions',
    path: 'src-main/tokens/host/pcsc.ts',
    text: "const k = createRequire(import.meta.url)('koffi');",
  },
  { power: 'the PKCS#11 module', path: 'src-cli/a.ts', text: "const p = await import('pkcs11js');" },
  {
    power: 'the PKCS#11 module',
    path: 'src-cli/b.ts',
    text: "const p = createRequire(import.meta.url).require('pkcs11js');",
  },
  { power: 'the SQLite module', path: 'src-main/ledger/a.ts', text: "import Database from 'better-sqlite3';" },
  { power: 'the wall clock', path: 'src-main/pdf/a.ts', text: 'const t = Date.now();' },
  { power: 'the wall clock', path: 'src-renderer/app/a.tsx', text: 'const t = <b>{String(new Date())}</b>;' },
  { power: 'the wall clock', path: 'shared/domain/a.ts', text: 'const t = Date();' },
  { power: 'Math.random', path: 'src-renderer/app/a.ts', text: 'const id = Math.random();' },
  { power: 'random bytes', path: 'src-main/ledger/b.ts', text: "import { randomBytes } from 'node:crypto';" },
  { power: 'random bytes', path: 'src-main/ledger/c.ts', text: 'crypto.getRandomValues(bytes);' },
  { power: 'fetch', path: 'src-main/trust/a.ts', text: "await fetch('https://example.org');" },
  { power: 'fetch', path: 'src-cli/c.ts', text: 'await globalThis.fetch(url);' },
  { power: 'a network client', path: 'src-main/workflow/b.ts', text: "import { request } from 'node:https';" },
  { power: 'a network client', path: 'src-cli/d.ts', text: "const net = await import('net');" },
  { power: 'code from text', path: 'src-renderer/app/b.ts', text: "eval('1');" },
  { power: 'code from text', path: 'src-main/report/a.ts', text: "new Function('return 1');" },
];

const ALLOWED: readonly Omit<Case, 'power'>[] = [
  { path: 'src-main/platform/clock.ts', text: 'export const now = () => new Date();' },
  { path: 'src-main/pdf/date.ts', text: 'const parsed = new Date(milliseconds);' },
  { path: 'src-main/pdf/a.ts', text: '// Date.now() and pkcs11js in a comment\nconst s = "Math.random()";' },
  { path: 'src-main/tokens/host/foreign.ts', text: "createRequire(import.meta.url)('koffi');" },
  { path: 'src-main/tokens/host/main.ts', text: "import { PKCS11 } from 'pkcs11js';" },
  { path: 'src-main/tokens/a.ts', text: "const name = 'pkcs11js';" },
  { path: 'src-main/storage/database.ts', text: "import Database from 'better-sqlite3';" },
  { path: 'src-main/platform/net/http.ts', text: 'await fetch(url);' },
  { path: 'src-main/platform/net/connect.ts', text: "import net from 'node:net';" },
  { path: 'src-companion/server.ts', text: "import http from 'node:http';" },
  { path: 'src-main/workflow/c.ts', text: "import { createHttp } from '../platform/net/client.ts';" },
  { path: 'src-renderer/app/a.ts', text: "await fetch('/doc/1');" },
  { path: 'src-main/pdf/b.ts', text: 'interface Source { fetch(offset: number): void }\nsource.fetch(1);' },
  { path: 'src-main/ledger/a.ts', text: "import { randomBytes } from '../platform/random.ts';\nrandomBytes(16);" },
  { path: 'test/unit/a.test.ts', text: 'const t = Date.now();' },
];

describe('one door for each power', () => {
  it.each(VIOLATIONS)('$power is caught in $path: $text', ({ power, path, text }) => {
    expect(findSymbols({ path, text })).toEqual(
      expect.arrayContaining([
        expect.stringMatching(new RegExp(`^${path}:1: ${power.replaceAll('.', '\\.')} is used`)),
      ]),
    );
  });

  it.each(ALLOWED)('$path may: $text', ({ path, text }) => {
    expect(findSymbols({ path, text })).toEqual([]);
  });
});

describe('shape of files', () => {
  const lines = (count: number): string => 'const a = 1;\n'.repeat(count);

  it('takes a file at the limit and refuses one line more', () => {
    expect(findShape({ path: 'src-main/a.ts', text: lines(MAX_LINES) })).toEqual([]);
    expect(findShape({ path: 'src-main/a.ts', text: lines(MAX_LINES + 1) })).toHaveLength(1);
  });

  it('refuses a barrel, whatever its name', () => {
    expect(
      findShape({ path: 'src-main/pdf/api.ts', text: "export * from './a.ts';\nexport { b } from './b.ts';\n" }),
    ).toHaveLength(1);
  });

  it('takes a file that exports something of its own beside', () => {
    expect(
      findShape({ path: 'src-main/pdf/api.ts', text: "export { b } from './b.ts';\nexport const c = 1;\n" }),
    ).toEqual([]);
  });
});
