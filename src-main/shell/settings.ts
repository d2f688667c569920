import { type Settings as SettingsValue, settings as schema } from '../../shared/contract/contract.ts';

export type { SettingsValue };

/** What the person chose once and for all. Never holds a secret. */
export interface Settings {
  get(): SettingsValue;
  /** Changes what is given and nothing else; gives all of them as they are now. */
  set(changes: Partial<SettingsValue>): SettingsValue;
}

/** The part of `conf` and `electron-store` that we use: both keep one JSON object in a file, written atomically. */
export interface SettingsStore {
  readonly store: unknown;
  set(values: SettingsValue): void;
}

export const DEFAULT_SETTINGS: SettingsValue = {
  theme: 'system',
  language: 'en',
  lastCertificate: null,
  reason: '',
  location: '',
};

/** Settings over a store. What the file holds is parsed field by field: a damaged or foreign value gives the default. */
export function createSettings(store: SettingsStore): Settings {
  const get = (): SettingsValue => {
    const found = typeof store.store === 'object' && store.store !== null ? store.store : {};
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
      store.set(next);
      return next;
    },
  };
}
