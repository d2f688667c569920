import { AppError, type Failure, isAppError } from '../../shared/contract/app-error.ts';
import type { Certificate } from '../cms/certificate.ts';
import type { Crl } from '../cms/crl.ts';
import { PURPOSE } from '../cms/extensions.ts';
import type { OcspResponse } from '../cms/ocsp-response.ts';
import type { ValidationMaterial } from '../cms/validation-material.ts';
import { throwIfCancelled } from '../platform/cancel.ts';
import type { Clock } from '../platform/clock.ts';
import type { Http } from '../platform/net/http.ts';
import { isUnrevocable } from '../trust/no-revocation.ts';
import { validatePath } from '../trust/path.ts';
import type { PathResult } from '../trust/path-request.ts';
import { EvidencePool } from './evidence-pool.ts';
import { EvidenceSource, type Fetched } from './evidence-source.ts';
import type { EvidenceWish, Found } from './level-services.ts';
import type { TrustMaterial } from './trust-store.ts';

/** Hostile certificates may name any number of addresses, and responders whose certificates name more. */
const MOST_FETCHES = 60;
const DEEPEST = 3;
/** Octets kept from file to file; beyond, what files hold is forgotten again. */
const MOST_KEPT = 64 * 1024 * 1024;

/**
 * Finds what proves that certificates were good: chains by caIssuers, OCSP answers first and then lists, those of the responders too. What
 * is at hand is used before anything is fetched, and nothing is taken that path validation does not rest on.
 * For one run: what was found for one file serves the next, as long as it is current.
 */
export class EvidenceFinder {
  readonly #source: EvidenceSource;
  readonly #trust: TrustMaterial;
  readonly #clock: Clock;
  #pool: EvidencePool;

  constructor({ http, trust, clock }: { http: Http; trust: TrustMaterial; clock: Clock }) {
    this.#source = new EvidenceSource(http, clock);
    this.#trust = trust;
    this.#clock = clock;
    this.#pool = poolOf(trust);
  }

  /**
   * Validation material for one certificate as of the time it was used. A chain that ends at nobody trusted but at a self-signed
   * certificate is proved up to that one: whether to trust it is each validator's own matter.
   * @throws AppError CANCELLED
   */
  async find(wish: EvidenceWish): Promise<Found> {
    const { leaf, at, known } = wish;
    if (this.#pool.bytes > MOST_KEPT) this.#pool = poolOf(this.#trust);
    this.#pool.addKnown(known);
    const search = new Search(this.#source, this.#pool, this.#trust, this.#clock.now(), wish);
    return await search.run(leaf, at);
  }
}

function poolOf({ certificates, crls, ocsps }: TrustMaterial): EvidencePool {
  const pool = new EvidencePool();
  pool.addCertificates(certificates);
  pool.addCrls(crls);
  pool.addOcsps(ocsps);
  return pool;
}

/** One certificate's search. */
class Search {
  readonly #source: EvidenceSource;
  readonly #pool: EvidencePool;
  readonly #now: Date;
  readonly #wish: Pick<EvidenceWish, 'signal' | 'trustedOnly' | 'newer' | 'observe'>;
  readonly #trust: TrustMaterial;
  /** First failure that kept a certificate's status from being found, by its SHA-256. */
  readonly #failures = new Map<string, Failure>();
  readonly #asked = new Set<string>();
  /** SHA-256 of the revocation data that were fetched, also where a document holds them. */
  readonly #got = new Set<string>();
  #anchors: readonly Certificate[];
  #fetches = MOST_FETCHES;

  constructor(
    source: EvidenceSource,
    pool: EvidencePool,
    trust: TrustMaterial,
    now: Date,
    wish: Pick<EvidenceWish, 'signal' | 'trustedOnly' | 'newer' | 'observe'>,
  ) {
    this.#source = source;
    this.#pool = pool;
    this.#anchors = trust.anchors;
    this.#trust = trust;
    this.#now = now;
    this.#wish = wish;
  }

  async run(leaf: Certificate, at: Date): Promise<Found> {
    await (this.#wish.newer === true ? this.#renew(leaf, at) : this.#prove(leaf, at, 0));
    const material = new Material();
    const missing = this.#gather(leaf, at, material, 0);
    return { material: material.result(), missing };
  }

  /** Fetches until the path stands and every certificate in it has its status, or nothing more can be asked. */
  async #prove(leaf: Certificate, at: Date, depth: number): Promise<void> {
    await this.#completeChain(leaf, at);
    const { chain, subIndication } = this.#judge(leaf, at);
    if (subIndication === 'NO_CERTIFICATE_CHAIN_FOUND' && this.#wish.trustedOnly === true) return;
    for (const [index, certificate] of chain.slice(0, -1).entries()) {
      const issuer = chain[index + 1];
      const isProven = () => hasStatus(this.#judge(leaf, at), certificate);
      if (issuer !== undefined && !isProven()) await this.#findStatus(certificate, issuer, isProven, depth);
    }
  }

  /** One answer from outside, from the cache or anew, unless one from outside is at hand. */
  async #renew(leaf: Certificate, at: Date): Promise<void> {
    const [, issuer] = this.#judge(leaf, at).chain;
    const isFromOutside = () =>
      this.#judge(leaf, at).evidence.some(({ certificate, crl, ocsp }) => {
        const item = crl ?? ocsp;
        return certificate.sha256 === leaf.sha256 && item !== undefined && this.#isFromOutside(item.sha256);
      });
    if (issuer !== undefined && !isFromOutside()) await this.#findStatus(leaf, issuer, isFromOutside, 0);
  }

  #isFromOutside(sha256: string): boolean {
    return this.#got.has(sha256) || !this.#pool.wasKnown(sha256);
  }

  async #completeChain(leaf: Certificate, at: Date): Promise<void> {
    for (;;) {
      const { subIndication, chain } = this.#judge(leaf, at);
      const last = chain.at(-1);
      if (subIndication !== 'NO_CERTIFICATE_CHAIN_FOUND' || last === undefined) return;
      if (last.isSelfSigned) {
        if (this.#wish.trustedOnly !== true) this.#anchors = [...this.#anchors, last];
        return;
      }
      const url = last.caIssuersUrls.find((address) => !this.#asked.has(address));
      if (url === undefined) return;
      const fetched = await this.#ask(url, last, () => this.#source.issuers(url, last.commonName, this.#options()));
      this.#pool.addCertificates(fetched?.item ?? []);
    }
  }

  /** OCSP first: its answer is small and new. Each answer counts only when the path rests on it. */
  async #findStatus(
    certificate: Certificate,
    issuer: Certificate,
    isProven: () => boolean,
    depth: number,
  ): Promise<void> {
    const byOcsp = (url: string) => async (refresh: boolean) => {
      const key = `${refresh ? 'again ' : ''}${url} ${certificate.sha256}`;
      const ask = () => this.#source.ocsp(url, certificate, issuer, this.#options(refresh));
      const fetched = await this.#ask(key, certificate, ask);
      if (fetched === undefined) return undefined;
      this.#got.add(fetched.item.sha256);
      this.#pool.addOcsps([fetched.item]);
      await this.#proveResponder(fetched.item, depth);
      return fetched;
    };
    const byCrl = (url: string) => async (refresh: boolean) => {
      const key = `${refresh ? 'again ' : ''}${url}`;
      const ask = () => this.#source.crl(url, issuer.commonName, this.#options(refresh));
      const fetched = await this.#ask(key, certificate, ask);
      if (fetched === undefined) return undefined;
      this.#got.add(fetched.item.sha256);
      this.#pool.addCrls([fetched.item]);
      await this.#findDeltas(certificate, issuer, fetched.item, refresh);
      return fetched;
    };
    for (const obtain of [...certificate.ocspUrls.map(byOcsp), ...certificate.crlUrls.map(byCrl)]) {
      const fetched = await obtain(false);
      if (isProven()) return;
      if (fetched?.fromCache === true) await obtain(true);
      if (isProven()) return;
    }
  }

  /** The delta lists that certificate and list name: what they add is newer. Without them the list stands for itself. */
  async #findDeltas(certificate: Certificate, issuer: Certificate, list: Crl, refresh: boolean): Promise<void> {
    for (const url of new Set([...certificate.freshestCrlUrls, ...list.freshestUrls])) {
      const ask = () => this.#source.crl(url, issuer.commonName, this.#options(refresh));
      const fetched = await this.#ask(`${refresh ? 'again ' : ''}${url}`, certificate, ask);
      if (fetched === undefined) continue;
      this.#got.add(fetched.item.sha256);
      this.#pool.addCrls([fetched.item]);
    }
  }

  /** A responder whose certificate does not say that it need not be checked is checked like anybody. */
  async #proveResponder(response: OcspResponse, depth: number): Promise<void> {
    if (depth >= DEEPEST) return;
    const responder = response.certificates.find((candidate) => response.isFrom(candidate));
    if (responder === undefined || responder.hasOcspNoCheck) return;
    if (responder.extendedKeyUsage?.includes(PURPOSE.ocspSigning) !== true) return;
    this.#pool.addCertificates([responder]);
    await this.#prove(responder, response.producedAt, depth + 1);
  }

  /** What the path rests on, that of responders and CRL signers included, and what is missing. */
  #gather(leaf: Certificate, at: Date, material: Material, depth: number): Failure[] {
    const result = this.#judge(leaf, at);
    for (const certificate of result.chain) material.certificate(certificate);
    const missing: Failure[] = [];
    for (const { crl, ocsp, signer } of result.evidence.flatMap((one) => [one, ...(one.further ?? [])])) {
      if (crl !== undefined) material.crl(crl.der);
      if (ocsp !== undefined) material.ocsp(ocsp.der);
      if (signer === undefined || material.has(signer)) continue;
      material.certificate(signer);
      if (!signer.hasOcspNoCheck && depth < DEEPEST) {
        missing.push(...this.#gather(signer, ocsp?.producedAt ?? at, material, depth + 1));
      }
    }
    return [...missing, ...this.#missingFrom(result)];
  }

  #missingFrom(result: PathResult): Failure[] {
    const { chain, subIndication, revocation, reasons } = result;
    const last = chain.at(-1);
    if (subIndication === 'NO_CERTIFICATE_CHAIN_FOUND' && last !== undefined) {
      const failure = this.#failures.get(last.sha256);
      const message = `The chain of certificates ends at ${last.commonName}: the certificate of its issuer is not at hand. Give it with the trusted certificates.`;
      return [failure ?? incomplete(message, last)];
    }
    const unproven = chain.slice(0, -1).filter((certificate) => !hasStatus(result, certificate));
    const missing = unproven.map(
      (certificate) => this.#failures.get(certificate.sha256) ?? unprovenFailure(certificate, reasons),
    );
    const revoked = reasons.find((reason) => reason.includes('was revoked on'));
    if (revocation === 'revoked' && revoked !== undefined && chain[0] !== undefined) {
      missing.push(incomplete(revoked, chain[0], { revoked: true }));
    }
    return missing;
  }

  /**
   * The path as of `at` with everything at hand. Data fetched now count from now. What the document held may be proved older by its
   * timestamps; that is judged where the file is verified, so here it counts from the time asked about.
   */
  #judge(leaf: Certificate, at: Date): PathResult {
    const knownAt = at > this.#now ? at : this.#now;
    return validatePath({
      leaf,
      anchors: this.#anchors,
      listed: this.#trust.rules?.listed?.forTimestamps,
      certificates: this.#pool.certificates,
      crls: this.#pool.crls,
      ocsps: this.#pool.ocsps,
      at,
      past: { knownAt, provenAt: (sha256) => (this.#pool.wasKnown(sha256) ? at : knownAt) },
      revocationMaxAge: this.#trust.rules?.revocationMaxAge,
    });
  }

  /** Fetches once per search, within bounds. A failure is kept for the report. @throws AppError CANCELLED */
  async #ask<T>(key: string, about: Certificate, obtain: () => Promise<Fetched<T>>): Promise<Fetched<T> | undefined> {
    throwIfCancelled(this.#wish.signal);
    if (this.#asked.has(key) || --this.#fetches < 0) return undefined;
    this.#asked.add(key);
    try {
      return await obtain();
    } catch (error) {
      if (!isAppError(error) || error.code === 'CANCELLED') throw error;
      if (!this.#failures.has(about.sha256)) this.#failures.set(about.sha256, error);
      return undefined;
    }
  }

  #options(refresh = false) {
    const { signal, observe } = this.#wish;
    return { signal, observe, refresh };
  }
}

/** Validation material in the order it was met, each item once. */
class Material {
  readonly #certificates = new Map<string, Uint8Array>();
  readonly #crls = new Set<Uint8Array>();
  readonly #ocsps = new Set<Uint8Array>();

  has(certificate: Certificate): boolean {
    return this.#certificates.has(certificate.sha256);
  }

  certificate({ sha256, der }: Certificate): void {
    this.#certificates.set(sha256, der);
  }

  /** The pool holds each list once, so its bytes stand for it. */
  crl(der: Uint8Array): void {
    this.#crls.add(der);
  }

  ocsp(der: Uint8Array): void {
    this.#ocsps.add(der);
  }

  result(): ValidationMaterial {
    return { certificates: [...this.#certificates.values()], crls: [...this.#crls], ocsps: [...this.#ocsps] };
  }
}

function hasStatus({ evidence }: PathResult, asked: Certificate): boolean {
  return isUnrevocable(asked) || evidence.some(({ certificate }) => certificate.sha256 === asked.sha256);
}

function unprovenFailure(certificate: Certificate, reasons: readonly string[]): AppError {
  const name = certificate.commonName;
  if (certificate.ocspUrls.length === 0 && certificate.crlUrls.length === 0) {
    return incomplete(
      `The certificate of ${name} names neither an OCSP responder nor a revocation list, and none is at hand. Give the list of its issuer as a file.`,
      certificate,
    );
  }
  const reason = reasons.find((text) => text.includes(name)) ?? reasons[0] ?? 'No answer counts.';
  return incomplete(`Nothing proves that the certificate of ${name} was not revoked: ${reason}`, certificate);
}

function incomplete(message: string, { commonName }: Certificate, details: { revoked?: boolean } = {}): AppError {
  return new AppError('EVIDENCE_INCOMPLETE', message, { certificate: commonName, ...details });
}
