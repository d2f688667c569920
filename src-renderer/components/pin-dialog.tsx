import { KeyRound, PenLine, Smartphone, TriangleAlert } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PinEntry, PinState } from '../../shared/contract/pin-calls.ts';
import type { SigningCertificate } from '../../shared/contract/token-list-calls.ts';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { DialogForm } from './dialog-form.tsx';
import { LastTry } from './last-try.tsx';
import { Name } from './name.tsx';
import { PinCounter } from './pin-counter.tsx';
import { SecretField } from './secret-field.tsx';

interface PinDialogProps {
  readonly certificate: { readonly name: string; readonly home: Pick<SigningCertificate['home'], 'kind' | 'label'> };
  readonly pinState: PinState;
  /** Where the PIN is typed. */
  readonly entry: PinEntry;
  /** What is signed, as a sentence. */
  readonly what: string;
  /** Words on the button where it is not for signing. */
  readonly action?: string;
  /** False where `more` holds a field that is filled in first. */
  readonly takesFocus?: boolean;
  /** More to know beforehand: how often the PIN will be asked for. */
  readonly more?: ReactNode;
  /** Receives the PIN's bytes and owns them: they are to be overwritten once sent. Empty where it is typed on the reader. */
  readonly onSubmit: (pin: Uint8Array<ArrayBuffer>, acceptLastTry: boolean) => void;
  /** To change or to unblock the PIN; undefined where there is none of a token. */
  readonly onPinWork?: ((kind: 'change' | 'unblock') => void) | undefined;
  readonly onClose: () => void;
}

const HOME = {
  pkcs11: 'pin.forToken',
  pkcs12: 'pin.forKeyStore',
  system: 'pin.forSystem',
  service: 'pin.forService',
} as const;

/**
 * The only dialog that holds the work up. The PIN lives in the field until it is sent, never in the state of the window;
 * the field is emptied the moment its bytes are taken.
 */
export function PinDialog(props: PinDialogProps) {
  const { certificate, pinState, entry, what, action, takesFocus = true, more, onSubmit, onPinWork, onClose } = props;
  const { t } = useTranslation();
  const field = useRef<HTMLInputElement>(null);
  const [capsLock, setCapsLock] = useState(false);
  const [confirmed, setConfirmed] = useState(false);
  const [empty, setEmpty] = useState(false);
  const password = certificate.home.kind === 'pkcs12';
  const label = t(password ? 'pin.labelPassword' : 'pin.labelPin');
  const blocked = pinState === 'locked' || pinState === 'to-be-changed';
  const lastTry = pinState === 'final-try';
  const onReader = entry === 'reader';

  const watchCapsLock = (event: KeyboardEvent) => setCapsLock(event.getModifierState('CapsLock'));
  const submit = () => {
    if (blocked || (lastTry && !confirmed)) return;
    const input = field.current;
    if (onReader) return onSubmit(new Uint8Array(0), confirmed);
    if (input === null) return;
    if (input.value === '' && !password) {
      setEmpty(true);
      input.focus();
      return;
    }
    const pin = new TextEncoder().encode(input.value);
    input.value = '';
    onSubmit(pin, confirmed);
  };
  const work = pinState === 'locked' ? 'unblock' : 'change';

  return (
    <Dialog title={t(onReader ? 'pin.titleReader' : password ? 'pin.titlePassword' : 'pin.titlePin')} onClose={onClose}>
      <DialogForm
        onSubmit={submit}
        buttons={
          <>
            <Button onClick={onClose}>{t('common.cancel')}</Button>
            {blocked && onPinWork !== undefined ? (
              <Button tone="primary" autoFocus onClick={() => onPinWork(work)}>
                <KeyRound size={15} aria-hidden />
                {t(work === 'change' ? 'pinWork.change' : 'pinWork.unblock')}
              </Button>
            ) : (
              <Button
                type="submit"
                tone="primary"
                autoFocus={onReader && takesFocus}
                disabled={blocked || (lastTry && !confirmed)}
              >
                {action === undefined ? <PenLine size={15} aria-hidden /> : <KeyRound size={15} aria-hidden />}
                {onReader ? t('pin.submitReader') : (action ?? t('pin.submit'))}
              </Button>
            )}
          </>
        }
      >
        <div>
          <p className="text-pretty font-medium text-base">{what}</p>
          <p className="mt-0.5 text-muted text-sm">
            <Name text={certificate.name} /> · {t(HOME[certificate.home.kind], { name: certificate.home.label })}
          </p>
        </div>
        {more}
        {onReader ? (
          <>
            <p className="flex items-start gap-3 rounded-md border border-line bg-canvas px-3 py-3 text-pretty text-sm">
              <Smartphone size={18} aria-hidden className="mt-px shrink-0 text-accent" />
              {t('pin.reader')}
            </p>
            {lastTry ? null : <PinCounter state={pinState} password={false} />}
          </>
        ) : (
          <SecretField
            ref={field}
            takesFocus={takesFocus && !blocked}
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
                {certificate.home.kind === 'service' ? (
                  <p className="text-muted text-xs">{t('pin.unknownService')}</p>
                ) : lastTry ? null : (
                  <PinCounter state={pinState} password={password} />
                )}
              </>
            }
          />
        )}
        {lastTry ? <LastTry of="pin" confirmed={confirmed} onConfirm={setConfirmed} /> : null}
        {onReader || blocked ? null : <p className="text-faint text-xs">{t('pin.neverKept')}</p>}
      </DialogForm>
    </Dialog>
  );
}
