import type { EventName } from '../../shared/contract/channels.ts';
import type { EventValue } from '../../shared/contract/contract.ts';

/** What a person is asked to choose, so that the dialog can say it and offer only files that fit. */
export type FilePurpose = Exclude<EventValue<'fileBrowser.opened'>['purpose'], 'target' | 'folder'>;

/** Where a new file may go, and whether the dialog itself asked about replacing one that exists. */
export interface SaveChoice {
  readonly path: string;
  readonly overwrite: boolean;
}

/**
 * What a window needs from the system, the same over Electron and over a Chromium browser.
 * Paths stay in main: the page is told of documents and targets by id.
 */
export interface Shell {
  readonly kind: 'electron' | 'chromium';
  /** Sends an event to the page; dropped where there is no page. */
  send<E extends EventName>(name: E, value: EventValue<E>): void;
  /** Absolute paths; empty where the person changed their mind. */
  openFiles(purpose: FilePurpose, options: { multiple: boolean }): Promise<string[]>;
  /** Null where the person changed their mind. `suggested` is an absolute path. */
  saveFile(suggested: string): Promise<SaveChoice | null>;
  /** A folder for new files, which the person may make there and then. Null where they changed their mind. `start` is an absolute path. */
  chooseFolder(start: string): Promise<string | null>;
  /** Shows a file in the system's file manager where there is a way to. */
  reveal(path: string): Promise<void>;
  /** Turns what the preload or the page's upload named into an absolute path. @throws AppError INPUT_INVALID */
  droppedPath(reference: string): Promise<string>;
  /** Opens an address in the person's own browser; false where there is no way to. Nothing but `https:` and this computer is opened. */
  openPage(address: string): Promise<boolean>;
  quit(): void;
}

/** Endings of names that fit a purpose, lower case, without the dot; none: every name fits. */
export const ENDINGS: Readonly<Record<FilePurpose, readonly string[]>> = {
  document: [],
  'key-store': ['p12', 'pfx'],
  module: ['so', 'dll', 'dylib'],
  certificate: ['pem', 'crt', 'cer', 'der', 'crl'],
  'trusted-list': ['xml', 'xtsl'],
  image: ['png', 'jpg', 'jpeg'],
};

/** True where a file's name fits the purpose. A PKCS#11 module may carry a version: `libpkcs11.so.2`. */
export function fits(purpose: FilePurpose, name: string): boolean {
  if (ENDINGS[purpose].length === 0) return true;
  const plain = purpose === 'module' ? name.replace(/(?:\.\d+)+$/, '') : name;
  const ending = plain.toLowerCase().split('.').at(-1) ?? '';
  return plain.includes('.') && ENDINGS[purpose].includes(ending);
}
