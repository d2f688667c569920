import { mkdir, readdir, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { AppError } from '../../shared/contract/app-error.ts';
import type { EventValue, Output, Parsed } from '../../shared/contract/contract.ts';
import type { FileEntry } from '../../shared/contract/file-browser-calls.ts';
import type { FileToken } from '../../shared/contract/ids.ts';
import { fileToken } from '../../shared/contract/ids.ts';
import { byName } from '../../shared/domain/by-name.ts';
import { plainLine } from '../../shared/domain/plain-text.ts';
import { identityOf, inputError, outputError, systemCode } from '../platform/files.ts';
import { randomHex } from '../platform/random.ts';
import { type FilePurpose, fits, type SaveChoice } from './shell.ts';

type Choice = Parsed<'fileBrowser.resolve'>['choice'];
type Purpose = FilePurpose | 'target' | 'folder';

interface Request {
  readonly id: string;
  readonly purpose: Purpose;
  readonly multiple: boolean;
  readonly start: string;
  /** Of the name under which something is saved, lower case, with its dot. */
  readonly ending: string;
  readonly paths: Map<FileToken, string>;
  readonly tokens: Map<string, FileToken>;
  /** Those that were listed as files that fit. */
  readonly files: Set<FileToken>;
  settle(paths: string[]): void;
}

/** Shown per folder; a folder that holds more is cut off after sorting. */
const MOST_ENTRIES = 5000;
/** Bytes of UTF-8 that every file system takes. */
const LONGEST_NAME = 255;
/** What no file system of the three platforms, or no person, wants in a name. */
const BAD_NAME = /[\\/:*?"<>|\p{Cc}]|^\.|[ .]$|^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/iu;

/**
 * Main's own file dialog for the Chromium shell: the page draws it and speaks of folders and files by random tokens that
 * mean nothing outside the one request they were made for. One request at a time; a new one ends the former as cancelled.
 */
export class FileBrowser {
  readonly #announce: (value: EventValue<'fileBrowser.opened'>) => void;
  #open: Request | undefined;
  #lastFolder: string;

  constructor(announce: (value: EventValue<'fileBrowser.opened'>) => void, startFolder: string = os.homedir()) {
    this.#announce = announce;
    this.#lastFolder = startFolder;
  }

  /** Absolute paths of existing files that fit the purpose; empty: cancelled. */
  openFiles(purpose: FilePurpose, multiple: boolean): Promise<string[]> {
    return this.#ask({ purpose, multiple, start: this.#lastFolder, mode: 'open', suggestedName: '' });
  }

  /** A path at which nothing exists, so nothing is ever replaced; null: cancelled. */
  async saveFile(suggested: string): Promise<SaveChoice | null> {
    const [chosen] = await this.#ask({
      purpose: 'target',
      multiple: false,
      start: path.dirname(suggested),
      mode: 'save',
      suggestedName: path.basename(suggested),
    });
    return chosen === undefined ? null : { path: chosen, overwrite: false };
  }

  /** A folder that exists, or was made as the person wished; null: cancelled. */
  async chooseFolder(start: string): Promise<string | null> {
    const [chosen] = await this.#ask({ purpose: 'folder', multiple: false, start, mode: 'folder', suggestedName: '' });
    return chosen ?? null;
  }

  /** Folders first, then the files that fit; hidden ones left out. @throws AppError INPUT_INVALID, INPUT_UNREADABLE */
  async list(request: string, folder: FileToken | null): Promise<Output<'fileBrowser.list'>> {
    const open = this.#find(request);
    const here = folder === null ? open.start : pathOf(open, folder);
    const found = await readdir(here, { withFileTypes: true }).catch((error: unknown) => {
      throw inputError(error, path.basename(here) || here);
    });
    this.#lastFolder = here;
    const visible = found.map((item) => item.name).filter((name) => !name.startsWith('.'));
    const entries = await Promise.all(visible.map((name) => entryFor(open, here, name)));
    const shown = entries.filter((entry): entry is FileEntry => entry !== undefined).sort(byKindAndName);
    // Where some are left out, PDFs are not the ones.
    const kept =
      shown.length <= MOST_ENTRIES ? shown : shown.toSorted(pdfsBefore).slice(0, MOST_ENTRIES).sort(byKindAndName);
    return { trail: trailTo(open, here), entries: kept };
  }

  /** Ends the request with what the person chose. @throws AppError INPUT_INVALID, TARGET_EXISTS: the request then stays open */
  async resolve(request: string, choice: Choice): Promise<void> {
    const open = this.#find(request);
    const paths = await chosenPaths(open, choice);
    if (this.#open === open) this.#open = undefined;
    open.settle(paths);
  }

  /** Ends whatever is open as cancelled: the page is gone. */
  cancel(): void {
    this.#open?.settle([]);
    this.#open = undefined;
  }

  #ask(ask: {
    purpose: Purpose;
    multiple: boolean;
    start: string;
    mode: 'open' | 'save' | 'folder';
    suggestedName: string;
  }) {
    this.cancel();
    return new Promise<string[]>((settle) => {
      const { purpose, multiple, start, mode, suggestedName } = ask;
      const ending = path.extname(suggestedName).toLowerCase();
      const maps = { paths: new Map(), tokens: new Map(), files: new Set<FileToken>() };
      this.#open = { id: randomHex(16), purpose, multiple, start, ending, ...maps, settle };
      this.#announce({ request: this.#open.id, mode, purpose, suggestedName, multiple });
    });
  }

  #find(request: string): Request {
    if (this.#open === undefined || this.#open.id !== request) {
      throw new AppError('INPUT_INVALID', 'This file dialog is closed. Open it again.');
    }
    return this.#open;
  }
}

async function chosenPaths(open: Request, choice: Choice): Promise<string[]> {
  if (choice === null) return [];
  if ('files' in choice) {
    const paths = choice.files.map((token) => pathOf(open, token));
    if (
      open.purpose === 'target' ||
      open.purpose === 'folder' ||
      (!open.multiple && paths.length > 1) ||
      !choice.files.every((token) => open.files.has(token))
    ) {
      throw new AppError('INPUT_INVALID', 'The choice does not fit what was asked for. Choose again.');
    }
    return paths;
  }
  if (open.purpose === 'folder') return [await chosenFolder(pathOf(open, choice.folder), choice.name)];
  if (open.purpose !== 'target' || choice.name === null) {
    throw new AppError('INPUT_INVALID', 'The choice does not fit what was asked for. Choose again.');
  }
  const name = isFitting(open, choice.name) ? choice.name : `${choice.name}${open.ending}`;
  refuseName(name);
  const target = path.join(pathOf(open, choice.folder), name);
  if ((await identityOf(target)) !== undefined) {
    throw new AppError('TARGET_EXISTS', `“${name}” exists already. Choose another name.`, { file: name });
  }
  return [target];
}

/** The folder, or a new one in it. @throws AppError INPUT_INVALID, TARGET_EXISTS, TARGET_NOT_WRITABLE, DISK_FULL */
async function chosenFolder(parent: string, name: string | null): Promise<string> {
  if (name === null) return parent;
  refuseName(name);
  const made = path.join(parent, name);
  await mkdir(made).catch((error: unknown) => {
    if (systemCode(error) !== 'EEXIST') throw outputError(error, parent);
    throw new AppError('TARGET_EXISTS', `“${name}” exists already. Choose another name.`, { file: name });
  });
  return made;
}

function refuseName(name: string): void {
  if (!BAD_NAME.test(name) && plainLine(name) === name && Buffer.byteLength(name) <= LONGEST_NAME) return;
  throw new AppError('INPUT_INVALID', 'A file cannot have this name. Choose another one.', { field: 'name' });
}

function isFitting({ purpose, ending }: Request, name: string): boolean {
  return purpose === 'target' || purpose === 'folder' ? name.toLowerCase().endsWith(ending) : fits(purpose, name);
}

function pathOf(open: Request, token: FileToken): string {
  const found = open.paths.get(token);
  if (found === undefined) throw new AppError('INPUT_INVALID', 'This entry is no longer known. Open the folder again.');
  return found;
}

function tokenOf(open: Request, target: string): FileToken {
  const known = open.tokens.get(target);
  if (known !== undefined) return known;
  const token = fileToken.parse(`file-${randomHex(16)}`);
  open.tokens.set(target, token);
  open.paths.set(token, target);
  return token;
}

/** Undefined for what is neither a folder nor a fitting regular file, or cannot be looked at. */
async function entryFor(open: Request, folder: string, name: string): Promise<FileEntry | undefined> {
  const full = path.join(folder, name);
  const facts = await stat(full).catch(() => undefined);
  if (facts === undefined) return undefined;
  if (facts.isDirectory()) return { token: tokenOf(open, full), name, kind: 'folder', size: null, modified: null };
  if (!facts.isFile() || open.purpose === 'folder' || !isFitting(open, name)) return undefined;
  const token = tokenOf(open, full);
  open.files.add(token);
  return { token, name, kind: 'file', size: facts.size, modified: facts.mtime.toISOString() };
}

function trailTo(open: Request, folder: string): { token: FileToken; name: string }[] {
  const trail: { token: FileToken; name: string }[] = [];
  for (let here = folder; ; here = path.dirname(here)) {
    trail.unshift({ token: tokenOf(open, here), name: path.basename(here) || here });
    if (path.dirname(here) === here) return trail;
  }
}

function byKindAndName(a: FileEntry, b: FileEntry): number {
  if (a.kind !== b.kind) return a.kind === 'folder' ? -1 : 1;
  return byName(a.name, b.name);
}

const isPdf = ({ kind, name }: FileEntry): boolean => kind === 'folder' || /\.pdf$/i.test(name);

/** Keeps the order among those of one kind. */
function pdfsBefore(a: FileEntry, b: FileEntry): number {
  return Number(isPdf(b)) - Number(isPdf(a));
}
