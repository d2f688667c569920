import { AppError } from '../../shared/contract/app-error.ts';
import type { ErrorCode } from '../../shared/contract/error-codes.ts';
import { systemCode } from '../platform/files.ts';

/** True where another process holds the lock that was asked for. */
export function isBusy(error: unknown): boolean {
  return systemCode(error).startsWith('SQLITE_BUSY');
}

const SENTENCES: readonly (readonly [prefix: string, code: ErrorCode, sentence: (name: string) => string])[] = [
  ['SQLITE_BUSY', 'LEDGER_BUSY', (name) => `Another process is writing to “${name}” for a long time. Try again.`],
  ['SQLITE_FULL', 'DISK_FULL', (name) => `There is no space left to write “${name}”. Free some and try again.`],
  ['SQLITE_CORRUPT', 'LEDGER_CORRUPT', (name) => `“${name}” is damaged. Restore it from a backup.`],
  ['SQLITE_NOTADB', 'LEDGER_CORRUPT', (name) => `“${name}” is not a database. Restore it from a backup.`],
  ['SQLITE_READONLY', 'HOME_NOT_WRITABLE', (name) => `“${name}” can only be read. Check its permissions.`],
  [
    'SQLITE_CANTOPEN',
    'HOME_NOT_WRITABLE',
    (name) => `“${name}” cannot be opened. Check the permissions of its folder.`,
  ],
  [
    'SQLITE_IOERR',
    'HOME_NOT_WRITABLE',
    (name) => `The disk failed while “${name}” was used. Check whether it has space left, and the disk itself.`,
  ],
];

/** What a failed database call means for people. Errors that are not SQLite's pass through unchanged. `name`: the file, without its folder. */
export function storageError(error: unknown, name: string): unknown {
  const system = systemCode(error);
  if (error instanceof AppError || !system.startsWith('SQLITE_')) return error;
  const known = SENTENCES.find(([prefix]) => system.startsWith(prefix));
  if (known === undefined) return error;
  const [, code, sentence] = known;
  return new AppError(code, sentence(name), { file: name, system }, { cause: error });
}
