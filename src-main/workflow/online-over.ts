import type { Clock } from '../platform/clock.ts';
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
