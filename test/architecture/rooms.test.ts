import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { checkRooms } from '../../scripts/locks/check-rooms.ts';
import { PROJECT_ROOT, temporaryFolder } from '../support/tools.ts';

/** One violation of one rule: a file that must not contain this import. */
interface Plant {
  readonly rule: string;
  readonly from: string;
  readonly imports: string;
}

const plant = (rule: string, from: string, imports: string): Plant => ({ rule, from, imports });

const PLANTS: readonly Plant[] = [
  plant('no-circular', 'shared/domain/circle-a.ts', './circle-b.ts'),
  plant('shared-is-a-leaf', 'shared/domain/leaf.ts', '../../src-main/pdf/target.ts'),
  plant('shared-is-environment-free', 'shared/domain/core.ts', 'node:fs'),
  plant('shared-is-environment-free', 'shared/domain/package.ts', 'react'),
  plant('renderer-sees-shared-only', 'src-renderer/app/main.ts', '../../src-main/pdf/target.ts'),
  plant('renderer-has-no-node', 'src-renderer/app/electron.ts', 'electron'),
  plant('renderer-has-no-node-core', 'src-renderer/app/node.ts', 'node:fs'),
  plant('feature-to-feature', 'src-renderer/features/a/a.ts', '../b/target.ts'),
  plant('features-below-app', 'src-renderer/features/a/up.ts', '../../app/target.ts'),
  plant('components-below-features', 'src-renderer/components/button.ts', '../features/b/target.ts'),
  plant('preload-sees-the-roster-only', 'src-preload/index.ts', '../shared/contract/contract.ts'),
  plant('preload-sees-the-roster-only', 'src-preload/package.ts', 'zod'),
  plant('roster-stays-bare', 'shared/contract/channels.ts', './contract.ts'),
  plant('electron-only-in-the-shell', 'src-main/workflow/electron.ts', 'electron'),
  plant('electron-only-in-the-shell', 'src-main/shell/chromium/electron.ts', 'electron'),
  plant('playwright-only-in-the-chromium-shell', 'src-main/workflow/playwright.ts', 'playwright-core'),
  plant('native-token-module-only-in-tokens', 'src-main/tokens/outside-the-host.ts', 'pkcs11js'),
  plant('sqlite-only-in-storage', 'src-main/ledger/sqlite.ts', 'better-sqlite3'),
  plant('only-hosts-enter-the-token-host', 'src-main/tokens/client.ts', './host/target.ts'),
  plant('room-pdf', 'src-main/pdf/a.ts', '../cms/target.ts'),
  plant('room-cms', 'src-main/cms/a.ts', '../pdf/target.ts'),
  plant('room-trust', 'src-main/trust/a.ts', '../pdf/target.ts'),
  plant('room-pades-format', 'src-main/pades/format/a.ts', '../sign/target.ts'),
  plant('room-pades-appearance', 'src-main/pades/appearance/a.ts', '../../cms/target.ts'),
  plant('room-pades-sign', 'src-main/pades/sign/a.ts', '../verify/target.ts'),
  plant('room-pades-sign', 'src-main/pades/sign/token.ts', '../../tokens/target.ts'),
  plant('room-pades-verify', 'src-main/pades/verify/a.ts', '../sign/target.ts'),
  plant('room-cades', 'src-main/cades/a.ts', '../pdf/target.ts'),
  plant('pdfium-only-in-its-thread', 'src-main/render/outside-the-thread.ts', '@embedpdf/pdfium'),
  plant('room-render', 'src-main/render/a.ts', '../pdf/target.ts'),
  plant('room-report', 'src-main/report/a.ts', '../cms/target.ts'),
  plant('room-tokens', 'src-main/tokens/a.ts', '../trust/target.ts'),
  plant('room-storage', 'src-main/storage/a.ts', '../ledger/target.ts'),
  plant('room-ledger', 'src-main/ledger/a.ts', '../pades/format/target.ts'),
  plant('room-vault', 'src-main/vault/a.ts', '../ledger/target.ts'),
  plant('room-sync', 'src-main/sync/a.ts', '../ledger/target.ts'),
  plant('room-platform', 'src-main/platform/a.ts', '../pdf/target.ts'),
  plant('sign-and-verify-are-apart', 'src-main/pades/both.ts', './sign/target.ts'),
  plant('workflow-is-the-only-joiner', 'src-main/workflow/a.ts', '../shell/target.ts'),
  plant('shell-sees-workflow-only', 'src-main/shell/a.ts', '../pdf/target.ts'),
  plant('shells-are-apart', 'src-main/shell/electron/a.ts', '../chromium/target.ts'),
  plant('nothing-enters-an-entry', 'src-main/shell/entry.ts', '../main.ts'),
  plant('cli-has-no-window', 'src-cli/a.ts', '../src-main/shell/target.ts'),
  plant('companion-sees-shared-only', 'src-companion/a.ts', '../src-main/pdf/target.ts'),
  plant('product-without-scaffolding', 'src-main/workflow/scaffold.ts', '../../test/support/target.ts'),
  plant('no-package-outside-package-json', 'src-main/pdf/package.ts', 'left-pad'),
  plant('not-to-unresolvable', 'src-main/pdf/nowhere.ts', './nowhere-else.ts'),
];

/** What a room may import, beside each violation of it: these must not be reported. */
const ALLOWED: readonly (readonly [from: string, imports: string])[] = [
  ['src-main/pades/verify/allowed.ts', '../../trust/target.ts'],
  ['src-main/pades/sign/allowed.ts', '../format/target.ts'],
  ['src-main/ledger/allowed.ts', '../storage/target.ts'],
  ['src-main/workflow/allowed.ts', '../tokens/target.ts'],
  ['src-main/tokens/host/allowed.ts', 'pkcs11js'],
  ['src-main/storage/allowed.ts', 'better-sqlite3'],
  ['src-main/render/host/allowed.ts', '@embedpdf/pdfium'],
  ['src-main/shell/electron/allowed.ts', 'electron'],
  ['src-cli/allowed.ts', '../src-main/workflow/target.ts'],
  ['src-renderer/app/allowed.ts', '../features/b/target.ts'],
  ['shared/domain/allowed.ts', 'zod'],
];

const ROOMS =
  'pdf cms trust pades/format pades/appearance pades/sign pades/verify cades render report tokens tokens/host ledger storage vault sync platform workflow shell shell/chromium shell/electron';
const TARGETS = [
  ...ROOMS.split(' ').map((room) => `src-main/${room}/target.ts`),
  'src-main/main.ts',
  'src-renderer/app/target.ts',
  'src-renderer/features/b/target.ts',
  'test/support/target.ts',
  'shared/contract/contract.ts',
];

/** Writes a small house with every rule broken once, and returns what the lock says about it. */
async function brokenHouse(): Promise<string> {
  const root = temporaryFolder('countersign-rooms-');
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  for (const file of ['.dependency-cruiser.mjs', 'package.json', 'tsconfig.base.json']) {
    cpSync(join(PROJECT_ROOT, file), join(root, file));
  }
  mkdirSync(join(root, 'node_modules'));
  mkdirSync(join(root, 'node_modules', '@embedpdf'));
  for (const name of [
    'zod',
    'react',
    'electron',
    'playwright-core',
    'pkcs11js',
    'better-sqlite3',
    '@embedpdf/pdfium',
  ]) {
    symlinkSync(join(PROJECT_ROOT, 'node_modules', name), join(root, 'node_modules', name), 'junction');
  }
  write('node_modules/left-pad/package.json', '{ "name": "left-pad", "version": "1.0.0", "main": "index.js" }');
  write('node_modules/left-pad/index.js', 'module.exports = 1;');
  for (const target of TARGETS) {
    write(target, 'export const target = 1;\n');
  }
  for (const [from, imports] of [...PLANTS.map((each) => [each.from, each.imports] as const), ...ALLOWED]) {
    write(from, `import '${imports}';\n`);
  }
  write('shared/domain/circle-b.ts', "import './circle-a.ts';\n");
  return checkRooms(root);
}

describe('rooms', () => {
  let report: string;

  beforeAll(async () => {
    report = await brokenHouse();
  });

  it.each(PLANTS)('$rule is caught in $from', ({ rule, from }) => {
    expect(report).toContain(`error ${rule}: ${from} →`);
  });

  it.each(ALLOWED)('%s may import %s', (from) => {
    expect(report).not.toContain(`: ${from} →`);
  });

  it('has a planted violation for every rule', async () => {
    const { default: config }: { default: { forbidden: { name: string }[] } } = await import(
      '../../.dependency-cruiser.mjs'
    );
    const planted = new Set(PLANTS.map(({ rule }) => rule));
    expect(config.forbidden.map(({ name }) => name).filter((name) => !planted.has(name))).toEqual([]);
  });

  it('finds nothing in the product', async () => {
    expect(await checkRooms(PROJECT_ROOT)).toBe('');
  });
});
