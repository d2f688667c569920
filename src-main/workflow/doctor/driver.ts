import { homedir } from 'node:os';
import path from 'node:path';
import { codeOf, isAppError } from '../../../shared/contract/app-error.ts';
import { isCkrCode } from '../../../shared/contract/ckr-codes.ts';
import type { FoundModule } from '../../tokens/discovery/products.ts';
import { architectureOf, checkModulePath } from '../../tokens/module-file.ts';
import type { TokenInfo } from '../../tokens/token-info.ts';
import type { Tokens } from '../../tokens/tokens.ts';
import { type Found, failed, ok, type Way } from './steps.ts';

/** Walks from the driver to what it lists; undefined where the way ends before. `found`: what is said of a driver that is in order. */
export async function walkDriver(
  way: Way,
  module: FoundModule,
  tokens: Tokens,
  found: Found,
): Promise<readonly TokenInfo[] | undefined> {
  if (!way.add(driverStep(module, found))) return undefined;
  if (!way.add(await architectureStep(module.path, tokens))) return undefined;
  try {
    return await tokens.listTokens(module.path);
  } catch (error) {
    way.add(failed('SLOT_UNREADABLE', { module: shownPath(module.path) }, codeOf(error)));
    return undefined;
  }
}

/** Where a module lies, without the name of the person whose folder it is in. */
export function shownPath(file: string): string {
  const home = homedir();
  const inside = path.relative(home, file);
  return path.isAbsolute(home) && home !== path.parse(home).root && isBelow(inside) ? path.join('~', inside) : file;
}

/** For what `path.relative` gives. */
function isBelow(inside: string): boolean {
  return inside !== '' && inside !== '..' && !inside.startsWith(`..${path.sep}`) && !path.isAbsolute(inside);
}

function driverStep({ path }: FoundModule, found: Found): Found {
  try {
    checkModulePath(path);
    return found;
  } catch (error) {
    const code = codeOf(error);
    const finding = code === 'MODULE_UNTRUSTED' ? 'DRIVER_UNTRUSTED' : 'DRIVER_GONE';
    return failed(finding, { module: shownPath(path) }, code);
  }
}

/** The header of the file is looked at first: then nothing that does not fit is loaded. */
async function architectureStep(module: string, tokens: Tokens): Promise<Found> {
  const facts = { module: shownPath(module), program: process.arch };
  const { isLibrary, machines, fits } = architectureOf(module);
  const named = { ...facts, machines: machines.join(', ') };
  if (!isLibrary) return failed('DRIVER_NO_LIBRARY', facts);
  if (!fits) return failed('ARCHITECTURE_OTHER', named);
  try {
    const { description, version } = await tokens.moduleInfo(module);
    return ok('ARCHITECTURE_FITS', { ...facts, description, version });
  } catch (error) {
    return notLoaded(error, facts);
  }
}

function notLoaded(error: unknown, facts: Found['facts']): Found {
  const code = codeOf(error);
  if (!isAppError(error)) throw error;
  if (isCkrCode(code)) return failed('DRIVER_REFUSES', facts, code);
  switch (code) {
    case 'MODULE_NOT_LOADABLE':
      return failed(error.details.isPkcs11 === false ? 'DRIVER_NO_PKCS11' : 'DRIVER_NOT_LOADABLE', facts, code);
    case 'MODULE_UNTRUSTED':
      return failed('DRIVER_UNTRUSTED', facts, code);
    case 'MODULE_TIMEOUT':
      return failed('DRIVER_HANGS', facts, code);
    case 'MODULE_QUARANTINED':
      return failed('DRIVER_SET_ASIDE', facts, code);
    default:
      return failed('DRIVER_CRASHED', facts, code);
  }
}
