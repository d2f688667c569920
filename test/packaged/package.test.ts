import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { beforeAll, expect, it } from 'vitest';
import { describeWith, temporaryFolder } from '../support/tools.ts';
import { listAsar } from './asar-archive.ts';
import { makeStubElectron, type PackagedApp, packageApp, realElectron } from './package-app.ts';

const real = realElectron();
const cannotPackage =
  real === undefined && process.platform !== 'linux'
    ? 'the Electron binary is not here, and only Linux has a stub for it'
    : undefined;
const folder = temporaryFolder('countersign-packaged-');

describeWith('packaged application', cannotPackage, () => {
  let app: PackagedApp;
  let files: ReturnType<typeof listAsar>;

  beforeAll(async () => {
    app = await packageApp(real ?? makeStubElectron(join(folder, 'electron')), join(folder, 'release'));
    files = listAsar(join(app.resources, 'app.asar'));
  });

  it('carries main, preload and window', () => {
    const names = [...files.keys()];
    expect(names).toEqual(
      expect.arrayContaining([
        'package.json',
        'dist/main/main.js',
        'dist/main/token-host.js',
        'dist/main/background.cjs',
        'dist/main/render-worker.cjs',
        'dist/preload/index.cjs',
        'dist/renderer/index.html',
        'dist/renderer-files.json',
        'dist/THIRD-PARTY-NOTICES.txt',
        'LICENSE',
      ]),
    );
  });

  it('carries no sources, tests, maps or packages but the native modules', () => {
    const strangers = [...files.keys()].filter(
      (name) =>
        !/^(package\.json$|LICENSE$|dist\/((main|preload|renderer|helpers)\/|renderer-files\.json$|THIRD-PARTY-NOTICES\.txt$)|resources\/|node_modules\/(pkcs11js|better-sqlite3|koffi|@koromix\/koffi-[^/]+)\/)/.test(
          name,
        ),
    );
    expect(strangers).toEqual([]);
    expect([...files.keys()].filter((name) => /\.(map|ts|tsx|cpp|h|o|gypi?|tsbuildinfo)$/.test(name))).toEqual([]);
  });

  it('names every package that it carries, with the text of its licence', () => {
    // Beside the program, where somebody who looks for it finds it.
    const notices = readFileSync(join(app.resources, '..', 'THIRD-PARTY-NOTICES.txt'), 'utf8');
    const carried = ['node', 'window'].flatMap(
      (part) => JSON.parse(readFileSync(`dist/packages-${part}.json`, 'utf8')) as string[],
    );
    const native = [...files.keys()].flatMap((name) => /^(node_modules\/[^/]+)\/package\.json$/.exec(name)?.[1] ?? []);
    expect(native.length).toBeGreaterThan(1);
    expect(carried.length).toBeGreaterThan(60);
    const missing = [...carried, ...native].filter((folder) => {
      const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
      return !notices.includes(`\n${name} ${version} (`);
    });
    expect(missing).toEqual([]);
    for (const words of [
      'PDFium Authors',
      'HarfBuzz is licensed',
      'SIL OPEN FONT LICENSE',
      'Universite catholique de Louvain',
    ])
      expect(notices, words).toContain(words);
  });

  it('unpacks exactly the native modules, one file each, of this platform, and what another program runs', () => {
    const unpacked = [...files].filter(([, { unpacked: beside }]) => beside).map(([name]) => name);
    const onMac = process.platform === 'darwin' ? ['dist/helpers/mac-keys'] : [];
    expect(unpacked.sort()).toEqual([
      ...onMac,
      `node_modules/@koromix/koffi-${process.platform}-${process.arch}/${process.platform}_${process.arch}/koffi.node`,
      `node_modules/better-sqlite3/prebuilds/${process.platform}-${process.arch}.node`,
      'node_modules/pkcs11js/build/Release/pkcs11.node',
      'resources/helpers/windows-keys.ps1',
    ]);
    const onDisk = readdirSync(join(app.resources, 'app.asar.unpacked'), { recursive: true, withFileTypes: true });
    expect(
      onDisk
        .filter((entry) => entry.isFile())
        .map(({ name }) => name)
        .sort(),
    ).toEqual(unpacked.map((name) => name.split('/').at(-1)).sort());
  });

  it('has no second way to load an application', () => {
    expect(existsSync(join(app.resources, 'default_app.asar'))).toBe(false);
    expect(existsSync(join(app.resources, 'app'))).toBe(false);
  });

  it('has every fuse as decided', async () => {
    const wire = await getCurrentFuseWire(app.executable);
    const integrity = process.platform === 'linux' ? FuseState.DISABLE : FuseState.ENABLE;
    expect(wire).toEqual({
      version: '1',
      [FuseV1Options.RunAsNode]: FuseState.DISABLE,
      [FuseV1Options.EnableCookieEncryption]: FuseState.ENABLE,
      [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: FuseState.DISABLE,
      [FuseV1Options.EnableNodeCliInspectArguments]: FuseState.DISABLE,
      [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: integrity,
      [FuseV1Options.OnlyLoadAppFromAsar]: FuseState.ENABLE,
      [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: FuseState.DISABLE,
      [FuseV1Options.GrantFileProtocolExtraPrivileges]: FuseState.DISABLE,
      [FuseV1Options.WasmTrapHandlers]: FuseState.ENABLE,
    });
  });
});

describeWith(
  'packaged application with the real Electron',
  real === undefined ? 'the Electron binary is not here: fuses and contents were checked on a stub' : undefined,
  () => {
    it('knows no fuse that this project has not decided', async () => {
      const wire = await getCurrentFuseWire(
        join(
          real ?? '',
          process.platform === 'win32' ? 'electron.exe' : process.platform === 'darwin' ? 'Electron.app' : 'electron',
        ),
      );
      const known = Object.values(FuseV1Options).filter((value) => typeof value === 'number');
      expect(
        Object.keys(wire)
          .filter((key) => key !== 'version')
          .map(Number),
      ).toEqual(known);
    });
  },
);
