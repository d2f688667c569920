import type { EvidenceReport } from '../../shared/domain/verification.ts';
import type { HashName, SignatureScheme } from '../cms/algorithms.ts';
import type { Certificate } from '../cms/certificate.ts';
import type { Crl } from '../cms/crl.ts';
import type { OcspResponse } from '../cms/ocsp-response.ts';
import type { SignerInfo } from '../cms/parsed-signed-data.ts';
import {
  type AlgorithmPolicy,
  hashWeakness,
  keyWarning,
  schemeWeakness,
  USUAL_POLICY,
  type Weakness,
  weaknessIndication,
} from './algorithm-policy.ts';
import { slide } from './control-time.ts';
import type { Qualifier } from './lists/qualify.ts';
import { unrevocableRemarks } from './no-revocation.ts';
import { validatePath } from './path.ts';
import type { PathRequest, PathResult } from './path-request.ts';
import type { ValidationRules } from './rules.ts';
import { usageProblems } from './signer-usage.ts';
import { conclude, type Problem } from './verdict.ts';
import { type Want, wantOf } from './wants.ts';

/** What a verification rests on. */
export interface TrustContext {
  /** For signers, timestamp authorities and responders. */
  readonly anchors: readonly Certificate[];
  /** For path building; not trusted by themselves. */
  readonly certificates: readonly Certificate[];
  readonly crls: readonly Crl[];
  readonly ocsps: readonly OcspResponse[];
  /** Time of validation. */
  readonly at: Date;
  /** Since when the whole file is proved to exist, by a timestamp or evidence record around it (EN 319 102-1, 5.6.2.3). */
  readonly existsSince?: Date | undefined;
  /** Earliest proved existence of a certificate or an item of revocation data, by its SHA-256. */
  readonly provenAt: (sha256: string) => Date;
  /** What counts as strong enough; the usual where absent. */
  readonly algorithms?: AlgorithmPolicy | undefined;
  readonly rules?: ValidationRules | undefined;
  /** What trusted lists make of a signature; absent where none are kept. */
  readonly qualifier?: Qualifier | undefined;
  /** For the report; `given` where absent. */
  readonly originOf?: OriginOf | undefined;
  /** True for revocation data that were fetched, also where the document holds them as well. */
  readonly isFetched?: ((sha256: string) => boolean) | undefined;
  /** Told of what is missing and could be fetched. */
  readonly wanted?: ((want: Want) => void) | undefined;
}

/** Where revocation data came from, by their SHA-256. */
export type OriginOf = (sha256: string) => EvidenceReport['origin'];

/** True where that says that something was fetched, now or for another file. */
export function isFetched(origin: EvidenceReport['origin'] | undefined): boolean {
  return origin === 'fetched' || origin === 'kept';
}

/** The signer as the signature shows it. */
export interface SignerFacts {
  readonly kind: 'signature' | 'timestamp';
  readonly certificate: Certificate;
  /** Certificates beside the signature. */
  readonly carried: readonly Certificate[];
  readonly scheme: SignatureScheme | null;
  /** Digests that the signature rests on. */
  readonly hashes: readonly HashName[];
  /** Digest by which the signature names its certificate; null where it names none. */
  readonly reference: HashName | null;
  /** Of a signature: its attributes may name a policy and hold timestamps of the content. */
  readonly info?: SignerInfo | undefined;
  /** Digest of the signed content, where it was computed. */
  readonly contentDigest?: ((hash: HashName) => Uint8Array | undefined) | undefined;
}

/** What came out about a signer: nothing wrong where `problems` is empty. */
export interface SignerTrust {
  readonly path: PathResult;
  readonly problems: Problem[];
  /** True where the answer is about the proved time and not about now. */
  readonly judgedInThePast: boolean;
  /** What is well now and will not be for long, and what was not asked, one sentence each. */
  readonly warnings: readonly string[];
}

const TIME_STAMPING = '1.3.6.1.5.5.7.3.8';

/**
 * Chain, revocation, usage and algorithms of a signer (EN 319 102-1, 5.2.6 and 5.2.8), first as of now; where that fails and a timestamp
 * proves that the signature is older, as of that time, with proofs of existence for all that the answer rests on (5.6.2.1, 5.6.2.4). What
 * no proof mends keeps the name it has now.
 * @param proven earliest proved time of the signature; `context.at` where nothing proves one
 */
export function checkSigner(signer: SignerFacts, context: TrustContext, proven: Date): SignerTrust {
  const trust = judged(signer, context, proven);
  const want = context.wanted === undefined ? undefined : wantOf(signer, trust.problems, context, proven);
  if (want !== undefined) context.wanted?.(want);
  return trust;
}

function judged(signer: SignerFacts, context: TrustContext, proven: Date): SignerTrust {
  const now = assess(signer, context, context.at);
  if (now.problems.length === 0 || proven >= context.at) return now;
  const past = assess(signer, context, proven);
  if (past.problems.length === 0) {
    const { at: knownAt, provenAt, algorithms, rules } = context;
    const lacking = slide(past.path, { knownAt, proven, provenAt, algorithms, rules });
    if (lacking !== undefined) past.problems.push(lacking);
    return past;
  }
  const worst = conclude(past.problems).subIndication;
  return worst === 'NO_POE' || worst === conclude(now.problems).subIndication ? past : now;
}

function assess(signer: SignerFacts, context: TrustContext, at: Date): SignerTrust {
  const { certificate, kind } = signer;
  const { crls, ocsps, provenAt, algorithms, rules } = context;
  const judgedInThePast = at < context.at;
  const path = validatePath({
    leaf: certificate,
    anchors: context.anchors,
    certificates: [...signer.carried, ...context.certificates],
    crls,
    ocsps,
    at,
    past: judgedInThePast ? { knownAt: context.at, provenAt } : undefined,
    algorithms,
    anchorLimits: rules?.anchorLimits,
    listed: kind === 'timestamp' ? rules?.listed?.forTimestamps : rules?.listed,
    revocationMaxAge: rules?.revocationMaxAge,
    optionalRevocation: optionalRevocation(kind, rules),
  });
  const problems: Problem[] = [...path.problems];
  if (path.indication !== 'TOTAL-PASSED' && problems.length === 0) {
    const message = 'The certificate of the signer could not be validated.';
    problems.push({ subIndication: path.subIndication ?? 'CERTIFICATE_CHAIN_GENERAL_FAILURE', message });
  }
  if (kind === 'signature') problems.push(...usageProblems(certificate, rules));
  if (kind === 'timestamp' && certificate.extendedKeyUsage?.includes(TIME_STAMPING) !== true) {
    const message = `The certificate of ${certificate.commonName} is not made for timestamps.`;
    problems.push({ subIndication: 'CHAIN_CONSTRAINTS_FAILURE', message });
  }
  problems.push(...weaknesses(signer, at, algorithms));
  const reference = weakReference(signer, at, algorithms);
  problems.push(...reference.problems);
  const warning = keyWarning(certificate.spki, at, algorithms);
  const warnings = [...(warning === undefined ? [] : [warning]), ...reference.remarks, ...unrevocableRemarks(path)];
  return { path, problems, judgedInThePast, warnings };
}

/**
 * The digest in the signing-certificate attribute (RFC 2634, 5.4; RFC 5035, 3). Whoever can make two certificates with one digest can
 * blame the other person, but must have had the first one issued: by the built-in table a weak one is told, and only what a policy file
 * says of it fails the signature (EN 319 102-1, 5.2.8).
 */
function weakReference(
  { reference }: SignerFacts,
  at: Date,
  [builtIn, ...asked]: AlgorithmPolicy = USUAL_POLICY,
): { readonly problems: readonly Problem[]; readonly remarks: readonly string[] } {
  if (reference === null) return { problems: [], remarks: [] };
  const says = ({ message }: Weakness) =>
    `The signature names its certificate by a digest that is too weak: ${message}`;
  const refused = asked.map((limits) => hashWeakness(reference, at, [limits])).find((one) => one !== undefined);
  if (refused !== undefined) {
    return { problems: [{ subIndication: weaknessIndication(refused), message: says(refused) }], remarks: [] };
  }
  const told = hashWeakness(reference, at, [builtIn]);
  return { problems: [], remarks: told === undefined ? [] : [says(told)] };
}

/** Cryptographic constraints on the signature itself (EN 319 102-1, 5.2.8). */
export function weaknesses(
  { scheme, hashes }: Pick<SignerFacts, 'scheme' | 'hashes'>,
  at: Date,
  algorithms: AlgorithmPolicy | undefined,
): Problem[] {
  const found = [
    scheme === null ? undefined : schemeWeakness(scheme, at, algorithms),
    ...hashes.map((hash) => hashWeakness(hash, at, algorithms)),
  ].filter((one) => one !== undefined);
  return [...new Map(found.map((one) => [one.message, one])).values()].map((weakness) => ({
    subIndication: weaknessIndication(weakness),
    message: weakness.message,
  }));
}

function optionalRevocation(
  kind: SignerFacts['kind'],
  { off = [] }: ValidationRules = {},
): PathRequest['optionalRevocation'] {
  if (kind === 'timestamp' && off.includes('timestamp-authority-revocation')) return 'all';
  return off.includes('authority-revocation') ? 'authorities' : undefined;
}
