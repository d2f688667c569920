import { ExternalLink } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { PageWanted } from '../../../shared/contract/service-calls.ts';
import { Button } from '../../components/button.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { DialogForm } from '../../components/dialog-form.tsx';

interface PageDialogProps {
  readonly page: PageWanted;
  /** Opens it once more. */
  readonly onOpen: () => void;
  /** The person will not come back from it. */
  readonly onLeave: () => void;
}

/** Says that the person is waited for on a page in their browser, for as long as that takes. */
export function PageDialog({ page: { address, host, purpose }, onOpen, onLeave }: PageDialogProps) {
  const { t } = useTranslation();
  return (
    <Dialog title={t('service.titlePage')} onClose={onLeave}>
      <DialogForm onSubmit={onOpen} buttons={<Button onClick={onLeave}>{t('common.cancel')}</Button>}>
        <p className="flex items-start gap-3 text-pretty font-medium text-base">
          <ExternalLink size={18} aria-hidden className="mt-0.5 shrink-0 text-accent" />
          <span className="min-w-0 break-words">{t(`service.page.${purpose}`, { host })}</span>
        </p>
        <p className="text-pretty text-muted text-sm">{t('service.pageHint')}</p>
        <div className="flex flex-wrap gap-2">
          <Button size="sm" type="submit" data-autofocus>
            <ExternalLink size={13} aria-hidden />
            {t('service.pageAgain')}
          </Button>
          <CopyButton text={address} label={t('service.pageCopy')} />
        </div>
      </DialogForm>
    </Dialog>
  );
}
