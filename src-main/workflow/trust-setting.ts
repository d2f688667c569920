import { AppError, codeOf } from '../../shared/contract/app-error.ts';
import { readOwnText, writeFileAtomic } from '../platform/files.ts';
import { ensureHome, type Home } from '../platform/home.ts';

const FILE = 'trust.json';

interface TrustSetting {
  /** The anchors of the operating system count for every check, as if `--trust system` were given. */
  readonly system: boolean;
}

/**
 * Whether the home trusts the anchors of the operating system; it does not where nothing is kept.
 * @throws AppError SETTINGS_UNREADABLE: whom somebody trusts is not guessed
 */
export async function trustsSystem(home: Home): Promise<boolean> {
  const file = home.at(FILE);
  const text = await readOwnText(file).catch((error: unknown) => {
    if (codeOf(error) === 'INPUT_MISSING') return undefined;
    throw unreadable(file, error);
  });
  if (text === undefined) return false;
  try {
    return settingIn(text).system;
  } catch (error) {
    throw unreadable(file, error);
  }
}

/** By hand: every verification reads it, and would load a schema library for one field. @throws Error for anything else */
function settingIn(text: string): TrustSetting {
  const value: unknown = JSON.parse(text);
  const isObject = typeof value === 'object' && value !== null && Object.keys(value).join() === 'system';
  if (!isObject || !('system' in value) || typeof value.system !== 'boolean') throw new Error('It is no such setting.');
  return { system: value.system };
}

/** @throws AppError HOME_NOT_WRITABLE, DISK_FULL */
export async function trustSystem(home: Home, on: boolean): Promise<void> {
  await ensureHome(home);
  await writeFileAtomic(home.at(FILE), JSON.stringify({ system: on } satisfies TrustSetting, undefined, 2));
}

function unreadable(file: string, cause: unknown): AppError {
  return new AppError(
    'SETTINGS_UNREADABLE',
    `“${file}”, which says whom to trust, cannot be read. Correct the file, or delete it to begin anew.`,
    { file },
    { cause },
  );
}
