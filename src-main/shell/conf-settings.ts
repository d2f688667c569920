import Conf from 'conf';
import type { Home } from '../platform/home.ts';
import { createSettings, type Settings, type SettingsValue } from './settings.ts';

/** Settings in `settings.json` of the home, owner-only; a file that is not JSON is started afresh. */
export function openConfSettings(home: Home): Settings {
  const conf = new Conf<Partial<SettingsValue>>({
    cwd: home.path,
    configName: 'settings',
    clearInvalidConfig: true,
    configFileMode: 0o600,
  });
  return createSettings({
    get store() {
      return conf.store;
    },
    set: (values) => conf.set(values),
  });
}
