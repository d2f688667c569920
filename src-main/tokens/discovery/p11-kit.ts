import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';

/** Where p11-kit keeps its settings on this system (pkcs11.conf(5)). */
export interface P11KitPlaces {
  /** Folders of module files, the ones that win last. */
  readonly system: readonly string[];
  readonly user: string;
  /** `pkcs11.conf`, which says whether the user's own folder counts. */
  readonly settings: string;
  /** Where a module lies whose path is relative. */
  readonly modules: readonly string[];
}

/** As the packages of the distributions are built. @param settings the person's folder for settings, `~/.config` where they name none */
export function p11KitPlaces(settings: string, multiarch: string | undefined): P11KitPlaces {
  return {
    system: ['/usr/share/p11-kit/modules', '/etc/pkcs11/modules'],
    user: path.join(settings, 'pkcs11', 'modules'),
    settings: '/etc/pkcs11/pkcs11.conf',
    modules: [
      ...(multiarch === undefined ? [] : [`/usr/lib/${multiarch}/pkcs11`]),
      '/usr/lib64/pkcs11',
      '/usr/lib/pkcs11',
    ],
  };
}

/** As Homebrew builds it for macOS. @param settings as above */
export function p11KitPlacesOfHomebrew(settings: string, arch: string): P11KitPlaces {
  const prefix = arch === 'arm64' ? '/opt/homebrew' : '/usr/local';
  return {
    system: [`${prefix}/share/p11-kit/modules`, `${prefix}/etc/pkcs11/modules`],
    user: path.join(settings, 'pkcs11', 'modules'),
    settings: `${prefix}/etc/pkcs11/pkcs11.conf`,
    modules: [`${prefix}/lib/pkcs11`],
  };
}

/** The name under which modules may be allowed or forbidden (`enable-in`, `disable-in`). */
const PROGRAM = 'countersign';

/** A module as it is registered with p11-kit. */
export interface Registration {
  /** Absolute: one, or for a relative path every place where it may lie. */
  readonly paths: readonly string[];
  /** What the module wants at its initialisation (`x-init-reserved`), as NSS does; undefined for most. */
  readonly parameters: string | undefined;
}

/**
 * The modules registered with p11-kit. Left out are those that are switched off, not for this program, remote ones, and stores of trust,
 * which hold no keys (pkcs11.conf(5), MODULE CONFIGURATION).
 */
export async function registeredModules(places: P11KitPlaces): Promise<Registration[]> {
  const settings = parse((await settingsIn(places.settings)) ?? '');
  const mode = settings.get('user-config') ?? 'none';
  const folders = [...(mode === 'only' ? [] : places.system), ...(mode === 'none' ? [] : [places.user])];
  const byName = new Map<string, ReadonlyMap<string, string>>();
  for (const folder of folders) {
    for (const name of (await readdir(folder).catch(() => [])).sort()) {
      if (!name.endsWith('.module')) continue;
      const text = await settingsIn(path.join(folder, name));
      // The same name in a later folder completes and overrides the earlier file.
      if (text !== undefined) byName.set(name, new Map([...(byName.get(name) ?? []), ...parse(text)]));
    }
  }
  return [...byName.values()].flatMap((module) =>
    isForUs(module) ? [{ paths: pathsOf(module, places), parameters: module.get('x-init-reserved') }] : [],
  );
}

function isForUs(module: ReadonlyMap<string, string>): boolean {
  const listed = (key: string) => (module.get(key) ?? '').split(/[\s,]+/).includes(PROGRAM);
  if (module.has('remote') || module.get('trust-policy') === 'yes') return false;
  return module.has('enable-in') ? listed('enable-in') : !listed('disable-in');
}

function pathsOf(module: ReadonlyMap<string, string>, { modules }: P11KitPlaces): string[] {
  const file = module.get('module') ?? '';
  // The proxy is p11-kit itself: everything behind it is listed here already.
  if (file === '' || path.basename(file).startsWith('p11-kit-proxy')) return [];
  return path.isAbsolute(file) ? [file] : modules.map((folder) => path.join(folder, file));
}

/** Bytes. Longer than any file of settings. */
const LONGEST = 64 * 1024;

/** Undefined for what cannot be read, is no file (a pipe would be waited for) or too long for one of settings. */
async function settingsIn(file: string): Promise<string | undefined> {
  try {
    const facts = await stat(file);
    return facts.isFile() && facts.size <= LONGEST ? await readFile(file, 'utf8') : undefined;
  } catch {
    return undefined;
  }
}

/** Lines of `key: value`; the rest is comment. */
function parse(text: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [, key, value] = /^\s*([a-z0-9-]+)\s*:\s*(.*?)\s*$/i.exec(line) ?? [];
    if (key !== undefined && value !== undefined && !line.trimStart().startsWith('#')) found.set(key, value);
  }
  return found;
}
