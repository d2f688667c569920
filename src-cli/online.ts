import type { Fetched } from '../shared/domain/verification.ts';
import { systemClock } from '../src-main/platform/clock.ts';
import type { Home } from '../src-main/platform/home.ts';
import { onlineOver } from '../src-main/workflow/online-over.ts';
import type { TrustMaterial } from '../src-main/workflow/trust-store.ts';

/** What says whether anything may be fetched. */
export interface OnlineOptions {
  readonly offline?: boolean;
  readonly at?: string;
}

/** The material together with a way to what is missing, unless nothing is to be fetched. What is fetched now says nothing of another time. */
export function withOnline(material: TrustMaterial, { offline, at }: OnlineOptions, home: Home): TrustMaterial {
  if (offline === true || at !== undefined) return material;
  // Loaded only where something is missing.
  const network = async () => (await import('../src-main/workflow/network.ts')).openNetwork(home, systemClock);
  return { ...material, online: onlineOver(network, material, systemClock) };
}

/** Who was asked on the network, for what, and where nothing came of it, why. */
export function requestsInWords(fetched: readonly Fetched[]): string[] {
  return fetched.map(
    ({ url, purpose, outcome }) =>
      `  asked       ${url} (${purpose === 'ocsp' || purpose === 'crl' ? purpose.toUpperCase() : purpose})${outcome === 'ok' ? '' : `: ${outcome}`}`,
  );
}
