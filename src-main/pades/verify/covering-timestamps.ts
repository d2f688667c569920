import type { TimestampReport } from '../../../shared/domain/verification.ts';
import type { Judgement } from '../../trust/judgement.ts';
import { timestampReport } from '../../trust/timestamp-report.ts';
import type { PlacedSignature } from './long-term.ts';

/**
 * The document timestamps of a file (EN 319 142-1, 5.4.3), each validated for itself (EN 319 102-1, 5.4), from the innermost outwards.
 * What later revisions did to the document is no matter of theirs.
 * @returns those made after a revision
 */
export function documentTimestamps(
  signatures: readonly PlacedSignature[],
  judgements: readonly Judgement[],
): (revision: number | null) => TimestampReport[] {
  const all = signatures
    .flatMap(({ kind, integrity, coversRevision }, index) => {
      if (kind !== 'timestamp' || coversRevision === null) return [];
      const problems = [...integrity.problems, ...(judgements[index]?.trust?.problems ?? [])];
      const time = integrity.opened?.token?.genTime;
      return [{ coversRevision, report: timestampReport('document-time-stamp', time, integrity.signer, problems) }];
    })
    .sort((a, b) => a.coversRevision - b.coversRevision);
  return (revision) =>
    revision === null ? [] : all.filter((one) => one.coversRevision > revision).map(({ report }) => report);
}
