import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, rm } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { type BuildOptions, build } from 'esbuild';
import { writeNotices } from './third-party/notices.ts';

/**
 * One folder under dist/ per program. Entries and their shared chunks lie side by side, so that "beside this file"
 * (import.meta.url) means the same in every chunk of a program.
 */
const PROGRAMS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  main: {
    main: 'src-main/main.ts',
    start: 'src-main/start.ts',
    'token-host': 'src-main/tokens/host/main.ts',
  },
  cli: { main: 'src-cli/main.ts', 'token-host': 'src-main/tokens/host/main.ts' },
};
const PRELOAD = 'src-preload/index.ts';
const MAC_HELPER = 'resources/helpers/mac-keys.swift';
/** Threads that are started as text (src-main/platform/thread.ts), so one file each, in every program that starts them. */
const THREADS: readonly { readonly entry: string; readonly file: string; readonly programs: readonly string[] }[] = [
  { entry: 'src-main/render/host/main.ts', file: 'render-worker.cjs', programs: ['main', 'cli'] },
  { entry: 'src-main/workflow/signing-threads/thread.ts', file: 'signing-thread.cjs', programs: ['main', 'cli'] },
  { entry: 'src-main/workflow/background/thread.ts', file: 'background.cjs', programs: ['main'] },
];

/** Loaded from node_modules at run time: native modules, the runtime itself, and the driver of the system's Chromium. */
const EXTERNAL = ['pkcs11js', 'better-sqlite3', 'electron', 'playwright-core'];

/** Read at run time from beside the bundle (src-main/platform/program-files.ts). */
const BESIDE = ['node_modules/harfbuzzjs/dist/harfbuzz.wasm', 'node_modules/@embedpdf/pdfium/dist/pdfium.wasm'];

/** CommonJS packages inside an ES module bundle still call require() for Node's own modules. */
const REQUIRE_BANNER =
  "import { createRequire as createRequireOfBundle } from 'node:module'; const require = createRequireOfBundle(import.meta.url);";

const COMMON = {
  bundle: true,
  target: 'node24',
  sourcemap: 'linked',
  sourcesContent: false,
  external: EXTERNAL,
  loader: { '.wasm': 'file', '.ttf': 'file' },
  legalComments: 'none',
  logLevel: 'warning',
  metafile: true,
  define: { 'process.env.NODE_ENV': '"production"' },
} as const satisfies BuildOptions;

/** How a program is bundled. */
export const PROGRAM_BUILD = {
  ...COMMON,
  platform: 'node',
  format: 'esm',
  splitting: true,
  minifySyntax: true,
  minifyWhitespace: true,
  chunkNames: '[name]-[hash]',
  assetNames: '[name]-[hash]',
  banner: { js: REQUIRE_BANNER },
} as const satisfies BuildOptions;

/** Bundles main, command line and preload into dist/. An entry whose source does not exist is left out and named. */
export async function buildNode(): Promise<void> {
  const sources: string[] = [...BESIDE];
  for (const [program, entries] of Object.entries(PROGRAMS)) {
    const present = Object.entries(entries).filter(([, source]) => existsSync(source) || note(source));
    if (present.length === 0) {
      continue;
    }
    const outdir = join('dist', program);
    const { metafile } = await build({
      ...PROGRAM_BUILD,
      entryPoints: Object.fromEntries(present),
      outdir,
    });
    sources.push(...Object.keys(metafile.inputs));
    await Promise.all(BESIDE.map((file) => copyFile(file, join(outdir, basename(file)))));
    const threads = THREADS.filter(
      ({ entry, programs }) => programs.includes(program) && (existsSync(entry) || note(entry)),
    );
    for (const { entry, file } of threads) sources.push(...(await buildThread(entry, join(outdir, file))));
    await removeAllBut(outdir, [
      ...threads.flatMap(({ file }) => [join(outdir, file), join(outdir, `${file}.map`)]),
      ...Object.keys(metafile.outputs),
      ...BESIDE.map((file) => join(outdir, basename(file))),
    ]);
  }
  if (existsSync(PRELOAD) || note(PRELOAD)) {
    await buildPreload();
  }
  await buildMacHelper();
  writeNotices('node', sources);
}

/** The program that reaches the keys of macOS, where its compiler is; elsewhere there is nothing to be built. */
async function buildMacHelper(): Promise<void> {
  if (process.platform !== 'darwin') return;
  await mkdir(join('dist', 'helpers'), { recursive: true });
  const target = join('dist', 'helpers', 'mac-keys');
  // The oldest system that Electron runs on; without it that of this computer.
  const oldest = `${process.arch === 'arm64' ? 'arm64' : 'x86_64'}-apple-macos12.0`;
  const args = ['-O', '-swift-version', '5', '-target', oldest, '-o', target, MAC_HELPER];
  await promisify(execFile)('swiftc', args).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    process.stderr.write('  swiftc is not installed (xcode-select --install): left out the keys of the keychain\n');
  });
}

/** Where a thread is started as text there is no address of its own: nothing is read from beside it. @returns its sources */
async function buildThread(entry: string, outfile: string): Promise<string[]> {
  const { metafile } = await build({
    ...COMMON,
    entryPoints: [entry],
    outfile,
    platform: 'node',
    format: 'cjs',
    minifySyntax: true,
    minifyWhitespace: true,
    define: { ...COMMON.define, 'import.meta.url': '"data:,"' },
  });
  return Object.keys(metafile.inputs);
}

/** A sandboxed preload is one CommonJS file and may require nothing but `electron`. */
async function buildPreload(): Promise<void> {
  await build({
    ...COMMON,
    entryPoints: [PRELOAD],
    outfile: 'dist/preload/index.cjs',
    platform: 'browser',
    format: 'cjs',
    external: ['electron'],
  });
}

async function removeAllBut(folder: string, outputs: readonly string[]): Promise<void> {
  const kept = new Set(outputs.map((path) => resolve(path)));
  for (const name of await readdir(folder)) {
    const path = resolve(folder, name);
    if (!kept.has(path)) {
      await rm(path, { recursive: true });
    }
  }
}

/** Always false: reads as "or say that it is missing" in a filter. */
function note(source: string): false {
  process.stderr.write(`  ${source} is not there: left out\n`);
  return false;
}
