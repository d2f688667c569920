import Store from 'electron-store';
import type { Home } from '../../platform/home.ts';
import { createSettings, refuseOtherThanFile, type Settings, type SettingsValue } from '../settings.ts';

/** The same `settings.json` as under the Chromium shell, by electron-store. */
export function openElectronSettings(home: Home): Settings {
  let store: Store<Partial<SettingsValue>> | undefined;
  // Opened when it is used: it reads and writes at once, and fails where it cannot.
  const opened = () => {
    if (store === undefined) refuseOtherThanFile(home.at('settings.json'));
    store ??= new Store({ cwd: home.path, name: 'settings', clearInvalidConfig: true, configFileMode: 0o600 });
    return store;
  };
  return createSettings({
    folder: home.path,
    get store() {
      return opened().store;
    },
    set: (values) => opened().set(values),
  });
}
