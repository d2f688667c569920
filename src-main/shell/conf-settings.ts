import Conf from 'conf';
import type { Home } from '../platform/home.ts';
import { createSettings, refuseOtherThanFile, type Settings, type SettingsValue } from './settings.ts';

/** Settings in `settings.json` of the home, owner-only; a file that is not JSON is started afresh. */
export function openConfSettings(home: Home): Settings {
  let conf: Conf<Partial<SettingsValue>> | undefined;
  // Opened when it is used: it reads and writes at once, and fails where it cannot.
  const opened = () => {
    if (conf === undefined) refuseOtherThanFile(home.at('settings.json'));
    conf ??= new Conf({ cwd: home.path, configName: 'settings', clearInvalidConfig: true, configFileMode: 0o600 });
    return conf;
  };
  return createSettings({
    folder: home.path,
    get store() {
      return opened().store;
    },
    set: (values) => opened().set(values),
  });
}
