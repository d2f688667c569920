import type { SignatureReport, VerificationReport } from '../../../shared/domain/verification.ts';
import type { Tone } from '../../components/tone.ts';

type HeadlineKey =
  | 'unsigned'
  | 'good'
  | 'visual'
  | 'warn'
  | 'tryLater'
  | 'unknownSigner'
  | 'expired'
  | 'unclearChange'
  | 'bad'
  | 'changed'
  | 'revoked';
type NextKey =
  | 'unsignedNext'
  | 'goodNext'
  | 'goodExtendNext'
  | 'goodChangedNext'
  | 'visualNext'
  | 'warnNext'
  | 'tryLaterNext'
  | 'unknownSignerNext'
  | 'unknownSignerAloneNext'
  | 'expiredNext'
  | 'unclearChangeNext'
  | 'badNext'
  | 'changedNext'
  | 'revokedNext';

/** What a button beside the verdict does. */
export type VerdictAction = 'trust' | 'trustSigner' | 'online' | 'compare' | 'extend';

/** A verdict in one line: how it feels, its words, and the one thing to do next (keys of the catalogue under `verdict`). */
export interface Judgement {
  readonly tone: Exclude<Tone, 'busy'>;
  readonly headline: HeadlineKey;
  readonly next: NextKey;
  /** Where the next thing is done, when that is in this window. */
  readonly action: VerdictAction | null;
}

const UNKNOWN = new Set(['NO_CERTIFICATE_CHAIN_FOUND', 'NO_CERTIFICATE_CHAIN_FOUND_NO_POE']);
const EXPIRED = new Set(['EXPIRED', 'OUT_OF_BOUNDS_NO_POE', 'OUT_OF_BOUNDS_NOT_REVOKED']);
const REVOKED = new Set(['REVOKED', 'REVOKED_NO_POE', 'REVOKED_CA_NO_POE']);

/** Green only where every signature passed and nothing that is seen was altered. */
export function judge(report: VerificationReport): Judgement {
  switch (report.verdict) {
    case 'NO_SIGNATURE':
      return { tone: 'plain', headline: 'unsigned', next: 'unsignedNext', action: null };
    case 'TOTAL-FAILED':
      return judgeFailed(report);
    case 'INDETERMINATE':
      return judgeOpen(report);
    case 'TOTAL-PASSED':
      if (report.visualChange || report.documentStatus === 'unclear' || report.documentStatus === 'changed-forbidden')
        return { tone: 'warn', headline: 'visual', next: 'visualNext', action: 'compare' };
      if (report.signatures.some(canBeCompleted))
        return { tone: 'good', headline: 'good', next: 'goodExtendNext', action: 'extend' };
      return {
        tone: 'good',
        headline: 'good',
        next: report.documentStatus === 'unchanged' ? 'goodNext' : 'goodChangedNext',
        action: null,
      };
  }
}

/** Good today, and without proofs of its own for the time when its certificate has expired. */
export function canBeCompleted({ kind, indication, level }: SignatureReport): boolean {
  return kind === 'signature' && indication === 'TOTAL-PASSED' && (level === 'B-B' || level === 'B-T');
}

/** False where the certificate leads to nobody who is trusted: what stands of its chain then is only what could be found. */
export function isKnown({ chain, subIndication }: SignatureReport): boolean {
  return chain.length > 0 && !UNKNOWN.has(subIndication ?? '');
}

/** What one signature lacks, and what can be done about it. */
export function actionFor(signature: SignatureReport): VerdictAction | null {
  if (signature.indication === 'TOTAL-FAILED') return null;
  // Where the issuer is not in the file, only the one signer can be trusted.
  if (UNKNOWN.has(signature.subIndication ?? '')) return signature.chain.length > 1 ? 'trust' : 'trustSigner';
  if (signature.subIndication === 'TRY_LATER') return 'online';
  return canBeCompleted(signature) ? 'extend' : null;
}

/** The version that a comparison begins with: what was signed before the first change that somebody should look at. Null: nothing followed. */
export function revisionToCompare({ signatures, visualDifferences }: VerificationReport): number | null {
  const [seen] = visualDifferences;
  const first = seen === undefined ? undefined : signatures[seen.signature];
  const order = ['forbidden', 'indeterminate', 'permitted'];
  const followed = signatures
    .filter((signature) => signature.coversRevision !== null && signature.coversRevision < signature.revisions)
    .toSorted((a, b) => order.indexOf(a.changesAfter) - order.indexOf(b.changesAfter));
  return first?.coversRevision ?? followed[0]?.coversRevision ?? null;
}

/** Pages that look otherwise than when this signature of the report was made, in order, from 1. */
export function alteredPages({ visualDifferences }: VerificationReport, index: number): number[] {
  const pages = visualDifferences.filter(({ signature }) => signature === index).map(({ page }) => page);
  return [...new Set(pages)].sort((a, b) => a - b);
}

/** How one signature feels on its own; never green where what was signed looks otherwise now. */
export function toneOf(signature: SignatureReport, isAltered = false): Exclude<Tone, 'busy' | 'plain'> {
  if (signature.indication === 'TOTAL-FAILED' || signature.changesAfter === 'forbidden') return 'bad';
  if (signature.indication === 'INDETERMINATE' || signature.changesAfter === 'indeterminate' || isAltered)
    return 'warn';
  return 'good';
}

function judgeFailed(report: VerificationReport): Judgement {
  const failed = report.signatures.filter((signature) => signature.indication === 'TOTAL-FAILED');
  if (failed.length > 0 && failed.every((signature) => signature.subIndication === 'REVOKED'))
    return { tone: 'bad', headline: 'revoked', next: 'revokedNext', action: null };
  const changed =
    report.documentStatus === 'changed-forbidden' ||
    failed.some((signature) => signature.subIndication === 'HASH_FAILURE');
  const comparable = changed && revisionToCompare(report) !== null;
  return {
    tone: 'bad',
    headline: changed ? 'changed' : 'bad',
    next: comparable ? 'changedNext' : 'badNext',
    action: comparable ? 'compare' : null,
  };
}

function judgeOpen(report: VerificationReport): Judgement {
  const warn = (headline: HeadlineKey, next: NextKey, action: Judgement['action'] = null): Judgement => ({
    tone: 'warn',
    headline,
    next,
    action,
  });
  const compare = revisionToCompare(report) === null ? null : 'compare';
  if (report.documentStatus === 'changed-forbidden')
    return { ...warn('changed', compare === null ? 'badNext' : 'changedNext', compare), tone: 'bad' };
  if (report.visualChange) return warn('visual', 'visualNext', compare);
  if (report.documentStatus === 'unclear') return warn('unclearChange', 'unclearChangeNext', compare);
  const open = report.signatures.filter((signature) => signature.indication === 'INDETERMINATE');
  const reasons = open.map((signature) => signature.subIndication ?? 'CUSTOM');
  if (reasons.some((reason) => REVOKED.has(reason))) return warn('revoked', 'revokedNext');
  const trust = open.map(actionFor).find((action) => action === 'trust' || action === 'trustSigner');
  if (trust === 'trust') return warn('unknownSigner', 'unknownSignerNext', trust);
  if (trust === 'trustSigner') return warn('unknownSigner', 'unknownSignerAloneNext', trust);
  if (reasons.some((reason) => EXPIRED.has(reason))) return warn('expired', 'expiredNext');
  if (reasons.length > 0 && reasons.every((reason) => reason === 'TRY_LATER'))
    return warn('tryLater', 'tryLaterNext', 'online');
  return warn('warn', 'warnNext');
}
