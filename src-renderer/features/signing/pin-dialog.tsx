import { PenLine, TriangleAlert } from 'lucide-react';
import { type KeyboardEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PinState, SigningCertificate } from '../../../shared/contract/contract.ts';
import { Button } from '../../components/button.tsx';
import { CheckBox } from '../../components/check-box.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Note } from '../../components/note.tsx';
import { SecretField } from '../../components/secret-field.tsx';

interface PinDialogProps {
  readonly certificate: SigningCertificate;
  readonly pinState: PinState;
  readonly documentName: string;
  /** Receives the PIN's bytes and owns them: they are to be overwritten once sent. */
  readonly onSubmit: (pin: Uint8Array<ArrayBuffer>) => void;
  readonly onClose: () => void;
}

/**
 * The only dialog that holds the work up. The PIN lives in the field until it is sent, never in the state of the window;
 * the field is emptied the moment its bytes are taken.
 */
export function PinDialog({ certificate, pinState, documentName, onSubmit, onClose }: PinDialogProps) {
  const { t } = useTranslation();
  const field = useRef<HTMLInputElement>(null);
  const [capsLock, setCapsLock] = useState(false);
  const [confirmed, setConfirmed] = useState(false);
  const [empty, setEmpty] = useState(false);
  const password = certificate.home.kind === 'pkcs12';
  const label = t(password ? 'pin.labelPassword' : 'pin.labelPin');
  const blocked = pinState === 'locked' || pinState === 'to-be-changed';
  const lastTry = pinState === 'final-try';

  const watchCapsLock = (event: KeyboardEvent) => setCapsLock(event.getModifierState('CapsLock'));
  const submit = () => {
    const input = field.current;
    if (input === null || blocked || (lastTry && !confirmed)) return;
    if (input.value === '' && !password) {
      setEmpty(true);
      input.focus();
      return;
    }
    const pin = new TextEncoder().encode(input.value);
    input.value = '';
    onSubmit(pin);
  };

  return (
    <Dialog title={t(password ? 'pin.titlePassword' : 'pin.titlePin')} onClose={onClose}>
      <form
        autoComplete="off"
        className="flex min-h-0 flex-col"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <div className="flex min-h-0 flex-col gap-4 overflow-y-auto px-5 py-4">
          <div>
            <p className="text-pretty font-medium text-base">{t('pin.document', { name: documentName })}</p>
            <p className="mt-0.5 text-muted text-sm">
              {certificate.name} · {t(password ? 'pin.forKeyStore' : 'pin.forToken', { name: certificate.home.label })}
            </p>
          </div>
          <SecretField
            ref={field}
            label={label}
            disabled={blocked}
            aria-invalid={empty}
            onKeyDown={watchCapsLock}
            onKeyUp={watchCapsLock}
            onInput={() => setEmpty(false)}
            className="font-medium text-lg tracking-wider"
            state={
              <>
                {empty ? <p className="text-bad text-sm">{t('pin.empty')}</p> : null}
                {capsLock ? (
                  <p className="flex items-center gap-1.5 text-sm text-warn">
                    <TriangleAlert size={14} aria-hidden />
                    {t('pin.capsLock')}
                  </p>
                ) : null}
                <Counter state={pinState} password={password} />
              </>
            }
          />
          {lastTry ? <CheckBox label={t('pin.finalTryConfirm')} checked={confirmed} onChange={setConfirmed} /> : null}
          <p className="text-faint text-xs">{t('pin.neverKept')}</p>
        </div>
        <footer className="flex shrink-0 justify-end gap-2 border-line border-t bg-canvas px-5 py-3">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" tone="primary" disabled={blocked || (lastTry && !confirmed)}>
            <PenLine size={15} aria-hidden />
            {t('pin.submit')}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}

/** What the token says of its PIN counter, in words. */
function Counter({ state, password }: { readonly state: PinState; readonly password: boolean }) {
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
      return <Note tone="warn">{t('pin.finalTry')}</Note>;
    case 'locked':
      return <Note tone="warn">{t('pin.locked')}</Note>;
    case 'to-be-changed':
      return <Note tone="warn">{t('pin.toBeChanged')}</Note>;
  }
}
