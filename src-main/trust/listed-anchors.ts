import type { Certificate } from '../cms/certificate.ts';
import type { Crl } from '../cms/crl.ts';
import type { AnchorLimit, AnchorLimits } from './anchor-limits.ts';

/**
 * Anchors that trusted lists make: thousands, of which a path needs few. They are known by digest and name, and read when a path comes
 * near them. Immutable: the same object always stands for the same anchors with the same limits.
 */
export interface ListedAnchors {
  /** Those that are one of these certificates, bear the name of one's issuer or of a list's, or stand above such an anchor. */
  near(certificates: readonly Certificate[], crls?: readonly Crl[]): readonly Certificate[];
  /** One of them, by the SHA-256 of its certificate. */
  get(sha256: string): Certificate | undefined;
  /** How long one of them is trusted. */
  limitOf(sha256: string): AnchorLimit | undefined;
  /** The list that makes one of them an anchor, for people. */
  originOf(sha256: string): string | undefined;
  /** These, and those for timestamps alone. */
  readonly forTimestamps: ListedAnchors;
}

/** What is asked of anchors, and where further ones are. */
export interface AnchorRules {
  readonly anchorLimits?: AnchorLimits | undefined;
  /** Trusted as those that are named, each for its time; absent where no lists are kept. */
  readonly listed?: ListedAnchors | undefined;
}

/** Whom a verification trusts. */
interface Trusting {
  readonly anchors: readonly Certificate[];
  readonly rules?: AnchorRules | undefined;
}

/** The anchors that matter to these certificates, whatever for. */
export function anchorsNear(
  { anchors, rules }: Trusting,
  certificates: readonly Certificate[],
): readonly Certificate[] {
  const listed = rules?.listed?.forTimestamps.near(certificates) ?? [];
  return listed.length === 0 ? anchors : [...anchors, ...listed];
}

/** For how long an anchor is trusted; undefined where nobody limits it. What a policy says of one comes before what lists say. */
export function limitOf(sha256: string, rules: AnchorRules | undefined): AnchorLimit | undefined {
  return rules?.anchorLimits?.get(sha256) ?? rules?.listed?.forTimestamps.limitOf(sha256);
}
