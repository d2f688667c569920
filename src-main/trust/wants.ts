import type { SubIndication } from '../../shared/domain/verification.ts';
import type { Certificate } from '../cms/certificate.ts';
import type { Crl } from '../cms/crl.ts';
import type { OcspResponse } from '../cms/ocsp-response.ts';
import type { AnchorRules } from './listed-anchors.ts';
import { isUnrevocable } from './no-revocation.ts';
import type { PathResult } from './path-request.ts';
import type { Problem } from './verdict.ts';

/** A certificate about which something is missing that its issuers may give. */
export interface Want {
  readonly kind: 'signature' | 'timestamp';
  readonly leaf: Certificate;
  /** When it was used, as far as that is proved; else the time of validation. */
  readonly at: Date;
  /** What is at hand already. */
  readonly certificates: readonly Certificate[];
  readonly crls: readonly Crl[];
  readonly ocsps: readonly OcspResponse[];
  /** Nothing is missing, but what says that the leaf was not revoked came with the signature: something newer is wanted. */
  readonly newer?: boolean | undefined;
}

/** What was got for it. */
export interface Obtained {
  readonly certificates: readonly Certificate[];
  readonly crls: readonly Crl[];
  readonly ocsps: readonly OcspResponse[];
}

/** Gets what is missing, if it can be had. @throws AppError CANCELLED */
export type Obtain = (wants: readonly Want[], signal?: AbortSignal) => Promise<Obtained>;

/** What is at hand, and what was got besides. */
export function withObtained<T extends Obtained>(given: T, { certificates, crls, ocsps }: Obtained): T {
  return {
    ...given,
    certificates: [...given.certificates, ...certificates],
    crls: [...given.crls, ...crls],
    ocsps: [...given.ocsps, ...ocsps],
  };
}

/** What a new certificate, list or answer may mend. */
const CURABLE: readonly SubIndication[] = [
  'NO_CERTIFICATE_CHAIN_FOUND',
  'TRY_LATER',
  'REVOCATION_OUT_OF_BOUNDS_NO_POE',
  'CRYPTO_CONSTRAINTS_FAILURE_NO_POE',
  'NO_POE',
];

/** Whom a verification asks about, and what lies beside his signature. */
interface AskedAbout extends Pick<Want, 'kind'> {
  readonly certificate: Certificate;
  readonly carried: readonly Certificate[];
}

/** What a verification has. */
interface AtHand extends Obtained {
  readonly anchors: readonly Certificate[];
  readonly rules?: AnchorRules | undefined;
  /** Time of validation. */
  readonly at: Date;
}

/** What is missing about a signer; undefined where nothing that could be fetched would help. */
export function wantOf(
  { kind, certificate, carried }: AskedAbout,
  problems: readonly Problem[],
  context: AtHand,
  proven: Date,
): Want | undefined {
  // Where nobody is trusted no chain leads anywhere.
  if (context.anchors.length === 0 && context.rules?.listed === undefined) return undefined;
  const at = context.at <= certificate.notAfter ? context.at : proven;
  const isOut = at < certificate.notBefore || at > certificate.notAfter;
  if (isOut || !problems.some(({ subIndication }) => CURABLE.includes(subIndication))) return undefined;
  const { crls, ocsps } = context;
  return { kind, leaf: certificate, at, certificates: [...carried, ...context.certificates], crls, ocsps };
}

/** Asked at most so often: each answer may show that another one is missing. */
const MOST_ROUNDS = 4;

const NOTHING: Obtained = { certificates: [], crls: [], ocsps: [] };

/**
 * Judges, and where something is missing gets it and judges again: what timestamps need before what they may make needless.
 * @param run judges with what was got so far, and tells of what is missing
 * @throws AppError CANCELLED
 */
export async function untilComplete<T>(
  run: (obtained: Obtained, wanted: (want: Want) => void) => Promise<T> | T,
  obtain: Obtain | undefined,
  signal?: AbortSignal,
): Promise<T> {
  let obtained = NOTHING;
  const asked = new Set<string>();
  for (let round = 1; ; round += 1) {
    const wants = new Map<string, Want>();
    const result = await run(obtained, (want) => {
      const key = `${want.leaf.sha256} ${want.at.getTime()} ${want.newer === true}`;
      if (!asked.has(key)) wants.set(key, want);
    });
    if (obtain === undefined || wants.size === 0 || round > MOST_ROUNDS) return result;
    const all = [...wants];
    const ofTimestamps = all.filter(([, { kind }]) => kind === 'timestamp');
    const now = ofTimestamps.length > 0 ? ofTimestamps : all;
    for (const [key] of now) asked.add(key);
    const more = await obtain(
      now.map(([, want]) => want),
      signal,
    );
    obtained = {
      certificates: [...obtained.certificates, ...more.certificates],
      crls: [...obtained.crls, ...more.crls],
      ocsps: [...obtained.ocsps, ...more.ocsps],
    };
  }
}

/** Addresses that would answer what is open along a path, one sentence each: what to fetch where there is no network. */
export function neededFrom({ chain, evidence, subIndication }: PathResult): string[] {
  const last = chain.at(-1);
  if (subIndication === 'NO_CERTIFICATE_CHAIN_FOUND') {
    const [url] = last?.isSelfSigned === true ? [] : (last?.caIssuersUrls ?? []);
    return url === undefined
      ? []
      : [`Needed: the certificate of the issuer of ${last?.commonName}, from ${shown(url)}.`];
  }
  const proved = new Set(evidence.map(({ certificate }) => certificate.sha256));
  return chain
    .slice(0, -1)
    .filter((certificate) => !proved.has(certificate.sha256) && !isUnrevocable(certificate))
    .flatMap(({ commonName, ocspUrls, crlUrls }) => {
      const places = [...ocspUrls.slice(0, 1), ...crlUrls.slice(0, 1)].map(shown);
      if (places.length === 0) return [];
      return [`Needed: what says whether the certificate of ${commonName} was revoked, from ${places.join(' or ')}.`];
    });
}

/** Hostile addresses are not printed at length. */
function shown(url: string): string {
  return url.length <= 200 ? url : `${url.slice(0, 200)}…`;
}
