import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { ml_dsa44 } from '@noble/post-quantum/ml-dsa.js';
import { build } from 'esbuild';
import { beforeAll, expect, it } from 'vitest';
import { PROGRAM_BUILD } from '../../scripts/build-node.ts';
import { buildPdf } from '../support/pdf-builder.ts';
import { keyStoreOf, PASSWORD } from '../support/signing-scene.ts';
import { describeWith, temporaryFolder } from '../support/tools.ts';
import { layOutAsar, listAsar } from './asar-archive.ts';
import type { Told, Wish } from './inside.ts';
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
        'dist/main/signing-thread.cjs',
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

  it('finds all of its parts where they lie in the package: threads, fonts, HarfBuzz, PDFium, native modules, helpers', async () => {
    const root = layOutAsar(join(app.resources, 'app.asar'), join(folder, 'inside'));
    // Bundled and placed as the program itself, so what it finds, the program finds.
    await build({ ...PROGRAM_BUILD, entryPoints: ['test/packaged/inside.ts'], outdir: join(root, 'dist', 'main') });
    const { publicKey, secretKey } = ml_dsa44.keygen(Buffer.alloc(32, 1));
    const message = Buffer.from('a message');
    const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
    const wish: Wish = {
      home: join(folder, 'home'),
      keyStore: join(folder, 'signer.p12'),
      password: PASSWORD,
      source: join(folder, 'contract.pdf'),
      target: join(folder, 'contract-signed.pdf'),
      reason: 'أوافق على العقد',
      postQuantum: {
        publicKey: base64(publicKey),
        message: base64(message),
        signature: base64(ml_dsa44.sign(message, secretKey)),
      },
    };
    writeFileSync(wish.keyStore, await keyStoreOf('p-256'));
    writeFileSync(wish.source, buildPdf());
    const program = join(root, 'dist', 'main', 'inside.js');
    const orders = join(folder, 'wish.json');
    writeFileSync(orders, JSON.stringify(wish));
    const { stdout } = await promisify(execFile)(process.execPath, [program, orders], { cwd: folder }).catch(
      ({ stderr }) => {
        // Before the end stand lines of the bundle.
        throw new Error(String(stderr).slice(-2000));
      },
    );
    const told = JSON.parse(stdout) as Told;
    expect(told).toMatchObject({
      signed: { signatures: 1, entries: 1 },
      verified: 1,
      postQuantum: true,
      missing: [],
      readers: { ok: true, value: { service: expect.stringMatching(/^(running|absent)$/) } },
      load: { ok: false, failure: { kind: 'load', reason: expect.stringContaining('/not/there/module.so') } },
    });
    expect([...told.readToSign].sort()).toEqual([
      '../../resources/fonts/Inter-Regular.ttf',
      '../../resources/fonts/Inter-SemiBold.ttf',
      '../../resources/fonts/NotoSansArabic-Regular.ttf',
      'harfbuzz.wasm',
      'signing-thread.cjs',
    ]);
    const [before, after] = told.ink;
    expect(after).toBeGreaterThan(before + 500);
    expect(told.windowsHelper).toBe(join(`${root}.unpacked`, 'resources', 'helpers', 'windows-keys.ps1'));
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
