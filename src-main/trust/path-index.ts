import type { Certificate } from '../cms/certificate.ts';
import { sameBytes } from '../cms/der.ts';
import { nameKey } from '../cms/name.ts';
import { groupBy } from '../platform/group-by.ts';

/** What a step costs whose key identifiers do not fit: they only order the search, RFC 5280, 4.2.1.1 does not make them a condition. */
const LOOSE_STEP = 4;
/** An authority without DSA parameters of its own may have been certified by several: more of them are not looked at. */
const MOST_VARIANTS = 8;
const DEEPEST_INHERITANCE = 3;

/**
 * The certificates among which paths are searched: who may have issued whom, by names and key identifiers alone, and how far each is from
 * an anchor. Building it costs time in proportion to the number of certificates, whatever graph they form.
 */
export class PathIndex {
  readonly #anchors: ReadonlySet<string>;
  readonly #bySubject: ReadonlyMap<string, readonly Certificate[]>;
  readonly #distances: ReadonlyMap<string, number>;
  readonly #inheriting = new Map<string, readonly Certificate[]>();
  readonly #keys = new WeakMap<Certificate, number>();
  readonly #keyNumbers = new Map<string, number>();

  /** @param certificates in no order; not trusted by themselves */
  constructor(anchors: readonly Certificate[], certificates: readonly Certificate[]) {
    this.#anchors = new Set(anchors.map(({ sha256 }) => sha256));
    const all = [...new Map([...anchors, ...certificates].map((one) => [one.sha256, one])).values()];
    this.#bySubject = groupBy(all, ({ subjectName }) => nameKey(subjectName));
    this.#distances = distancesFrom(anchors, all);
  }

  isAnchor({ sha256 }: Certificate): boolean {
    return this.#anchors.has(sha256);
  }

  /** Steps from a certificate to the nearest anchor if every signature were valid; undefined where names lead to none. */
  distance(certificate: Certificate): number | undefined {
    const known = this.#distances.get(certificate.sha256);
    if (known !== undefined) return known;
    const ofIssuers = this.named(certificate).map((issuer) => this.#distances.get(issuer.sha256) ?? Infinity);
    const nearest = Math.min(...ofIssuers);
    return Number.isFinite(nearest) ? nearest + 1 : undefined;
  }

  /** The same number for certificates with the same key. */
  keyNumber(certificate: Certificate): number {
    const known = this.#keys.get(certificate);
    if (known !== undefined) return known;
    const { buffer, byteOffset, length } = certificate.spki.der;
    const own = Buffer.from(buffer, byteOffset, length).toString('latin1');
    const text = certificate.inheritsFrom === undefined ? own : `${own} ${certificate.inheritsFrom.keyedAs}`;
    const number = this.#keyNumbers.get(text) ?? this.#keyNumbers.size;
    this.#keyNumbers.set(text, number);
    this.#keys.set(certificate, number);
    return number;
  }

  /** Certificates that bear the name of the issuer. */
  named({ issuerName }: Certificate): readonly Certificate[] {
    return this.#bySubject.get(nameKey(issuerName)) ?? [];
  }

  /** Who may have issued a certificate. An authority whose DSA key has its parameters from its own issuer comes once for each such issuer. */
  issuersOf(certificate: Certificate, depth = 0): readonly Certificate[] {
    const { inheritsFrom } = certificate;
    const named = this.named(certificate);
    if (inheritsFrom === undefined && !named.some(isIncomplete)) return named;
    return named
      .flatMap((issuer) => (isIncomplete(issuer) ? this.#completed(issuer, depth) : [issuer]))
      .filter((issuer) => inheritsFrom === undefined || issuer.keyedAs === inheritsFrom.keyedAs);
  }

  /** RFC 3279, 2.3.2: the parameters of a key that has none are those of whoever signed its certificate with DSA. */
  #completed(authority: Certificate, depth: number): readonly Certificate[] {
    const known = this.#inheriting.get(authority.sha256);
    if (known !== undefined || depth >= DEEPEST_INHERITANCE) return known ?? [];
    const found = this.issuersOf(authority, depth + 1)
      .filter(({ spki }) => spki.dsa !== undefined)
      .slice(0, MOST_VARIANTS)
      .filter((issuer) => authority.verifyIssuedBy(issuer) === 'valid')
      .map((issuer) => authority.inheriting(issuer));
    this.#inheriting.set(authority.sha256, found);
    return found;
  }
}

function isIncomplete({ spki }: Certificate): boolean {
  return spki.family === 'dsa' && spki.dsa === undefined;
}

/** True where the key identifiers of both agree, or one of them has none. */
export function keyIdFits(certificate: Certificate, issuer: Certificate): boolean {
  const wanted = certificate.authorityKeyId;
  return wanted === undefined || issuer.subjectKeyId === undefined || sameBytes(wanted, issuer.subjectKeyId);
}

/** Breadth first from the anchors down: first along fitting key identifiers, then, for what that does not reach, along names alone. */
function distancesFrom(anchors: readonly Certificate[], all: readonly Certificate[]): Map<string, number> {
  const distances = new Map(anchors.map(({ sha256 }) => [sha256, 0]));
  const issued = new Map<string, Map<string, Certificate[]>>();
  for (const certificate of all) {
    const name = nameKey(certificate.issuerName);
    const byKey = issued.get(name) ?? new Map<string, Certificate[]>();
    issued.set(name, byKey);
    const key = keyText(certificate.authorityKeyId);
    const group = byKey.get(key);
    if (group === undefined) byKey.set(key, [certificate]);
    else group.push(certificate);
  }
  const spread = (
    start: readonly Certificate[],
    step: number,
    keysOf: (issuer: Certificate) => string[] | undefined,
  ) => {
    const queue = [...start];
    for (let issuer = queue.shift(); issuer !== undefined; issuer = queue.shift()) {
      const byKey = issued.get(nameKey(issuer.subjectName));
      for (const key of keysOf(issuer) ?? [...(byKey?.keys() ?? [])]) {
        for (const certificate of byKey?.get(key) ?? []) {
          if (distances.has(certificate.sha256)) continue;
          distances.set(certificate.sha256, (distances.get(issuer.sha256) ?? 0) + step);
          queue.push(certificate);
        }
        // Each certificate is met once: a graph in which everybody certified everybody costs no more than a list.
        byKey?.delete(key);
      }
    }
  };
  spread(anchors, 1, ({ subjectKeyId }) => (subjectKeyId === undefined ? undefined : [keyText(subjectKeyId), '']));
  const reached = all.filter(({ sha256 }) => distances.has(sha256));
  spread(reached, 1 + LOOSE_STEP, () => undefined);
  return distances;
}

/** Empty for no identifier. */
function keyText(keyId: Uint8Array | undefined): string {
  return keyId === undefined ? '' : Buffer.from(keyId).toString('hex');
}

/** How much worse a step to this issuer is than one about which nothing is wrong. */
export function stepCost(certificate: Certificate, issuer: Certificate, caBelow: number, at: Date): number {
  const mayIssue = issuer.version < 3 || (issuer.isCa && (issuer.keyUsage?.has('keyCertSign') ?? true));
  return (
    1 +
    (keyIdFits(certificate, issuer) ? 0 : LOOSE_STEP) +
    (mayIssue ? 0 : 2) +
    (issuer.notBefore <= at && at <= issuer.notAfter ? 0 : 2) +
    ((issuer.pathLen ?? caBelow) < caBelow ? 2 : 0)
  );
}
