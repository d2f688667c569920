import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { byName } from '../../../shared/domain/by-name.ts';
import products from './products.json' with { type: 'json' };

/** A product with a PKCS#11 module that may be loaded without asking: none of them opens a window or the network by being loaded. */
export interface Product {
  readonly product: string;
  /** True for the maker's own module, which is preferred to a general one that reads the same cards. */
  readonly vendor: boolean;
  /** True where its tokens are no cards in readers of PC/SC: software, or devices that speak a way of their own. */
  readonly noCard?: boolean;
  /** True where the module asks for the PIN in a window of its own and wants none from the program, whatever its flags say. */
  readonly ownWindow?: boolean;
  /** True where the module sees new tokens only when it is initialised again, which costs next to nothing. */
  readonly rescan?: boolean;
  /** Program of the maker in which a PIN can be unblocked. */
  readonly pinTool?: string;
  /** Where the paths are told. */
  readonly source: string;
  /** One folder of a path may have a `*` in its name, for the date or version that an installer puts there. */
  readonly linux: readonly string[];
  readonly darwin: readonly string[];
  readonly win32: readonly string[];
}

/** An installed module. */
export interface FoundModule {
  /** Absolute. */
  readonly path: string;
  readonly product: string;
  readonly vendor: boolean;
  /** True where nothing tells beforehand whether it is needed: it is asked whatever lies in the readers. */
  readonly always: boolean;
}

/** What paths may leave open: folders of Windows, and the kind of machine. */
export interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The name that Debian gives a kind of machine in its folders. */
export const MULTIARCH: Readonly<Record<string, string>> = {
  x64: 'x86_64-linux-gnu',
  arm64: 'aarch64-linux-gnu',
  ia32: 'i386-linux-gnu',
  arm: 'arm-linux-gnueabihf',
};

/** Where the products install their modules on a system like this one, best place first; a `*` stands as it is. */
export function placesOf(product: Product, { platform, arch, env }: Surroundings): string[] {
  if (platform !== 'linux' && platform !== 'darwin' && platform !== 'win32') return [];
  const folders: Readonly<Record<string, string | undefined>> = {
    '%SystemRoot%': env.SystemRoot ?? 'C:\\Windows',
    '%ProgramFiles%': env.ProgramFiles ?? 'C:\\Program Files',
    '{multiarch}': MULTIARCH[arch],
  };
  return product[platform].flatMap((place) => {
    const [open] = /%\w+%|\{\w+\}/.exec(place) ?? [];
    if (open === undefined) return [place];
    const folder = folders[open];
    return folder === undefined ? [] : [place.replace(open, folder)];
  });
}

/** The maker's program for PINs of the product whose module this is; undefined for one that is not in the table. */
export function pinToolOf(module: string): string | undefined {
  return productOf(module)?.pinTool;
}

/** True for a module that asks for the PIN in a window of its own. */
export function hasOwnWindow(module: string): boolean {
  return productOf(module)?.ownWindow === true;
}

/** True for a module that sees new tokens only when it is initialised again. */
export function wantsRescan(module: string): boolean {
  return productOf(module)?.rescan === true;
}

/** Whether all that the module shows are cards in readers of PC/SC; undefined for one that is not in the table. */
export function needsCard(module: string): boolean | undefined {
  const product = productOf(module);
  return product && product.noCard !== true;
}

/** The product whose module has this file name, wherever it lies. */
function productOf(module: string): Product | undefined {
  const name = lastPart(module);
  return (products satisfies readonly Product[]).find((one: Product) =>
    [...one.linux, ...one.darwin, ...one.win32].some((place) => lastPart(place) === name),
  );
}

function lastPart(place: string): string {
  return place.split(/[\\/]/).at(-1)?.toLowerCase() ?? '';
}

/** The modules of known products that are installed here: of each product the first place where there is one. */
export async function installedProducts(surroundings: Surroundings): Promise<FoundModule[]> {
  const found = await Promise.all(
    (products satisfies readonly Product[]).map(async (one: Product) => {
      const path = await firstFile(placesOf(one, surroundings));
      const { product, vendor, noCard = false } = one;
      return path === undefined ? [] : [{ path, product, vendor, always: noCard }];
    }),
  );
  return found.flat();
}

async function firstFile(candidates: readonly string[]): Promise<string | undefined> {
  for (const candidate of candidates) {
    for (const file of await namedBy(candidate)) {
      const facts = await stat(file).catch(() => undefined);
      if (facts?.isFile() === true) return file;
    }
  }
  return undefined;
}

/** The paths that a place of the table stands for: of folders that differ in a date or version the last one first. */
export async function namedBy(place: string): Promise<string[]> {
  const [, above, begin, end, rest] = /^(.*)\/([^/*]*)\*([^/]*)\/(.*)$/.exec(place) ?? [];
  if (above === undefined || begin === undefined || end === undefined || rest === undefined) return [place];
  const names = await readdir(above).catch(() => []);
  const fitting = names.filter(
    (name) => name.length >= begin.length + end.length && name.startsWith(begin) && name.endsWith(end),
  );
  return fitting
    .sort(byName)
    .reverse()
    .map((name) => path.join(above, name, rest));
}
