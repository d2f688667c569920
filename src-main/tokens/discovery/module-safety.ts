import { lstatSync, readlinkSync, realpathSync, type Stats } from 'node:fs';
import path from 'node:path';

/** Bits of a file's mode: writable by its group, by everybody; entries of the folder belong to who made them. */
const [GROUP_WRITES, OTHERS_WRITE, STICKY] = [0o020, 0o002, 0o1000];
/** The group `admin` of macOS: who is in it administers the computer. /Applications and what Homebrew installs are open to it. */
const MAC_ADMINISTRATORS = 80;

/**
 * Why a library must not be loaded because somebody else could have put it there: the file, or a folder above it, belongs to neither
 * root nor the person, or can be written to by others than administrators. Undefined where nobody else can. The place it was named by, the place it
 * really is and each link between them are looked at. Not on Windows: there a mode says nothing about who may write, and the host asks for the lists of access (windows-places.ts).
 * @param module absolute path of a file that exists
 */
export function untrustedPlace(module: string, platform: NodeJS.Platform = process.platform): string | undefined {
  if (platform === 'win32') return undefined;
  // Grows while it is gone through: what a link leads to is a place as well, and may be a link.
  const places = new Set([...upwards(module), ...upwards(realpathSync(module))]);
  for (const place of places) {
    const facts = lstatSync(place);
    const fault = faultOf(place, facts, platform);
    if (fault !== undefined) return fault;
    if (facts.isSymbolicLink()) for (const next of upwards(leadsTo(place))) places.add(next);
  }
  return undefined;
}

function leadsTo(link: string): string {
  return path.resolve(realpathSync(path.dirname(link)), readlinkSync(link));
}

/** The file, its folder, and those above it up to the root. */
export function upwards(file: string): string[] {
  const above = path.dirname(file);
  return above === file ? [file] : [file, ...upwards(above)];
}

function faultOf(place: string, facts: Stats, platform: NodeJS.Platform): string | undefined {
  // The mode of a link says nothing: what it leads to is looked at, and so is the folder in which it lies.
  if (facts.isSymbolicLink()) return ownerFault(place, facts);
  // A group of the same number as the person is theirs alone.
  const isTheirs = facts.gid === 0 || facts.gid === process.getuid?.() || isOfAdministrators(facts, platform);
  const isOpen = (facts.mode & OTHERS_WRITE) !== 0 || ((facts.mode & GROUP_WRITES) !== 0 && !isTheirs);
  const protects = facts.isDirectory() && (facts.mode & STICKY) !== 0;
  if (isOpen && !protects) return `${place} can be written to by others`;
  return ownerFault(place, facts);
}

function isOfAdministrators({ gid }: Stats, platform: NodeJS.Platform): boolean {
  return platform === 'darwin' && gid === MAC_ADMINISTRATORS;
}

function ownerFault(place: string, { uid }: Stats): string | undefined {
  const me = process.getuid?.();
  return uid === 0 || uid === me ? undefined : `${place} belongs to somebody else`;
}
