import { existsSync, globSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What is told to go into a bundle. */
type Part = 'node' | 'window';

const NOTICES = join('dist', 'THIRD-PARTY-NOTICES.txt');
const listOf = (part: Part): string => join('dist', `packages-${part}.json`);

/** Licences of what is compiled into a package, and of packages that ship without their text. Taken from their own repositories. */
const TEXTS = join(import.meta.dirname, 'texts');
const COMPILED_IN: Readonly<Record<string, readonly string[]>> = {
  harfbuzzjs: ['harfbuzz.txt'],
  saxes: ['saxes.txt'],
  'react-remove-scroll-bar': ['react-remove-scroll-bar.txt'],
};

const LICENCE_FILE = /^(?:licen[cs]e|copying|notice)/i;
/** Not shipped: it is left out of the window (vite.config.ts). */
const LEFT_OUT = /quickjs/i;

/**
 * Notes which packages a bundle is made of, and writes the notices anew from what all bundles are made of, from the native modules that ship
 * as they are, and from the fonts.
 * @param files of the bundle's sources, as a bundler names them
 * @throws Error where a package has no licence text: then it must not be shipped
 */
export function writeNotices(part: Part, files: Iterable<string>): void {
  mkdirSync('dist', { recursive: true });
  const all = part === 'window' ? [...files, ...stylePackages()] : files;
  writeFileSync(listOf(part), JSON.stringify(packagesOf(all), null, 2));
  const parts = (['node', 'window'] as const).map(listOf).filter((file) => existsSync(file));
  const bundled = parts.flatMap((file) => JSON.parse(readFileSync(file, 'utf8')) as string[]);
  const packages = [...new Set([...bundled, ...nativePackages()])].sort();
  writeFileSync(NOTICES, noticesOf(packages));
}

/** Folders of packages (`node_modules/react`) that source files lie in, sorted. */
export function packagesOf(files: Iterable<string>): string[] {
  const found = new Set<string>();
  for (const file of files) {
    const match = /(?:^|[\\/\0])(node_modules[\\/].*)$/.exec(file)?.[1]?.replaceAll('\\', '/');
    const folder = match === undefined ? undefined : /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(match)?.[0];
    if (folder !== undefined) found.add(folder);
  }
  return [...found].sort();
}

/** The packages that go into an installer as they are, as its configuration names them. */
export function nativePackages(): string[] {
  const lines = readFileSync('electron-builder.yml', 'utf8').split('\n');
  return packagesOf(lines.flatMap((line) => /^ {2}- (node_modules\/\S+)$/.exec(line)?.[1] ?? []));
}

/** What the styles of the window bring in: bundlers inline them before anybody could ask what they were made of. */
function stylePackages(): string[] {
  return globSync('src-renderer/**/*.css').flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/@import ["']([^"'./][^"']*)["']/g)].map(
      ([, name]) => `node_modules/${name}`,
    ),
  );
}

function noticesOf(packages: readonly string[]): string {
  const byText = new Map<string, string[]>();
  const add = (text: string, name: string) => byText.set(text, [...(byText.get(text) ?? []), name]);
  for (const folder of packages) {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const texts = [
      ...globSync(join(folder, '{*,*/*}')).filter((file) => isLicence(file)),
      ...(COMPILED_IN[name] ?? []).map((file) => join(TEXTS, file)),
    ];
    if (texts.length === 0) throw new Error(`${name} has no licence text: add it to scripts/third-party/texts.`);
    for (const file of texts.sort()) add(plain(readFileSync(file, 'utf8')), `${name} ${version} (${inWords(license)})`);
  }
  for (const file of readdirSync('resources/fonts').filter((name) => LICENCE_FILE.test(name)))
    add(plain(readFileSync(join('resources/fonts', file), 'utf8')), `Fonts: ${file.replace(/^LICENSE-|\.txt$/g, '')}`);
  const parts = [...byText].map(([text, names]) => `${RULE}\n${[...new Set(names)].join('\n')}\n${RULE}\n\n${text}\n`);
  return `${HEAD}\n${parts.join('\n')}`;
}

const RULE = '-'.repeat(78);
const HEAD = `Countersign contains work of others, each under the licence that stands below its
name. Electron, where it is part of the installation, brings its own notices:
LICENSE.electron.txt and LICENSES.chromium.html.
`;

function isLicence(file: string): boolean {
  const name = file.replaceAll('\\', '/').split('/').at(-1) ?? '';
  return LICENCE_FILE.test(name) && !/\.(?:[cm]?[jt]sx?|json)$/.test(name) && !LEFT_OUT.test(name);
}

function plain(text: string): string {
  return text.replaceAll('\r\n', '\n').trim();
}

function inWords(license: unknown): string {
  return typeof license === 'string' ? license.replace(/^\((.*)\)$/, '$1') : 'see below';
}
