import { LockOpen } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { DialogForm } from '../../components/dialog-form.tsx';
import type { Failure } from '../../components/failure.ts';
import { FailureNote } from '../../components/failure-note.tsx';
import { SecretField } from '../../components/secret-field.tsx';

interface PasswordDialogProps {
  /** Asks for it: of which document, or documents. */
  readonly text: string;
  /** How long it is kept. */
  readonly kept: string;
  /** Of the last try. */
  readonly failure: Failure | null;
  readonly busy: boolean;
  readonly onSubmit: (password: string) => void;
  readonly onClose: () => void;
}

/** Asks for the password of encrypted documents. */
export function PasswordDialog({ text, kept, failure, busy, onSubmit, onClose }: PasswordDialogProps) {
  const { t } = useTranslation();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (failure !== null) field.current?.select();
  }, [failure]);
  return (
    <Dialog title={t('password.title')} onClose={onClose}>
      <DialogForm
        onSubmit={() => {
          const password = field.current?.value ?? '';
          if (password !== '' && !busy) onSubmit(password);
        }}
        buttons={
          <>
            <Button onClick={onClose}>{t('common.cancel')}</Button>
            <Button type="submit" tone="primary" disabled={busy}>
              <LockOpen size={15} aria-hidden />
              {t('password.open')}
            </Button>
          </>
        }
      >
        <p className="text-pretty font-medium text-base">{text}</p>
        <SecretField ref={field} label={t('password.label')} maxLength={512} className="text-base" />
        {failure === null ? null : <FailureNote failure={failure} />}
        <p className="text-faint text-xs">{kept}</p>
      </DialogForm>
    </Dialog>
  );
}
