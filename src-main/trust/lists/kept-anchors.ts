import type { Certificate } from '../../cms/certificate.ts';
import type { Crl } from '../../cms/crl.ts';
import { nameKey } from '../../cms/name.ts';
import { groupBy } from '../../platform/group-by.ts';
import type { AnchorLimit } from '../anchor-limits.ts';
import type { ListedAnchors } from '../listed-anchors.ts';
import type { ListedAnchor } from './service-index.ts';

/** The anchors of the lists that are kept. */
export class KeptAnchors implements ListedAnchors {
  readonly #bySubject: ReadonlyMap<string, readonly ListedAnchor[]>;
  readonly #byDigest: ReadonlyMap<string, ListedAnchor>;
  readonly forTimestamps: ListedAnchors;

  /** @param without SHA-256 of anchors that were named: no list says anything of them */
  static of(anchors: readonly ListedAnchor[], without: ReadonlySet<string>): KeptAnchors {
    const others = anchors.filter(({ sha256 }) => !without.has(sha256));
    return new KeptAnchors(
      others.filter(({ kind }) => kind === 'signatures'),
      new KeptAnchors(others),
    );
  }

  private constructor(anchors: readonly ListedAnchor[], forTimestamps?: ListedAnchors) {
    this.#bySubject = groupBy(anchors, ({ subject }) => subject);
    this.#byDigest = new Map(anchors.map((anchor) => [anchor.sha256, anchor]));
    this.forTimestamps = forTimestamps ?? this;
  }

  near(certificates: readonly Certificate[], crls: readonly Crl[] = []): readonly Certificate[] {
    const found = new Map<string, Certificate>();
    const names = [...certificates, ...crls].map(({ issuerName }) => nameKey(issuerName));
    const seen = new Set<string>();
    const take = (anchor: ListedAnchor | undefined) => {
      if (anchor === undefined || found.has(anchor.sha256)) return;
      const certificate = anchor.read();
      found.set(anchor.sha256, certificate);
      names.push(nameKey(certificate.issuerName));
    };
    for (const { sha256 } of certificates) take(this.#byDigest.get(sha256));
    for (let name = names.pop(); name !== undefined; name = names.pop()) {
      if (seen.has(name)) continue;
      seen.add(name);
      for (const anchor of this.#bySubject.get(name) ?? []) take(anchor);
    }
    return [...found.values()];
  }

  get(sha256: string): Certificate | undefined {
    return this.#byDigest.get(sha256)?.read();
  }

  limitOf(sha256: string): AnchorLimit | undefined {
    return this.#byDigest.get(sha256)?.limit;
  }

  originOf(sha256: string): string | undefined {
    const anchor = this.#byDigest.get(sha256);
    return anchor === undefined ? undefined : `trusted list ${anchor.list.territory}`;
  }
}
