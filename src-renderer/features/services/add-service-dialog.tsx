import { Cloud, LoaderCircle } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TaskId } from '../../../shared/contract/ids.ts';
import type { SigningService } from '../../../shared/contract/service-calls.ts';
import { call, newTaskId } from '../../bridge/client.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { DialogForm } from '../../components/dialog-form.tsx';
import { type Failure, failureOf } from '../../components/failure.ts';
import { FailureNote } from '../../components/failure-note.tsx';
import { TextField } from '../../components/field.tsx';
import { SecretField } from '../../components/secret-field.tsx';

interface AddServiceDialogProps {
  /** One that is known and gets a new access token; null: a further one. */
  readonly known: Pick<SigningService, 'address' | 'host'> | null;
  readonly onAdded: (service: SigningService) => void;
  readonly onClose: () => void;
}

/** Takes the address and the access token of a service. The token lives in the field until it is sent; its bytes are overwritten then. */
export function AddServiceDialog({ known, onAdded, onClose }: AddServiceDialogProps) {
  const { t } = useTranslation();
  const address = useRef<HTMLInputElement>(null);
  const token = useRef<HTMLInputElement>(null);
  const [task, setTask] = useState<TaskId | null>(null);
  const [wrong, setWrong] = useState<'address' | 'token' | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const busy = task !== null;

  const submit = async () => {
    if (busy) return;
    const where = (known?.address ?? address.current?.value ?? '').trim();
    const input = token.current;
    const fault = !looksRight(where) ? 'address' : (input?.value.trim() ?? '') === '' ? 'token' : null;
    setWrong(fault);
    if (fault !== null || input === null) {
      (fault === 'address' ? address : token).current?.focus();
      return;
    }
    const accessToken = new TextEncoder().encode(input.value.trim());
    input.value = '';
    const mine = newTaskId();
    setTask(mine);
    setFailure(null);
    const answer = call('services.add', { address: where, accessToken, task: mine });
    accessToken.fill(0);
    try {
      onAdded(await answer);
    } catch (error) {
      const found = failureOf(error);
      if (found.code !== 'CANCELLED') setFailure(found);
      setTask(null);
    }
  };
  const close = () => {
    if (task !== null) void call('task.cancel', { task }).catch(() => {});
    onClose();
  };

  return (
    <Dialog
      title={known === null ? t('service.titleAdd') : t('service.titleToken', { host: known.host })}
      onClose={close}
    >
      <DialogForm
        onSubmit={() => void submit()}
        buttons={
          <>
            <Button onClick={close}>{t('common.cancel')}</Button>
            <Button type="submit" tone="primary" disabled={busy}>
              {busy ? <LoaderCircle size={15} className="animate-spin" aria-hidden /> : <Cloud size={15} aria-hidden />}
              {t(busy ? 'service.asking' : 'service.submit')}
            </Button>
          </>
        }
      >
        <p className="text-pretty text-sm">{t(known === null ? 'service.addText' : 'service.tokenText')}</p>
        {failure === null ? null : <FailureNote failure={failure} />}
        {known === null ? (
          <TextField
            ref={address}
            label={t('service.address')}
            hint={t('service.addressHint')}
            type="url"
            inputMode="url"
            maxLength={2000}
            disabled={busy}
            aria-invalid={wrong === 'address'}
          />
        ) : null}
        <SecretField
          ref={token}
          takesFocus={known !== null}
          label={t('service.token')}
          disabled={busy}
          aria-invalid={wrong === 'token'}
          state={
            wrong === null ? (
              <p className="text-faint text-xs">{t('service.tokenHint')}</p>
            ) : (
              <p className="text-bad text-sm">{t(`service.wrong.${wrong}`)}</p>
            )
          }
        />
        <p className="text-faint text-xs">{t('service.untested')}</p>
      </DialogForm>
    </Dialog>
  );
}

/** What main refuses anyway is said before the token is taken out of its field. */
function looksRight(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, username, password, search, hash } = new URL(address);
  return /^https?:$/.test(protocol) && [username, password, search, hash].every((part) => part === '');
}
