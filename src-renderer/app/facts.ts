import type { NetworkSettings } from '../../shared/contract/network-settings.ts';
import type { Settings } from '../../shared/contract/settings.ts';
import { call } from '../bridge/client.ts';
import { failureOf } from '../components/failure.ts';
import { switchLanguage } from '../i18n/i18n.ts';
import { getState, patch } from './store.ts';
import { applyTheme } from './theme.ts';

export async function loadStatus(): Promise<void> {
  try {
    patch({ status: await call('app.status', {}) });
  } catch {
    // The bar then keeps what it knew; what failed is shown where the person works with it.
  }
}

export async function loadNetwork(): Promise<void> {
  try {
    patch({ network: await call('network.get', {}) });
  } catch (error) {
    patch({ settingsFailure: failureOf(error) });
  }
}

/** Keeps how the network is reached. False: it was refused, and why is shown in the settings. */
export async function saveNetwork(next: NetworkSettings): Promise<boolean> {
  try {
    patch({ network: await call('network.set', next), settingsFailure: null });
    void loadStatus();
    return true;
  } catch (error) {
    patch({ settingsFailure: failureOf(error) });
    return false;
  }
}

/** Asks every token and key file. `refresh`: look anew instead of trusting what is known. */
export async function loadKeys(refresh: boolean): Promise<void> {
  if (refresh) patch({ keys: null });
  try {
    patch({ keys: await call('tokens.list', { refresh }) });
  } catch (error) {
    patch({
      keys: { certificates: [], tokens: [], problems: [], reading: [], asked: [] },
      settingsFailure: failureOf(error),
    });
  }
}

/** Keeps settings; the window follows at once. */
export async function saveSettings(part: Partial<Settings>): Promise<void> {
  await adopt({ ...getState().settings, ...part });
  try {
    await adopt(await call('settings.set', part));
    patch({ settingsFailure: null });
  } catch (error) {
    patch({ settingsFailure: failureOf(error) });
  }
}

/** Makes settings take effect. */
export async function adopt(settings: Settings): Promise<void> {
  applyTheme(settings.theme);
  await switchLanguage(settings.language);
  patch({ settings });
}
