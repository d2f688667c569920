import { codeOf } from '../../shared/contract/app-error.ts';
import type { EvidenceReport, Fetched } from '../../shared/domain/verification.ts';
import { Certificate } from '../cms/certificate.ts';
import { Crl } from '../cms/crl.ts';
import { OcspResponse } from '../cms/ocsp-response.ts';
import { parsedAs } from '../cms/parsed-as.ts';
import type { ValidationMaterial } from '../cms/validation-material.ts';
import type { Obtain, Obtained, Want } from '../trust/wants.ts';
import type { FetchAttempt } from './evidence-source.ts';
import type { LevelServices } from './level-services.ts';

/** What serves all files of a run. */
interface Shared {
  /** Opened when something is missing for the first time. */
  readonly finder: () => Promise<{ readonly find: LevelServices['findEvidence'] }>;
  /** DER of what was found for the newest file, by SHA-256. */
  readonly found: Map<string, Uint8Array>;
  /** SHA-256 of what was got for any file. */
  readonly kept: Set<string>;
  /** Milliseconds for each file. */
  readonly within: number;
}

/**
 * What a verification fetches: issuers, OCSP answers and lists that certificates name, never what a document names. Only for chains that
 * end at somebody trusted, and only what is missing. One for each file; what was found serves the next ones.
 */
export class OnlineEvidence {
  /** The requests that were sent, in order; what the cache answered is not among them. */
  readonly fetched: Fetched[] = [];
  readonly #shared: Shared;
  readonly #origins = new Map<string, EvidenceReport['origin']>();
  #limit: AbortSignal | undefined;

  constructor(shared: Shared) {
    this.#shared = shared;
  }

  /** DER of what was found for the newest file, by SHA-256. */
  get found(): ReadonlyMap<string, Uint8Array> {
    return this.#shared.found;
  }

  /** The same for another file: of many, only what the newest rests on is held. */
  forFile(): OnlineEvidence {
    this.#shared.found.clear();
    return new OnlineEvidence(this.#shared);
  }

  /** @throws AppError CANCELLED; SETTINGS_UNREADABLE, NETWORK_PROXY where the network is set up wrongly */
  readonly obtain: Obtain = async (wants, signal) => {
    this.#limit ??= AbortSignal.timeout(this.#shared.within);
    const limit = this.#limit;
    const finder = await this.#shared.finder();
    const found: Obtained[] = [];
    for (const want of wants) {
      if (limit.aborted) break;
      try {
        const { material } = await finder.find({
          leaf: want.leaf,
          at: want.at,
          known: knownTo(want),
          signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
          trustedOnly: true,
          newer: want.newer,
          observe: (attempt) => this.#note(attempt),
        });
        found.push(parsed(material));
      } catch (error) {
        // What nobody answered in time stays missing; only a person stops the verification.
        if (codeOf(error) !== 'CANCELLED' || signal?.aborted === true) throw error;
      }
    }
    for (const { certificates, crls, ocsps } of found) {
      for (const { sha256, der } of [...certificates, ...crls, ...ocsps]) this.#shared.found.set(sha256, der);
    }
    return {
      certificates: found.flatMap(({ certificates }) => certificates),
      crls: found.flatMap(({ crls }) => crls),
      ocsps: found.flatMap(({ ocsps }) => ocsps),
    };
  };

  /** Where an item came from that is not in the document; undefined for what was given. */
  readonly originOf = (sha256: string): EvidenceReport['origin'] =>
    this.#origins.get(sha256) ?? (this.#shared.kept.has(sha256) ? 'kept' : 'given');

  #note({ url, purpose, outcome, bytes, fromCache, sha256 }: FetchAttempt): void {
    if (sha256 !== undefined) {
      this.#origins.set(sha256, fromCache ? 'kept' : 'fetched');
      this.#shared.kept.add(sha256);
    }
    const wasSent = !fromCache && outcome !== 'NETWORK_OFFLINE';
    const isLate = outcome === 'CANCELLED' && this.#limit?.aborted === true;
    if (wasSent) this.fetched.push({ url, purpose, outcome: isLate ? 'NETWORK_TIMEOUT' : outcome, bytes });
  }
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
