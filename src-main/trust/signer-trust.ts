import type { HashName, SignatureScheme } from '../cms/algorithms.ts';
import type { Certificate } from '../cms/certificate.ts';
import type { Crl } from '../cms/crl.ts';
import type { OcspResponse } from '../cms/ocsp-response.ts';
import {
  type AlgorithmPolicy,
  hashWeakness,
  keyWarning,
  schemeWeakness,
  weaknessIndication,
} from './algorithm-policy.ts';
import { type PathResult, validatePath } from './path.ts';
import { signerUsageAllows } from './signer-usage.ts';
import type { Problem } from './verdict.ts';

/** What a verification rests on. */
export interface TrustContext {
  readonly anchors: readonly Certificate[];
  /** For path building; not trusted by themselves. */
  readonly certificates: readonly Certificate[];
  readonly crls: readonly Crl[];
  readonly ocsps: readonly OcspResponse[];
  /** Time of validation. */
  readonly at: Date;
  /** Earliest proved existence of an item of revocation data, by its SHA-256. */
  readonly provenAt: (sha256: string) => Date;
  /** What counts as strong enough; the usual where absent. */
  readonly algorithms?: AlgorithmPolicy | undefined;
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
}

/** What came out about a signer: nothing wrong where `problems` is empty. */
export interface SignerTrust {
  readonly path: PathResult;
  readonly problems: Problem[];
  /** True where the answer is about the proved time and not about now. */
  readonly judgedInThePast: boolean;
  /** What is well now and will not be for long, one sentence each. */
  readonly warnings: readonly string[];
}

const TIME_STAMPING = '1.3.6.1.5.5.7.3.8';

/**
 * Chain, revocation, usage and algorithms of a signer (EN 319 102-1, 5.2.6 and 5.2.8), first as of now; where that fails and a timestamp
 * proves that the signature is older, as of that time (5.5 and 5.6.2).
 * @param proven earliest proved time of the signature; `context.at` where nothing proves one
 */
export function checkSigner(signer: SignerFacts, context: TrustContext, proven: Date): SignerTrust {
  const now = assess(signer, context, context.at);
  if (now.problems.length === 0 || proven >= context.at) return now;
  return assess(signer, context, proven);
}

function assess(signer: SignerFacts, context: TrustContext, at: Date): SignerTrust {
  const { certificate, kind } = signer;
  const { anchors, crls, ocsps, provenAt, algorithms } = context;
  const judgedInThePast = at < context.at;
  const path = validatePath({
    leaf: certificate,
    anchors,
    certificates: [...signer.carried, ...context.certificates],
    crls,
    ocsps,
    at,
    past: judgedInThePast ? { knownAt: context.at, provenAt } : undefined,
    algorithms,
  });
  const problems: Problem[] = [...path.problems];
  if (path.indication !== 'TOTAL-PASSED' && problems.length === 0) {
    const message = 'The certificate of the signer could not be validated.';
    problems.push({ subIndication: path.subIndication ?? 'CERTIFICATE_CHAIN_GENERAL_FAILURE', message });
  }
  if (kind === 'signature' && !signerUsageAllows(certificate)) {
    const message = `The certificate of ${certificate.commonName} is not made for signing documents.`;
    problems.push({ subIndication: 'CHAIN_CONSTRAINTS_FAILURE', message });
  }
  if (kind === 'timestamp' && certificate.extendedKeyUsage?.includes(TIME_STAMPING) !== true) {
    const message = `The certificate of ${certificate.commonName} is not made for timestamps.`;
    problems.push({ subIndication: 'CHAIN_CONSTRAINTS_FAILURE', message });
  }
  const weaknesses = [
    signer.scheme === null ? undefined : schemeWeakness(signer.scheme, at, algorithms),
    ...signer.hashes.map((hash) => hashWeakness(hash, at, algorithms)),
  ].filter((one) => one !== undefined);
  for (const weakness of new Map(weaknesses.map((one) => [one.message, one])).values()) {
    problems.push({ subIndication: weaknessIndication(weakness), message: weakness.message });
  }
  const warning = keyWarning(certificate.spki, at, algorithms);
  return { path, problems, judgedInThePast, warnings: warning === undefined ? [] : [warning] };
}
