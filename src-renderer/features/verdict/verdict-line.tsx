import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { commonName } from '../../../shared/domain/common-name.ts';
import type { VerificationReport } from '../../../shared/domain/verification.ts';
import { cx } from '../../components/cx.ts';
import { TONE_BOX, TONE_TEXT } from '../../components/tone.ts';
import { ToneIcon } from '../../components/tone-icon.tsx';
import { ActionButton } from './action-button.tsx';
import { actionFor, judge, revisionToCompare, type VerdictAction } from './judgement.ts';
import type { VerdictActions } from './verdict-actions.ts';

interface VerdictLineProps {
  readonly report: VerificationReport;
  /** What the person has just done: a good verdict says so. */
  readonly just?: 'signed' | 'extended';
  readonly actions: VerdictActions;
}

/** What was found valid: signatures, document timestamps, or both. */
function proven(t: TFunction, { signatures }: VerificationReport): string {
  const timestamps = signatures.filter(({ kind }) => kind === 'timestamp').length;
  const count = signatures.length - timestamps;
  if (count === 0) return t('verdict.timestamp', { count: timestamps });
  const named = t('verdict.signature', { count });
  return timestamps === 0 ? named : t('verdict.withTimestamp', { count: timestamps, signatures: named });
}

/** The verdict in one line, and the one thing to do next. */
export function VerdictLine({ report, just, actions }: VerdictLineProps) {
  const { t } = useTranslation();
  const { tone, headline, next, action } = judge(report);
  const act = action === null || just !== undefined ? undefined : doing(action, report, actions);
  const pages = headline === 'visual' ? [...new Set(report.visualDifferences.map(({ page }) => page))] : [];
  return (
    <div className={cx('flex gap-3 rounded-lg border px-4 py-3.5', TONE_BOX[tone])} data-verdict={tone} role="status">
      <ToneIcon tone={tone} size={22} className="mt-px" />
      <div className="min-w-0 flex-1">
        <h2
          className={cx(
            'text-balance font-semibold text-lg leading-6',
            tone === 'plain' ? 'text-ink' : TONE_TEXT[tone],
          )}
        >
          {headline === 'good' && just !== undefined
            ? t(just === 'signed' ? 'result.done' : 'result.extended')
            : headline === 'good'
              ? t('verdict.good', { count: report.signatures.length, what: proven(t, report) })
              : t(`verdict.${headline}`)}
        </h2>
        <p className="mt-1 text-pretty text-ink text-sm">
          {pages.length === 0 ? null : (
            <>{t('verdict.visualPages', { count: pages.length, pages: pages.join(', ') })} </>
          )}
          {onlyProofs(report, next, just) ? t('result.onlyProofs') : t(`verdict.${next}`)}
        </p>
        {action === null || act === undefined ? null : (
          <div className="mt-3">
            <ActionButton
              action={action}
              actions={actions}
              tone={tone === 'good' ? 'secondary' : 'primary'}
              onAct={act}
            />
          </div>
        )}
      </div>
    </div>
  );
}

/** What the button beside the verdict does; undefined where it cannot be done here. */
function doing(action: VerdictAction, report: VerificationReport, actions: VerdictActions): (() => void) | undefined {
  const revision = revisionToCompare(report);
  const signed = report.signatures.find(({ coversRevision }) => coversRevision === revision);
  const name = signed?.signer == null ? '' : commonName(signed.signer.subject);
  const unknown = report.signatures.find((signature) => actionFor(signature) === action);
  switch (action) {
    case 'online':
      return actions.onOnline;
    case 'extend':
      return actions.onExtend;
    case 'trust':
    case 'trustSigner':
      return () => actions.onTrust(unknown?.chain.length ? unknown.chain : unknown?.signer ? [unknown.signer] : []);
    case 'compare':
      return revision === null || !actions.comparable ? undefined : () => actions.onCompare(revision, name);
  }
}

/** What follows the one signature that was just made is what took it to its level. */
function onlyProofs(report: VerificationReport, next: string, just: VerdictLineProps['just']): boolean {
  const people = report.signatures.filter(({ kind }) => kind === 'signature');
  return just === 'signed' && next === 'goodChangedNext' && people.length === 1;
}
