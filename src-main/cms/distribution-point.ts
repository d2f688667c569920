import { children, contextTag, type Der, expectTag, Members, readDer, readNamedBits, TAG } from './der.ts';
import { type GeneralName, type NameAttribute, readGeneralName, readRdn } from './name.ts';

/** Where a list is, as certificates and lists name it (RFC 5280, 4.2.1.13). */
export type DistributionPointName =
  | { readonly kind: 'full'; readonly names: readonly GeneralName[] }
  /** One RDN below the name of the list's issuer. */
  | { readonly kind: 'relative'; readonly rdn: readonly NameAttribute[] };

/** One DistributionPoint (RFC 5280, 4.2.1.13). */
export interface DistributionPoint {
  readonly name: DistributionPointName | undefined;
  /** Reasons for revocation that its lists are about. */
  readonly reasons: Reasons;
  /** Who makes the lists, where that is not the certificate's issuer. */
  readonly crlIssuer: readonly GeneralName[] | undefined;
}

/** A set of reasons for revocation: bit n stands for reason n of ReasonFlags (RFC 5280, 4.2.1.13). */
export type Reasons = number;

/** Every reason that lists can be divided by: keyCompromise (1) to aACompromise (8). */
export const ALL_REASONS: Reasons = 0b1_1111_1110;

/** @throws FormatError */
export function readDistributionPoints(value: Uint8Array): DistributionPoint[] {
  return children(readDer(value, TAG.sequence)).map((point) => {
    const members = new Members(point);
    const name = members.optional(contextTag(0));
    const reasons = members.optional(contextTag(1, false));
    const issuer = members.optional(contextTag(2));
    members.end();
    return {
      name: name === undefined ? undefined : readDistributionPointName(name),
      reasons: readReasons(reasons),
      crlIssuer: issuer === undefined ? undefined : children(issuer).map(readGeneralName),
    };
  });
}

/** Content of a `distributionPoint [0]`. @throws FormatError */
export function readDistributionPointName(value: Der): DistributionPointName {
  const members = new Members(value, value.tag);
  const choice = members.take();
  members.end();
  return choice.tag === contextTag(1)
    ? { kind: 'relative', rdn: readRdn(choice, contextTag(1)) }
    : { kind: 'full', names: children(expectTag(choice, contextTag(0))).map(readGeneralName) };
}

/** An implicitly tagged ReasonFlags; absent: all of them. @throws FormatError */
export function readReasons(flags: Der | undefined): Reasons {
  if (flags === undefined) return ALL_REASONS;
  const bit = readNamedBits(flags, flags.tag);
  return [1, 2, 3, 4, 5, 6, 7, 8].reduce((sum, reason) => (bit(reason) ? sum | (1 << reason) : sum), 0);
}

/** Where the issuer itself publishes lists, with http or https, in order. */
export function publishedAt(points: readonly DistributionPoint[]): string[] {
  return points
    .filter((point) => point.crlIssuer === undefined)
    .flatMap(({ name }) => (name?.kind === 'full' ? name.names : []))
    .flatMap((name) => (name.kind === 'uri' ? [name.value] : []))
    .filter(isHttp);
}

/** What is fetched: nothing of the machine that verifies. */
export function isHttp(url: string): boolean {
  return /^https?:\/\//i.test(url);
}
