import { stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import {
  type P11KitPlaces,
  p11KitPlaces,
  p11KitPlacesOfHomebrew,
  type Registration,
  registeredModules,
} from './p11-kit.ts';
import { type FoundModule, installedProducts, MULTIARCH, type Surroundings } from './products.ts';

/** Where modules are looked for besides the table of products. */
export interface Search extends Surroundings {
  /** Modules that the person added, absolute paths. */
  readonly own: readonly string[];
  /** The person's own folder on this system. */
  readonly userFolder: string;
}

/** Where this process looks. @param own modules that the person added, absolute paths */
export function thisMachine(own: readonly string[] = []): Search {
  const { platform, arch, env } = process;
  return { platform, arch, env, own, userFolder: homedir() };
}

/**
 * The PKCS#11 modules of this machine, each once however many names it has: `PKCS11_MODULE`, those the person added, the makers' own,
 * general ones, and what is registered with p11-kit. Nothing is loaded by this.
 */
export async function discoverModules(search: Search): Promise<FoundModule[]> {
  const products = await installedProducts(search);
  const { PKCS11_MODULE: named } = search.env;
  const asked = [...(named !== undefined && path.isAbsolute(named) ? [named] : []), ...search.own];
  const registered = await registeredOn(search);
  const all = [
    ...asked.map(unknownProduct),
    ...products.filter(({ vendor }) => vendor),
    ...products.filter(({ vendor }) => !vendor),
    ...registered.flatMap(({ paths }) => paths).map(unknownProduct),
  ];
  const found = new Map<string, FoundModule>();
  for (const module of all) {
    const facts = await stat(module.path).catch(() => undefined);
    // One that the person named is kept also where it is gone: then that is said.
    if (facts?.isFile() !== true && !asked.includes(module.path)) continue;
    const identity = facts === undefined ? module.path : `${facts.dev} ${facts.ino}`;
    const known = found.get(identity);
    if (known === undefined || known.product === '') {
      // What the person named is asked always, whoever made it.
      const always = module.always || (known !== undefined && asked.includes(known.path));
      found.set(identity, known === undefined ? module : { ...module, path: known.path, always });
    }
  }
  return [...found.values()];
}

/**
 * What a module wants to be told when it is initialised: as it is registered with p11-kit, or NSS_LIB_PARAMS for the module of NSS, which
 * refuses to start without. Undefined for every other.
 */
export async function initParameters(module: string, search: Search): Promise<string | undefined> {
  const { NSS_LIB_PARAMS: ofNss } = search.env;
  if (ofNss !== undefined && /^(lib)?softokn3\./.test(path.basename(module))) return ofNss;
  const registered = await registeredOn(search);
  return registered.find(({ paths }) => paths.includes(module))?.parameters;
}

async function registeredOn(search: Search): Promise<Registration[]> {
  const places = placesOn(search);
  return places === undefined ? [] : registeredModules(places);
}

/**
 * Where p11-kit keeps its settings for this person: XDG_CONFIG_HOME counts, as it does for p11-kit, where it is an absolute path.
 * Undefined on systems for which it is not packaged.
 */
export function placesOn({ platform, userFolder, arch, env }: Search): P11KitPlaces | undefined {
  const { XDG_CONFIG_HOME: named } = env;
  const settings = named !== undefined && path.isAbsolute(named) ? named : path.join(userFolder, '.config');
  if (platform === 'darwin') return p11KitPlacesOfHomebrew(settings, arch);
  return platform === 'linux' ? p11KitPlaces(settings, MULTIARCH[arch]) : undefined;
}

function unknownProduct(file: string): FoundModule {
  return { path: file, product: '', vendor: false, always: true };
}
