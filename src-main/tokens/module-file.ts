import { closeSync, openSync, readSync, statSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '../../shared/contract/app-error.ts';
import { untrustedPlace } from './discovery/module-safety.ts';

/**
 * Refuses a module path that is not the absolute path of a file, and a file that somebody else could have put there. A bare name would
 * let the system's search path choose what is loaded.
 * @throws AppError MODULE_NOT_FOUND, MODULE_UNTRUSTED
 */
export function checkModulePath(module: string): void {
  const name = path.basename(module);
  if (!path.isAbsolute(module)) {
    throw new AppError('MODULE_NOT_FOUND', `“${module}” is not an absolute path; give the token module’s full path.`, {
      module: name,
    });
  }
  const fault = openPlace(module);
  if (fault === 'no file') {
    throw new AppError('MODULE_NOT_FOUND', `There is no token module at ${module}; check the path or install it.`, {
      module: name,
    });
  }
  if (fault !== undefined) throw untrusted(module, fault);
}

/** As untrustedPlace, and “no file” for what is none, cannot be come to, or is no name at all. */
function openPlace(module: string): string | undefined {
  try {
    return statSync(module).isFile() ? untrustedPlace(module) : 'no file';
  } catch {
    return 'no file';
  }
}

/** @param fault which place is open, and how */
export function untrusted(module: string, fault: string): AppError {
  const name = path.basename(module);
  return new AppError(
    'MODULE_UNTRUSTED',
    `The token module “${name}” was not loaded, because other people could have changed it: ${fault}. Have it installed where only administrators or you can write.`,
    { module: name },
  );
}

/** The kinds of machine that a file is made for, as in process.arch; none where its header names one that is not known here. */
export interface Architecture {
  /** False for a file that is no library of any system. */
  readonly isLibrary: boolean;
  readonly machines: readonly string[];
  /** Whether this process could load it, as far as the header tells. */
  readonly fits: boolean;
}

/** Reads the header of a library: ELF, PE, or Mach-O with one part or several. */
export function architectureOf(module: string, arch: string = process.arch): Architecture {
  const machines = machinesOf(header(module));
  if (machines === undefined) return { isLibrary: false, machines: [], fits: false };
  return { isLibrary: true, machines, fits: machines.length === 0 || machines.includes(arch) };
}

/** Why this process cannot load a library of another kind of machine, naming both; undefined where the machine is the same or not told by the file. */
export function architectureProblem(module: string): string | undefined {
  const { isLibrary, machines, fits } = architectureOf(module);
  if (!isLibrary) return 'it is not a library for any system';
  return fits ? undefined : `it is made for ${machines.join(' and ')} and this program for ${process.arch}`;
}

function header(module: string): Buffer {
  const bytes = Buffer.alloc(4096);
  let file: number | undefined;
  try {
    file = openSync(module, 'r');
    return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, 0));
  } catch {
    return bytes.subarray(0, 0);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** Names as in process.arch. Empty: a library for a machine not in the tables. Undefined: not a library. */
function machinesOf(head: Buffer): string[] | undefined {
  if (head.length < 64) return undefined;
  // EI_DATA tells the order of the bytes (System V ABI, ELF header).
  if (head.readUInt32BE(0) === 0x7f454c46)
    return known(ELF[head[5] === 2 ? head.readUInt16BE(18) : head.readUInt16LE(18)]);
  if (head.readUInt16BE(0) === 0x4d5a) {
    const pe = head.readUInt32LE(60);
    return pe + 6 <= head.length && head.readUInt32BE(pe) === 0x50450000 ? known(PE[head.readUInt16LE(pe + 4)]) : [];
  }
  if (head.readUInt32LE(0) === 0xfeedfacf || head.readUInt32LE(0) === 0xfeedface)
    return known(MACH[head.readUInt32LE(4)]);
  const fat = FAT.get(head.readUInt32BE(0));
  if (fat !== undefined) {
    const count = Math.min(head.readUInt32BE(4), MOST_PARTS, Math.floor((head.length - 8) / fat));
    return Array.from({ length: count }, (_, i) => MACH[head.readUInt32BE(8 + fat * i)] ?? 'another machine');
  }
  return undefined;
}

function known(name: string | undefined): string[] {
  return name === undefined ? [] : [name];
}

/** e_machine of the ELF header; Machine of the PE header; cputype of Mach-O. */
const ELF: Readonly<Record<number, string>> = { 3: 'ia32', 40: 'arm', 62: 'x64', 183: 'arm64' };
const PE: Readonly<Record<number, string>> = { 332: 'ia32', 452: 'arm', 34404: 'x64', 43620: 'arm64' };
const MACH: Readonly<Record<number, string>> = { 7: 'ia32', 16777223: 'x64', 16777228: 'arm64' };
/** Bytes of an entry of a fat header, by its magic number (mach-o/fat.h): with offsets of 32 and of 64 bits. */
const FAT: ReadonlyMap<number, number> = new Map([
  [0xcafebabe, 20],
  [0xcafebabf, 32],
]);
const MOST_PARTS = 8;
