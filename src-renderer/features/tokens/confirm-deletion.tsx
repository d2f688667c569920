import { Trash2 } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { CheckBox } from '../../components/check-box.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { DialogForm } from '../../components/dialog-form.tsx';

interface ConfirmDeletionProps {
  readonly title: string;
  /** What is deleted. */
  readonly name: string;
  /** Words on the button. */
  readonly action: string;
  /** More to choose or to know. */
  readonly children: ReactNode;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** Asks whether something is really to be deleted: nothing brings it back. */
export function ConfirmDeletion({ title, name, action, children, onConfirm, onClose }: ConfirmDeletionProps) {
  const { t } = useTranslation();
  const [confirmed, setConfirmed] = useState(false);
  return (
    <Dialog title={title} onClose={onClose}>
      <DialogForm
        onSubmit={() => {
          if (confirmed) onConfirm();
        }}
        buttons={
          <>
            <Button onClick={onClose}>{t('common.cancel')}</Button>
            <Button type="submit" tone="primary" disabled={!confirmed}>
              <Trash2 size={15} aria-hidden />
              {action}
            </Button>
          </>
        }
      >
        <p className="break-words font-medium text-base">{name}</p>
        {children}
        <CheckBox label={t('manage.confirm')} checked={confirmed} onChange={setConfirmed} />
      </DialogForm>
    </Dialog>
  );
}
