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
  | 'goodChangedNext'
  | 'visualNext'
  | 'warnNext'
  | 'tryLaterNext'
  | 'unknownSignerNext'
  | 'expiredNext'
  | 'unclearChangeNext'
  | 'badNext'
  | 'revokedNext';

/** A verdict in one line: how it feels, its words, and the one thing to do next (keys of the catalogue under `verdict`). */
export interface Judgement {
  readonly tone: Exclude<Tone, 'busy'>;
  readonly headline: HeadlineKey;
  readonly next: NextKey;
  /** Where the next thing is done, when that is in this window. */
  readonly action: 'sign' | 'trust' | 'check' | null;
}

const UNKNOWN = new Set(['NO_CERTIFICATE_CHAIN_FOUND', 'NO_CERTIFICATE_CHAIN_FOUND_NO_POE']);
const EXPIRED = new Set(['EXPIRED', 'OUT_OF_BOUNDS_NO_POE', 'OUT_OF_BOUNDS_NOT_REVOKED']);
const REVOKED = new Set(['REVOKED', 'REVOKED_NO_POE', 'REVOKED_CA_NO_POE']);

/** Green only where every signature passed and nothing that is seen was altered. */
export function judge(report: VerificationReport): Judgement {
  switch (report.verdict) {
    case 'NO_SIGNATURE':
      return { tone: 'plain', headline: 'unsigned', next: 'unsignedNext', action: 'sign' };
    case 'TOTAL-FAILED':
      return judgeFailed(report);
    case 'INDETERMINATE':
      return judgeOpen(report);
    case 'TOTAL-PASSED':
      if (report.visualChange || report.documentStatus === 'unclear' || report.documentStatus === 'changed-forbidden')
        return { tone: 'warn', headline: 'visual', next: 'visualNext', action: null };
      return {
        tone: 'good',
        headline: 'good',
        next: report.documentStatus === 'unchanged' ? 'goodNext' : 'goodChangedNext',
        action: null,
      };
  }
}

/** How one signature feels on its own. */
export function toneOf(signature: SignatureReport): Exclude<Tone, 'busy' | 'plain'> {
  if (signature.indication === 'TOTAL-FAILED' || signature.changesAfter === 'forbidden') return 'bad';
  if (signature.indication === 'INDETERMINATE' || signature.changesAfter === 'indeterminate') return 'warn';
  return 'good';
}

function judgeFailed(report: VerificationReport): Judgement {
  const failed = report.signatures.filter((signature) => signature.indication === 'TOTAL-FAILED');
  if (failed.length > 0 && failed.every((signature) => signature.subIndication === 'REVOKED'))
    return { tone: 'bad', headline: 'revoked', next: 'revokedNext', action: null };
  const changed =
    report.documentStatus === 'changed-forbidden' ||
    failed.some((signature) => signature.subIndication === 'HASH_FAILURE');
  return { tone: 'bad', headline: changed ? 'changed' : 'bad', next: 'badNext', action: null };
}

function judgeOpen(report: VerificationReport): Judgement {
  const warn = (headline: HeadlineKey, next: NextKey, action: Judgement['action'] = null): Judgement => ({
    tone: 'warn',
    headline,
    next,
    action,
  });
  if (report.documentStatus === 'changed-forbidden') return { ...warn('changed', 'badNext'), tone: 'bad' };
  if (report.visualChange) return warn('visual', 'visualNext');
  if (report.documentStatus === 'unclear') return warn('unclearChange', 'unclearChangeNext');
  const open = report.signatures.filter((signature) => signature.indication === 'INDETERMINATE');
  const reasons = open.map((signature) => signature.subIndication ?? 'CUSTOM');
  if (reasons.some((reason) => REVOKED.has(reason))) return warn('revoked', 'revokedNext');
  if (reasons.some((reason) => UNKNOWN.has(reason))) return warn('unknownSigner', 'unknownSignerNext', 'trust');
  if (reasons.some((reason) => EXPIRED.has(reason))) return warn('expired', 'expiredNext');
  if (reasons.length > 0 && reasons.every((reason) => reason === 'TRY_LATER'))
    return warn('tryLater', 'tryLaterNext', 'check');
  return warn('warn', 'warnNext');
}
