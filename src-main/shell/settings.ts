import { statSync } from 'node:fs';
import {
  DEFAULT_SETTINGS,
  type Settings as SettingsValue,
  settings as schema,
} from '../../shared/contract/settings.ts';
import { homeError } from '../platform/files.ts';

export type { SettingsValue };

/** What the person chose once and for all. Never holds a secret. */
export interface Settings {
  get(): SettingsValue;
  /** Changes what is given and nothing else; gives all of them as they are now. @throws AppError HOME_NOT_WRITABLE, DISK_FULL */
  set(changes: Partial<SettingsValue>): SettingsValue;
}

/** The part of `conf` and `electron-store` that we use: both keep one JSON object in a file, written atomically. */
export interface SettingsStore {
  /** Where the file lies. */
  readonly folder: string;
  readonly store: unknown;
  set(values: SettingsValue): void;
}

/** Opening a pipe would wait for ever, and its reader with it. @throws Error for what is there and no file */
export function refuseOtherThanFile(settings: string): void {
  if (statSync(settings, { throwIfNoEntry: false })?.isFile() === false)
    throw Object.assign(new Error('The settings are not a regular file.'), { code: 'ENOTSUP' });
}

/** Settings over a store. What the file holds is parsed field by field: a damaged or foreign value gives the default. */
export function createSettings(store: SettingsStore): Settings {
  const get = (): SettingsValue => {
    const found = contentOf(store);
    const good: Record<string, unknown> = { ...DEFAULT_SETTINGS };
    for (const [name, field] of Object.entries(schema.shape)) {
      const value = field.safeParse(Reflect.get(found, name));
      if (value.success) good[name] = value.data;
    }
    return schema.parse(good);
  };
  return {
    get,
    set(changes) {
      const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
      const next = schema.parse({ ...get(), ...given });
      try {
        store.set(next);
      } catch (error) {
        throw homeError(error, store.folder);
      }
      return next;
    },
  };
}

/** What cannot be read counts as nothing: the program starts without its settings rather than not at all. */
function contentOf(store: SettingsStore): object {
  try {
    return typeof store.store === 'object' && store.store !== null ? store.store : {};
  } catch {
    return {};
  }
}
