import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { VerificationReport } from '../../../shared/domain/verification.ts';
import { cx } from '../../components/cx.ts';
import { TONE_BOX, TONE_TEXT } from '../../components/tone.ts';
import { ToneIcon } from '../../components/tone-icon.tsx';
import { judge } from './judgement.ts';

interface VerdictLineProps {
  readonly report: VerificationReport;
  /** What the person has just done: a good verdict says so. */
  readonly just?: 'signed' | 'extended';
  readonly children?: ReactNode;
}

/** The verdict in one line, and the one thing to do next. */
export function VerdictLine({ report, just, children }: VerdictLineProps) {
  const { t } = useTranslation();
  const { tone, headline, next } = judge(report);
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
              ? t('verdict.good', { count: report.signatures.length })
              : t(`verdict.${headline}`)}
        </h2>
        <p className="mt-1 text-pretty text-ink text-sm">
          {onlyProofs(report, next, just) ? t('result.onlyProofs') : t(`verdict.${next}`)}
        </p>
        {children === undefined ? null : <div className="mt-3 flex flex-wrap gap-2 empty:hidden">{children}</div>}
      </div>
    </div>
  );
}

/** What follows the one signature that was just made is what took it to its level. */
function onlyProofs(report: VerificationReport, next: string, just: VerdictLineProps['just']): boolean {
  const people = report.signatures.filter(({ kind }) => kind === 'signature');
  return just === 'signed' && next === 'goodChangedNext' && people.length === 1;
}
