import type { SignatureReport, TrustAnchor, VerificationSetting } from '../../shared/domain/verification.ts';
import type { Certificate } from '../cms/certificate.ts';
import { isoTime } from '../trust/report.ts';
import { checksOff } from '../trust/rules.ts';
import type { TrustMaterial } from './trust-store.ts';
import { version } from './version.ts';

/** The material with a list of requests of its own, so that the report of one file names its own requests only. */
export function forOneFile(trust: TrustMaterial): TrustMaterial {
  return { ...trust, online: trust.online?.forFile() };
}

/**
 * How and with what a verification was made, as its report says it (EN 319 102-1, 5.1.4.1).
 * @param signatures what was verified: of the many anchors of the system and of trusted lists only those that they rest on are named
 */
export function settingOf(
  trust: TrustMaterial,
  at: Date,
  signatures: readonly SignatureReport[] = [],
): VerificationSetting {
  const { policy, rules, online } = trust;
  return {
    time: isoTime(at),
    program: `Countersign ${version}`,
    policy: policy ?? { title: 'built in', sha256: null },
    checksOff: checksOff(rules),
    fetched: [...(online?.fetched ?? [])],
    anchors: namedAnchors(trust, signatures),
    trustedLists: (trust.lists ?? []).map(({ territory, operator, sequence, issued, nextUpdate }) => ({
      territory,
      operator,
      sequence,
      issued: isoTime(new Date(issued)),
      nextUpdate: nextUpdate === null ? null : isoTime(new Date(nextUpdate)),
      stale: nextUpdate !== null && new Date(nextUpdate) < at,
    })),
  };
}

function namedAnchors(trust: TrustMaterial, signatures: readonly SignatureReport[]): VerificationSetting['anchors'] {
  const used = new Set(signatures.flatMap(({ chain }) => chain.map(({ sha256 }) => sha256)));
  const listed = [...used].flatMap((sha256) => trust.rules?.listed?.forTimestamps.get(sha256) ?? []);
  const others = trust.anchors.filter(({ sha256 }) => trust.origins?.has(sha256) !== true || used.has(sha256));
  return [...others, ...listed].map((anchor) => anchorOf(anchor, trust));
}

/** A trust anchor and where it came from. */
export function anchorOf({ sha256, subject }: Certificate, { origins, rules }: TrustMaterial): TrustAnchor {
  const origin = origins?.get(sha256) ?? rules?.listed?.forTimestamps.originOf(sha256) ?? 'given';
  return { sha256, subject, origin };
}
