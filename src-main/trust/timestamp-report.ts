import type { EvidenceReport, RevocationReason, TimestampReport } from '../../shared/domain/verification.ts';
import type { Certificate } from '../cms/certificate.ts';
import { revocationItem } from './evidence-item.ts';
import type { PathResult } from './path-request.ts';
import { isoTime, nameOf } from './report.ts';
import type { OriginOf } from './signer-trust.ts';
import { conclude, type Problem } from './verdict.ts';

/** What a report says of one timestamp. @param time as its authority states it; undefined where the token cannot be read */
export function timestampReport(
  kind: TimestampReport['kind'],
  time: Date | undefined,
  authority: Certificate | undefined,
  problems: readonly Problem[],
): TimestampReport {
  return {
    kind,
    time: time === undefined ? null : isoTime(time),
    ...conclude(problems),
    authority: authority === undefined ? null : nameOf(authority),
    warnings: [...new Set(problems.map(({ message }) => message))],
  };
}

/** CRLReason by its number (RFC 5280, 5.3.1). */
const REASONS: Readonly<Record<number, RevocationReason>> = {
  1: 'keyCompromise',
  2: 'cACompromise',
  3: 'affiliationChanged',
  4: 'superseded',
  5: 'cessationOfOperation',
  6: 'certificateHold',
  9: 'privilegeWithdrawn',
  10: 'aACompromise',
};

/** What the answers about revocation along these paths rest on, each once, in order. */
export function evidenceReports(
  paths: readonly (PathResult | undefined)[],
  originOf: OriginOf = () => 'given',
): EvidenceReport[] {
  const found = new Map<string, EvidenceReport>();
  for (const path of paths) {
    const answers = [...(path?.evidence ?? []), ...(path?.holds ?? [])].flatMap((one) => [
      one,
      ...(one.further ?? []).map((more) => ({ ...more, certificate: one.certificate })),
    ]);
    for (const one of answers) {
      const { chain = [] } = path ?? {};
      const at = chain.findIndex(({ sha256 }) => sha256 === one.certificate.sha256);
      const issuer = at < 0 ? undefined : chain[at + 1];
      const item = issuer === undefined ? undefined : revocationItem(one, issuer);
      if (item === undefined) continue;
      const { kind, sha256, thisUpdate, nextUpdate, revoked } = item;
      const certificate = one.certificate.sha256;
      found.set(`${certificate} ${sha256}`, {
        certificate,
        kind,
        sha256,
        thisUpdate: isoTime(thisUpdate),
        nextUpdate: nextUpdate === undefined ? null : isoTime(nextUpdate),
        revoked:
          revoked === undefined
            ? null
            : { time: isoTime(revoked.revocationDate), reason: REASONS[revoked.reason] ?? 'unspecified' },
        origin: originOf(sha256),
      });
    }
  }
  return [...found.values()];
}
