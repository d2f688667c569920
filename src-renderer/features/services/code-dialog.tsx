import { ArrowRight, Cloud } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CodeQuestion } from '../../../shared/contract/service-calls.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { DialogForm } from '../../components/dialog-form.tsx';
import { SecretField } from '../../components/secret-field.tsx';

interface CodeDialogProps {
  readonly question: CodeQuestion;
  /** Receives the bytes of the code and owns them; null: the signature is given up. */
  readonly onAnswer: (code: Uint8Array<ArrayBuffer> | null) => void;
}

/** Asks for a one-time code while a signature is being made. */
export function CodeDialog({ question: { label, host, name }, onAnswer }: CodeDialogProps) {
  const { t } = useTranslation();
  const field = useRef<HTMLInputElement>(null);
  const [empty, setEmpty] = useState(false);
  const submit = () => {
    const input = field.current;
    if (input === null) return;
    if (input.value.trim() === '') {
      setEmpty(true);
      input.focus();
      return;
    }
    const code = new TextEncoder().encode(input.value.trim());
    input.value = '';
    onAnswer(code);
  };
  return (
    <Dialog title={t('service.titleCode')} onClose={() => onAnswer(null)}>
      <DialogForm
        onSubmit={submit}
        buttons={
          <>
            <Button onClick={() => onAnswer(null)}>{t('common.cancel')}</Button>
            <Button type="submit" tone="primary">
              <ArrowRight size={15} aria-hidden />
              {t('service.codeSubmit')}
            </Button>
          </>
        }
      >
        <p className="flex items-start gap-3 text-pretty font-medium text-base">
          <Cloud size={18} aria-hidden className="mt-0.5 shrink-0 text-accent" />
          <span className="min-w-0 break-words">{t('service.codeText', { host, name })}</span>
        </p>
        <SecretField
          ref={field}
          label={label}
          inputMode="numeric"
          maxLength={256}
          aria-invalid={empty}
          onInput={() => setEmpty(false)}
          className="font-medium text-lg tracking-wider"
          state={
            empty ? (
              <p className="text-bad text-sm">{t('service.codeEmpty')}</p>
            ) : (
              <p className="text-faint text-xs">{t('service.codeHint')}</p>
            )
          }
        />
      </DialogForm>
    </Dialog>
  );
}
