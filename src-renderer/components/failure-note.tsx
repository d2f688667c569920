import { CircleX, Copy } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { failureText } from '../i18n/failure-text.ts';
import { copyText } from './copy-text.ts';
import { cx } from './cx.ts';
import type { Failure } from './failure.ts';

interface FailureNoteProps {
  readonly failure: Failure;
  readonly className?: string;
  /** What can be done at once: a button or two. */
  readonly children?: ReactNode;
}

/** An error where it belongs: the sentence, and its code in small type, ready to be copied. */
export function FailureNote({ failure, className, children }: FailureNoteProps) {
  const { t } = useTranslation();
  const text = failureText(failure);
  return (
    <div
      role="alert"
      className={cx('flex animate-appear gap-3 rounded-md border border-bad-line bg-bad-soft px-3 py-2.5', className)}
    >
      <CircleX size={16} className="mt-0.5 shrink-0 text-bad" aria-hidden />
      <div className="min-w-0 flex-1">
        <p className="text-ink text-sm">{text}</p>
        <button
          type="button"
          title={t('common.copyError')}
          onClick={() => void copyText(`${failure.code}: ${text} ${JSON.stringify(failure.details)}`)}
          className="mt-1 inline-flex max-w-full items-center gap-1.5 rounded-sm text-2xs text-bad hover:underline"
        >
          <span className="truncate">{t('common.errorCode', { code: failure.code })}</span>
          <Copy size={11} className="shrink-0" aria-hidden />
        </button>
        {children === undefined ? null : <div className="mt-2 flex flex-wrap gap-2">{children}</div>}
      </div>
    </div>
  );
}
