import { codeOf } from '../../shared/contract/app-error.ts';
import type { Clock } from '../platform/clock.ts';
import type { Home } from '../platform/home.ts';
import type { EvidenceFinder } from './evidence.ts';
import type { Network } from './network.ts';
import { OnlineEvidence } from './online-evidence.ts';
import type { TrustMaterial } from './trust-store.ts';

/** Milliseconds that one file may take in all: hostile certificates may name any number of addresses that never answer. */
const LONGEST = 60_000;

/**
 * Over a network that is opened when something is missing for the first time. What it got for one file serves the next ones.
 * @param within milliseconds that one file may take
 */
export function onlineOver(
  network: () => Promise<Network>,
  trust: TrustMaterial,
  clock: Clock,
  within = LONGEST,
): OnlineEvidence {
  let finder: Promise<EvidenceFinder> | undefined;
  const open = async () => {
    const { EvidenceFinder } = await import('./evidence.ts');
    const { http } = await network();
    return new EvidenceFinder({ http, trust, clock });
  };
  const shared = { found: new Map(), kept: new Set<string>(), within };
  return new OnlineEvidence({
    ...shared,
    finder: () => {
      finder ??= open();
      return finder;
    },
  });
}

/** Where a verification gets what is missing; undefined where the network is switched off, or its settings cannot be read. */
export async function evidenceFor(home: Home, clock: Clock, trust: TrustMaterial): Promise<OnlineEvidence | undefined> {
  const { openNetwork, readNetworkSettings } = await import('./network.ts');
  const offline = await readNetworkSettings(home).then(
    (settings) => settings.offline,
    (error: unknown) => {
      if (codeOf(error) !== 'SETTINGS_UNREADABLE') throw error;
      return true;
    },
  );
  return offline ? undefined : onlineOver(() => openNetwork(home, clock), trust, clock);
}
