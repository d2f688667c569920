import { Clock, FilePen, ShieldCheck, Stamp } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { commonName } from '../../../shared/domain/common-name.ts';
import type { SignatureReport } from '../../../shared/domain/verification.ts';
import { cx } from '../../components/cx.ts';
import { Disclosure } from '../../components/disclosure.tsx';
import { TONE_TEXT } from '../../components/tone.ts';
import { ToneIcon } from '../../components/tone-icon.tsx';
import { formatTime } from '../../i18n/format.ts';
import { toneOf } from './judgement.ts';
import { SignatureDetails } from './signature-details.tsx';

const EDGE = { good: 'border-l-good', warn: 'border-l-warn', bad: 'border-l-bad' } as const;

/** One signature: who, when, what changed since, and why the verdict is what it is. Everything else is one level down. */
export function SignatureCard({ signature }: { readonly signature: SignatureReport }) {
  const { t } = useTranslation();
  const tone = toneOf(signature);
  const name = signature.signer === null ? t('signature.unknownSigner') : commonName(signature.signer.subject);
  return (
    <article
      className={cx('rounded-md border border-line border-l-3 bg-surface px-3.5 py-3 shadow-card', EDGE[tone])}
      data-tone={tone}
    >
      <header className="flex items-start gap-2">
        <ToneIcon tone={tone} size={17} className="mt-0.5" />
        <div className="min-w-0 flex-1">
          <h4 className="break-words font-semibold text-base">{name}</h4>
        </div>
        <span className={cx('mt-0.5 shrink-0 font-medium text-xs', TONE_TEXT[tone])}>{t(`signature.${tone}`)}</span>
      </header>
      {signature.signer === null ? null : (
        <p className="pl-6.5 text-muted text-xs" title={signature.signer.issuer}>
          {t('signature.issuedBy', { name: commonName(signature.signer.issuer) })}
        </p>
      )}
      <ul className="mt-2.5 flex flex-col gap-1.5 text-sm">
        <Line icon={<Clock size={14} aria-hidden />}>
          <When signature={signature} />
        </Line>
        {signature.subIndication === 'HASH_FAILURE' && signature.changesAfter === 'none' ? null : (
          <Line icon={<FilePen size={14} aria-hidden />}>
            {signature.coversRevision === null
              ? t('signature.coversNothing')
              : t(
                  signature.changesAfter === 'none'
                    ? 'signature.changesNone'
                    : signature.changesAfter === 'permitted'
                      ? 'signature.changesPermitted'
                      : signature.changesAfter === 'forbidden'
                        ? 'signature.changesForbidden'
                        : 'signature.changesIndeterminate',
                )}
          </Line>
        )}
        {signature.certify === null ? null : (
          <Line icon={<ShieldCheck size={14} aria-hidden />}>
            {t(
              signature.certify === 'no-changes'
                ? 'signature.certifyNoChanges'
                : signature.certify === 'forms'
                  ? 'signature.certifyForms'
                  : 'signature.certifyAnnotations',
            )}
          </Line>
        )}
        {signature.kind === 'timestamp' ? (
          <Line icon={<Stamp size={14} aria-hidden />}>{t('signature.timestamp')}</Line>
        ) : null}
      </ul>
      {signature.subIndication === null ? null : (
        <p className={cx('mt-2.5 text-pretty text-sm', TONE_TEXT[tone])}>{t(`reason.${signature.subIndication}`)}</p>
      )}
      <Disclosure title={t('common.details')} className="mt-2">
        <SignatureDetails signature={signature} />
      </Disclosure>
    </article>
  );
}

function Line({ icon, children }: { readonly icon: ReactNode; readonly children: ReactNode }) {
  return (
    <li className="flex gap-2 text-ink">
      <span className="mt-[3px] shrink-0 text-faint">{icon}</span>
      <span className="min-w-0 flex-1">{children}</span>
    </li>
  );
}

/** A proved time and a claimed time are never confused. */
function When({ signature }: { readonly signature: SignatureReport }) {
  const { t } = useTranslation();
  const proved = signature.level !== null && signature.level !== 'B-B' && signature.bestSignatureTime !== null;
  if (proved && signature.bestSignatureTime !== null)
    return t('signature.signedProved', { time: formatTime(signature.bestSignatureTime) });
  if (signature.signingTimeClaimed !== null)
    return t('signature.signedClaimed', { time: formatTime(signature.signingTimeClaimed) });
  return t('signature.signedUnknown');
}
