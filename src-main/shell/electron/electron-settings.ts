import Store from 'electron-store';
import type { Home } from '../../platform/home.ts';
import { createSettings, type Settings, type SettingsValue } from '../settings.ts';

/** The same `settings.json` as under the Chromium shell, by electron-store. */
export function openElectronSettings(home: Home): Settings {
  const store = new Store<Partial<SettingsValue>>({
    cwd: home.path,
    name: 'settings',
    clearInvalidConfig: true,
    configFileMode: 0o600,
  });
  return createSettings({
    get store() {
      return store.store;
    },
    set: (values) => store.set(values),
  });
}
