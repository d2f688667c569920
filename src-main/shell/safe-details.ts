import { isAppError } from '../../shared/contract/app-error.ts';
import { CALLS } from '../../shared/contract/channels.ts';
import { ERROR_EXIT } from '../../shared/contract/error-codes.ts';

export type SafeError = {
  code: string;
  details?: Record<string, string | number | boolean | null>;
};

const LONGEST_DETAIL = 200;
const ABSOLUTE = /^(?:\/|[A-Za-z]:[\\/]|\\\\|~[\\/]|file:)/;
const HOLDS_A_PATH = /(?:^|[\s"'“‘(=:,])(?:\/[^\s/]|[A-Za-z]:[\\/]|\\\\|~[\\/]|file:)/;
const FOLDERS = /(^|[\s"'“‘(=:,])(?:[A-Za-z]:[\\/]|\\\\|\/)(?:[^\\/\s"'“”‘’]+(?: [^\\/\s"'“”‘’]+){0,2}[\\/])+/g;
const HAS_SEPARATOR = /[\\/]/;

/**
 * What of a failure may cross the bridge: the code of an AppError and the details that hold no path.
 * Anything else is INTERNAL and says nothing; undefined then tells the caller to log it.
 */
// SECURITY: an error's message never crosses: it may hold a path, a query or a secret of a library.
export function safeError(error: unknown): SafeError | undefined {
  if (!isAppError(error) || error.code === 'INTERNAL' || !isKnownCode(error.code)) return undefined;
  const details = safeDetails(error.details);
  return Object.keys(details).length === 0 ? { code: error.code } : { code: error.code, details };
}

function isKnownCode(code: string): boolean {
  return Object.hasOwn(ERROR_EXIT, code) || /^CKR_[A-Z0-9_]{1,60}$/.test(code);
}

/** Numbers and flags as they are; a path is cut to its file name; a sentence that holds a path is left out. */
export function safeDetails(details: unknown): Record<string, string | number | boolean | null> {
  const safe: Record<string, string | number | boolean | null> = {};
  if (typeof details !== 'object' || details === null) return safe;
  for (const [name, value] of Object.entries(details)) {
    if (value === null || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) {
      safe[name] = value;
    } else if (typeof value === 'string') {
      const text = safeText(value);
      if (text !== undefined) safe[name] = text;
    }
  }
  return safe;
}

function safeText(text: string): string | undefined {
  if ((CALLS as readonly string[]).includes(text)) return text;
  if (ABSOLUTE.test(text)) return cut(baseName(text));
  if (HOLDS_A_PATH.test(text)) return undefined;
  return cut(text);
}

/** A sentence with every absolute path in it cut to its file name. A folder's name may hold up to two blanks. */
export function withoutFolders(sentence: string): string {
  return sentence.replace(FOLDERS, '$1');
}

/** The last part of a path of either kind of system, whatever system this is. */
export function baseName(path: string): string {
  const parts = path.split(HAS_SEPARATOR).filter((part) => part !== '');
  return parts.at(-1) ?? '';
}

function cut(text: string): string {
  return text.length > LONGEST_DETAIL ? `${text.slice(0, LONGEST_DETAIL)}…` : text;
}
