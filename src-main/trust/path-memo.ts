import { createHash } from 'node:crypto';
import type { PathRequest, PathResult } from './path-request.ts';

/** Enough for the signers and authorities of many files; beyond, the memory starts anew. */
const MOST_RESULTS = 200;
/** Octets of lists that one result may keep alive. */
const MOST_KEPT = 1024 * 1024;

interface Digested {
  readonly sha256: string;
}

const known = new Map<string, PathResult>();
/** By the array: the same ones come with one signature after another. */
const digests = new WeakMap<readonly Digested[], { readonly digest: string; readonly count: number }>();
const numbers = new WeakMap<object, number>();
let nextNumber = 1;

/**
 * The result for a request that was made before with the same material, by its digests, for the same times. Everything that a result
 * depends on is part of the key, so that it can only be the same. For files that are verified one after the other.
 */
export function pathOnce(request: PathRequest, validate: (request: PathRequest) => PathResult): PathResult {
  const key = keyOf(request);
  const before = known.get(key);
  if (before !== undefined) return before;
  const result = validate(request);
  const octets = result.evidence.reduce((sum, { crl, ocsp }) => sum + (crl ?? ocsp ?? { der: [] }).der.length, 0);
  if (octets <= MOST_KEPT) {
    if (known.size >= MOST_RESULTS) known.clear();
    known.set(key, result);
  }
  return result;
}

/** What a result depends on, part by part. */
const PARTS: Record<keyof Required<PathRequest>, (request: PathRequest) => unknown> = {
  leaf: ({ leaf }) => leaf.keyedAs,
  anchors: ({ anchors }) => digestOf(anchors),
  certificates: ({ certificates }) => digestOf(certificates),
  crls: ({ crls }) => digestOf(crls),
  ocsps: ({ ocsps = [] }) => digestOf(ocsps),
  at: ({ at }) => at.getTime(),
  past: ({ past, leaf, anchors, certificates, crls, ocsps = [] }) => {
    const items = [leaf, ...anchors, ...certificates, ...crls, ...ocsps];
    return past && [past.knownAt, ...items.map(({ sha256 }) => past.provenAt(sha256))].map(Number);
  },
  policies: ({ policies }) => policies,
  algorithms: ({ algorithms }) => numberOf(algorithms),
  anchorLimits: ({ anchorLimits }) => numberOf(anchorLimits),
  listed: ({ listed }) => numberOf(listed),
  revocationMaxAge: (request) => request.revocationMaxAge,
  optionalRevocation: (request) => request.optionalRevocation,
};

function keyOf(request: PathRequest): string {
  return JSON.stringify(Object.values(PARTS).map((part) => part(request) ?? null));
}

function digestOf(items: readonly Digested[]): string {
  const before = digests.get(items);
  if (before?.count === items.length) return before.digest;
  const hash = createHash('sha256');
  for (const { sha256 } of items) hash.update(sha256);
  const digest = hash.digest('base64');
  digests.set(items, { digest, count: items.length });
  return digest;
}

/** Policies and limits are told apart by being another object. */
function numberOf(value: object | undefined): number {
  if (value === undefined) return 0;
  const number = numbers.get(value) ?? nextNumber++;
  numbers.set(value, number);
  return number;
}
