import { KeyRound, LockKeyholeOpen } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { PinState } from '../../../shared/contract/pin-calls.ts';
import { Button } from '../../components/button.tsx';
import { CertificateText } from '../../components/certificate-text.tsx';
import { cx } from '../../components/cx.ts';
import { Disclosure } from '../../components/disclosure.tsx';
import { Name } from '../../components/name.tsx';
import { Note } from '../../components/note.tsx';
import { TONE_TEXT, type Tone } from '../../components/tone.ts';
import { ToneIcon } from '../../components/tone-icon.tsx';
import type { KeyHome } from './homes.ts';
import type { PinPlace, PinWork } from './pin-work-dialog.tsx';
import { TokenWork } from './token-work.tsx';

const TONE: Readonly<Record<PinState, Tone>> = {
  ok: 'good',
  unknown: 'plain',
  'count-low': 'warn',
  'final-try': 'warn',
  locked: 'bad',
  'to-be-changed': 'warn',
};

interface TokenCardProps {
  readonly token: KeyHome;
  readonly onPinWork: (work: { readonly kind: PinWork; readonly place: PinPlace }) => void;
  readonly onNews: (text: string) => void;
}

/** One token: the state of its PIN, what can be done about it, and its certificates, those that can sign in front. */
export function TokenCard({ token: { home, certificates, token }, onPinWork, onNews }: TokenCardProps) {
  const { t } = useTranslation();
  const [place = token === null ? undefined : { id: token.id, home }] = certificates;
  const usable = certificates.filter((one) => one.usable);
  const others = certificates.filter((one) => !one.usable);
  const work = home.pin === 'locked' ? 'unblock' : 'change';
  return (
    <li data-token={home.label} className="rounded-md border border-line bg-surface shadow-card">
      <div className="flex flex-wrap items-start gap-3 px-4 py-3">
        <KeyRound size={18} aria-hidden className="mt-0.5 shrink-0 text-muted" />
        <div className="min-w-0 flex-1">
          <h2 className="break-words font-semibold text-base">
            <Name text={home.label} />
          </h2>
          <p className="break-words text-faint text-xs">
            <Name text={home.detail} />
          </p>
          <p className={cx('mt-1.5 flex items-start gap-1.5 text-sm', TONE_TEXT[TONE[home.pin]])}>
            <ToneIcon tone={TONE[home.pin]} size={15} className="mt-0.5" />
            {t(`tokens.pin.${home.pin}`)}
          </p>
        </div>
        {place === undefined ? null : (
          <Button
            size="sm"
            tone={home.pin === 'locked' || home.pin === 'to-be-changed' ? 'primary' : 'secondary'}
            onClick={() => onPinWork({ kind: work, place })}
          >
            {work === 'change' ? <KeyRound size={13} aria-hidden /> : <LockKeyholeOpen size={13} aria-hidden />}
            {t(work === 'change' ? 'pinWork.change' : 'pinWork.unblock')}
          </Button>
        )}
      </div>
      <ul className="flex flex-col divide-y divide-line border-line border-t pr-4 pl-11.5 empty:hidden">
        {usable.map((one) => (
          <li key={one.id} className="py-3">
            <CertificateText certificate={one} withHome={false} />
          </li>
        ))}
      </ul>
      {others.length === 0 ? null : (
        <Disclosure
          title={t('sign.notUsable', { count: others.length })}
          defaultOpen={usable.length === 0}
          className="border-line border-t py-2.5 pr-4 pl-11.5"
        >
          <ul className="flex flex-col divide-y divide-line">
            {others.map((one) => (
              <li key={one.id} className="py-2.5">
                <CertificateText certificate={one} withHome={false} />
              </li>
            ))}
          </ul>
        </Disclosure>
      )}
      {certificates.length > 0 || (token?.keys.length ?? 0) > 0 ? null : (
        <p className="border-line border-t py-3 pr-4 pl-11.5 text-muted text-sm">{t('manage.empty')}</p>
      )}
      {token?.more === true ? (
        <div className="px-4 pb-3">
          <Note tone="warn">{t('tokens.more')}</Note>
        </div>
      ) : null}
      {token === null ? null : <TokenWork token={token} onNews={onNews} />}
    </li>
  );
}
