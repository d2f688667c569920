import type { EvidenceReport, Fetched } from '../../shared/domain/verification.ts';
import { Certificate } from '../cms/certificate.ts';
import { Crl } from '../cms/crl.ts';
import { OcspResponse } from '../cms/ocsp-response.ts';
import { parsedAs } from '../cms/parsed-as.ts';
import type { ValidationMaterial } from '../cms/validation-material.ts';
import type { Clock } from '../platform/clock.ts';
import type { Obtain, Obtained, Want } from '../trust/wants.ts';
import type { EvidenceFinder } from './evidence.ts';
import type { FetchAttempt } from './evidence-source.ts';
import type { Network } from './network.ts';
import type { TrustMaterial } from './trust-store.ts';

/**
 * What a verification fetches: issuers, OCSP answers and lists that certificates name, never what a document names. Only for chains that
 * end at somebody trusted, and only what is missing. One for each file; what was found serves the next ones.
 */
export class OnlineEvidence {
  /** The requests that were sent, in order; what the cache answered is not among them. */
  readonly fetched: Fetched[] = [];
  /** DER of what was found for the newest file, by SHA-256. */
  readonly found: Map<string, Uint8Array>;
  readonly #open: () => Promise<EvidenceFinder>;
  readonly #origins = new Map<string, EvidenceReport['origin']>();
  /** SHA-256 of what was got for any file. */
  readonly #kept: Set<string>;

  /** @param open called when something is missing for the first time */
  constructor(open: () => Promise<EvidenceFinder>, found = new Map<string, Uint8Array>(), kept = new Set<string>()) {
    let finder: Promise<EvidenceFinder> | undefined;
    this.found = found;
    this.#kept = kept;
    this.#open = () => {
      finder ??= open();
      return finder;
    };
  }

  /** The same for another file: of many, only what the newest rests on is held. */
  forFile(): OnlineEvidence {
    this.found.clear();
    return new OnlineEvidence(this.#open, this.found, this.#kept);
  }

  /** @throws AppError CANCELLED; SETTINGS_UNREADABLE, NETWORK_PROXY where the network is set up wrongly */
  readonly obtain: Obtain = async (wants, signal) => {
    const finder = await this.#open();
    const found: Obtained[] = [];
    for (const want of wants) {
      const { material } = await finder.find({
        leaf: want.leaf,
        at: want.at,
        known: knownTo(want),
        signal,
        trustedOnly: true,
        observe: (attempt) => this.#note(attempt),
      });
      found.push(parsed(material));
    }
    for (const { certificates, crls, ocsps } of found) {
      for (const { sha256, der } of [...certificates, ...crls, ...ocsps]) this.found.set(sha256, der);
    }
    return {
      certificates: found.flatMap(({ certificates }) => certificates),
      crls: found.flatMap(({ crls }) => crls),
      ocsps: found.flatMap(({ ocsps }) => ocsps),
    };
  };

  /** Where an item came from that is not in the document; undefined for what was given. */
  readonly originOf = (sha256: string): EvidenceReport['origin'] =>
    this.#origins.get(sha256) ?? (this.#kept.has(sha256) ? 'kept' : 'given');

  #note({ url, purpose, outcome, bytes, fromCache, sha256 }: FetchAttempt): void {
    if (sha256 !== undefined) {
      this.#origins.set(sha256, fromCache ? 'kept' : 'fetched');
      this.#kept.add(sha256);
    }
    const wasSent = !fromCache && outcome !== 'NETWORK_OFFLINE';
    if (wasSent) this.fetched.push({ url, purpose, outcome, bytes });
  }
}

/** Over a network that is opened when something is missing for the first time. What it got for one file serves the next ones. */
export function onlineOver(network: () => Promise<Network>, trust: TrustMaterial, clock: Clock): OnlineEvidence {
  return new OnlineEvidence(async () => {
    const { EvidenceFinder } = await import('./evidence.ts');
    const { http } = await network();
    return new EvidenceFinder({ http, trust, clock });
  });
}

function knownTo({ certificates, crls, ocsps }: Want): ValidationMaterial {
  const ders = (items: readonly { readonly der: Uint8Array }[]) => items.map(({ der }) => der);
  return { certificates: ders(certificates), crls: ders(crls), ocsps: ders(ocsps) };
}

function parsed({ certificates, crls, ocsps }: ValidationMaterial): Obtained {
  return {
    certificates: parsedAs(Certificate, certificates),
    crls: parsedAs(Crl, crls),
    ocsps: parsedAs(OcspResponse, ocsps),
  };
}
