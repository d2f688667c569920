import { Globe } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';

interface OnlineDialogProps {
  /** Whether every further check may ask by itself. */
  readonly onAnswer: (always: boolean) => void;
  readonly onClose: () => void;
}

/** Asked once, before the first check that uses the network: whether it is to be so from now on. */
export function OnlineDialog({ onAnswer, onClose }: OnlineDialogProps) {
  const { t } = useTranslation();
  return (
    <Dialog title={t('online.title')} onClose={onClose}>
      <div className="flex flex-col gap-3 overflow-y-auto px-5 py-4 text-pretty text-sm">
        <p>{t('online.text')}</p>
        <p className="text-muted">{t('online.learns')}</p>
      </div>
      <footer className="flex shrink-0 flex-wrap items-center justify-end gap-2 border-line border-t bg-canvas px-5 py-3">
        <Button onClick={() => onAnswer(false)}>{t('online.once')}</Button>
        <Button tone="primary" autoFocus onClick={() => onAnswer(true)}>
          <Globe size={15} aria-hidden />
          {t('online.always')}
        </Button>
      </footer>
    </Dialog>
  );
}
