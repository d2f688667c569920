import type { Certificate } from '../cms/certificate.ts';
import { sameBytes } from '../cms/der.ts';
import { nameKey } from '../cms/name.ts';
import type { SignatureCheck } from '../cms/verify-signature.ts';
import { type PathIndex, stepCost } from './path-index.ts';
import type { PathProblem } from './problem.ts';

/** Certificates of a path, anchor included. */
const MAX_LENGTH = 20;
/** Every edge costs a signature check: hostile certificate sets must not buy more of them. */
const MAX_CHECKS = 1_500;
/** Places looked at, and paths found. */
const MAX_STEPS = 3_000;
const MAX_WAITING = 20_000;
const MAX_PATHS = 32;

/** So many of one name are tried one after the other; of more it is first asked who signed, key by key. */
const FEW = 4;

/** Part of a path that is looked at, from the leaf up. */
interface Place {
  readonly certificate: Certificate;
  /** Whom it issued; undefined for the leaf. */
  readonly below: Place | undefined;
  readonly length: number;
  /** Certification authorities from here down that count for a path length: not those issued to themselves. */
  readonly authorities: number;
  readonly cost: number;
}

/**
 * Searches paths from a leaf to anchors, best first: short ones before long ones, fitting key identifiers, authorities that may issue and
 * are in their validity before others. Loops are cut: no path holds the same key under the same name twice. Bounded in length, in signature
 * checks, in places and in paths, so that any graph of certificates ends.
 */
export class PathSearch {
  readonly #index: PathIndex;
  readonly #at: Date;
  readonly #leads: boolean;
  /** Places by what the whole path would cost at least, and how many of each were looked at. */
  readonly #waiting: { readonly places: Place[]; taken: number }[] = [];
  /** By the certificate and the number of the key: many certificates may hold one key, and what it signed is the same. */
  readonly #checked = new Map<Certificate, Map<number, SignatureCheck>>();
  #checks = 0;
  readonly #seen = new Set<string>();
  readonly #rejected = new Map<string, PathProblem>();
  #longest: Place;
  #steps = 0;
  #pushed = 0;
  #found = 0;

  constructor(leaf: Certificate, index: PathIndex, at: Date) {
    this.#index = index;
    this.#at = at;
    this.#leads = index.distance(leaf) !== undefined;
    this.#longest = { certificate: leaf, below: undefined, length: 1, authorities: 0, cost: 0 };
    this.#push(this.#longest);
  }

  /** The next best path, leaf first, anchor last; every signature in it is valid and every issuer name fits. Undefined where there is no more. */
  next(): readonly Certificate[] | undefined {
    if (this.#found >= MAX_PATHS) return undefined;
    for (let place = this.#pop(); place !== undefined; place = this.#pop()) {
      if (place.below !== undefined && !this.#isSigned(place.below.certificate, place.certificate)) continue;
      if (place.length > this.#longest.length) this.#longest = place;
      if (this.#index.isAnchor(place.certificate)) {
        this.#found++;
        return pathOf(place);
      }
      this.#goOn(place);
    }
    return undefined;
  }

  /** The longest chain that was reached, for the report where no path was found. */
  get longest(): readonly Certificate[] {
    return pathOf(this.#longest);
  }

  /** Issuers whose name fits but whose key did not sign. */
  get rejected(): readonly PathProblem[] {
    return [...this.#rejected.values()];
  }

  /** How many signatures were checked. */
  get checks(): number {
    return this.#checks;
  }

  #goOn(place: Place): void {
    const { certificate, length, authorities } = place;
    if (length >= MAX_LENGTH) return;
    const issuers = this.#index.issuersOf(certificate);
    for (const issuer of issuers) {
      if (issuers.length > FEW && !this.#isSigned(certificate, issuer)) continue;
      if (this.#leads ? this.#index.distance(issuer) === undefined : !this.#isNew(issuer)) continue;
      if (!isOn(place, issuer)) {
        this.#push({
          certificate: issuer,
          below: place,
          length: length + 1,
          authorities: authorities + (issuer.isSelfIssued ? 0 : 1),
          cost: place.cost + stepCost(certificate, issuer, authorities, this.#at),
        });
      }
    }
  }

  /** Where names lead to no anchor it is enough to come to each certificate once. */
  #isNew({ keyedAs }: Certificate): boolean {
    return this.#seen.size < this.#seen.add(keyedAs).size;
  }

  #isSigned(certificate: Certificate, issuer: Certificate): boolean {
    const byKey = this.#checked.get(certificate) ?? new Map<number, SignatureCheck>();
    const key = this.#index.keyNumber(issuer);
    const known = byKey.get(key);
    if (known !== undefined) return known === 'valid';
    if (this.#checks >= MAX_CHECKS) return false;
    this.#checks++;
    const check = certificate.verifyIssuedBy(issuer);
    this.#checked.set(certificate, byKey.set(key, check));
    if (check !== 'valid') this.#reject(certificate, issuer, check);
    return check === 'valid';
  }

  #reject(certificate: Certificate, issuer: Certificate, check: Exclude<SignatureCheck, 'valid'>): void {
    const isWrong = check === 'invalid';
    const message = isWrong
      ? `The signature of ${issuer.commonName} on the certificate of ${certificate.commonName} is not valid.`
      : `The signature on the certificate of ${certificate.commonName} is of a kind that cannot be checked here.`;
    const code = isWrong ? 'SIGNATURE_INVALID' : 'ALGORITHM_UNSUPPORTED';
    this.#rejected.set(message, { subIndication: 'NO_CERTIFICATE_CHAIN_FOUND', message, code, certificate });
  }

  #push(place: Place): void {
    if (++this.#pushed > MAX_WAITING) return;
    const estimate = place.cost + (this.#index.distance(place.certificate) ?? 0);
    const bucket = this.#waiting[estimate];
    if (bucket === undefined) this.#waiting[estimate] = { places: [place], taken: 0 };
    else bucket.places.push(place);
  }

  #pop(): Place | undefined {
    if (++this.#steps > MAX_STEPS) return undefined;
    const bucket = this.#waiting.find((one) => one !== undefined && one.taken < one.places.length);
    return bucket?.places[bucket.taken++];
  }
}

function pathOf(place: Place): readonly Certificate[] {
  const path: Certificate[] = [];
  for (let at: Place | undefined = place; at !== undefined; at = at.below) path.unshift(at.certificate);
  return path;
}

function isOn(place: Place, issuer: Certificate): boolean {
  for (let at: Place | undefined = place; at !== undefined; at = at.below) {
    if (sameEntity(at.certificate, issuer)) return true;
  }
  return false;
}

function sameEntity(a: Certificate, b: Certificate): boolean {
  return sameBytes(a.spki.der, b.spki.der) && nameKey(a.subjectName) === nameKey(b.subjectName);
}
