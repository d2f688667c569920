import { useTranslation } from 'react-i18next';
import type { PinState } from '../../shared/contract/pin-calls.ts';
import { Note } from './note.tsx';

/** What the token says of its PIN counter, in words. */
export function PinCounter({ state, password }: { readonly state: PinState; readonly password: boolean }) {
  const { t } = useTranslation();
  if (password && (state === 'ok' || state === 'unknown')) return null;
  switch (state) {
    case 'ok':
      return <p className="text-muted text-xs">{t('pin.ok')}</p>;
    case 'unknown':
      return <p className="text-muted text-xs">{t('pin.unknown')}</p>;
    case 'count-low':
      return <Note tone="warn">{t('pin.countLow')}</Note>;
    case 'final-try':
      return <Note tone="warn">{t('lastTry.pin.text')}</Note>;
    case 'locked':
      return <Note tone="warn">{t('pin.locked')}</Note>;
    case 'to-be-changed':
      return <Note tone="warn">{t('pin.toBeChanged')}</Note>;
  }
}
