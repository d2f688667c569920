import { stat } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../shared/contract/app-error.ts';
import { readOwnText, writeFileAtomic } from '../platform/files.ts';
import { ensureHome, type Home } from '../platform/home.ts';
import type { HostLauncher } from '../tokens/host-launcher.ts';
import type { ModuleHealth } from '../tokens/module-health.ts';
import { Tokens } from '../tokens/tokens.ts';
import type { ModuleCrashes } from './module-crashes.ts';

/** So many crashes put a module aside. */
const ENOUGH = 3;
const FILE = 'module-crashes.json';

/** Tokens whose modules are put aside after three crashes; that is kept in the home and holds for window and command line alike. */
export function openTokens(home: Home, launcher?: HostLauncher): Tokens {
  const health = moduleHealth(home);
  return new Tokens(launcher === undefined ? { health } : { health, launcher });
}

/** Lets a module be loaded again. @param module its path @throws AppError HOME_NOT_WRITABLE, DISK_FULL */
export function retryModule(home: Home, module: string): Promise<void> {
  return change(home, (all) => all.filter(({ path: known }) => known !== module));
}

/** Paths of the modules that are put aside. */
export async function quarantined(home: Home): Promise<string[]> {
  return (await read(home)).filter(({ crashes }) => crashes >= ENOUGH).map(({ path: module }) => module);
}

function moduleHealth(home: Home): ModuleHealth {
  return {
    async check(module) {
      const known = (await read(home)).find((one) => one.path === module);
      if (known === undefined || known.crashes < ENOUGH || !(await isSameFile(known))) return;
      const name = path.basename(module);
      throw new AppError(
        'MODULE_QUARANTINED',
        `The token module ${module} crashed ${known.crashes} times and was put aside; update it, or have it tried again (countersign tokens --retry-module ${module}).`,
        { module: name, crashes: known.crashes, last: known.last },
      );
    },
    // What cannot be remembered does not stop the work.
    failed: (module, { code }) =>
      change(home, async (all) => {
        const facts = await stat(module);
        const known = all.find((one) => one.path === module);
        const crashes = known !== undefined && (await isSameFile(known)) ? known.crashes + 1 : 1;
        const now = { path: module, size: facts.size, modified: facts.mtimeMs, crashes, last: code };
        return [...all.filter((one) => one !== known), now];
      }).catch(() => undefined),
    worked: (module) => retryModule(home, module).catch(() => undefined),
  };
}

async function isSameFile({ path: module, size, modified }: ModuleCrashes): Promise<boolean> {
  const facts = await stat(module).catch(() => undefined);
  return facts !== undefined && facts.size === size && facts.mtimeMs === modified;
}

/** A file that cannot be read counts as none. What reads one is loaded only where there is one. */
async function read(home: Home): Promise<ModuleCrashes[]> {
  try {
    const content = JSON.parse(await readOwnText(home.at(FILE)));
    const { allCrashes } = await import('./module-crashes.ts');
    return allCrashes.parse(content);
  } catch {
    return [];
  }
}

/** Changes of this process one after the other. Nothing is written where nothing changes. */
let turn: Promise<unknown> = Promise.resolve();
function change(home: Home, next: (all: ModuleCrashes[]) => ModuleCrashes[] | Promise<ModuleCrashes[]>): Promise<void> {
  const mine = turn.then(async () => {
    const before = await read(home);
    const after = await next(before);
    if (JSON.stringify(after) === JSON.stringify(before)) return;
    await ensureHome(home);
    await writeFileAtomic(home.at(FILE), JSON.stringify(after, null, 2));
  });
  turn = mine.catch(() => undefined);
  return mine;
}
