import { Cloud, LoaderCircle } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TaskId } from '../../../shared/contract/ids.ts';
import type { SigningService } from '../../../shared/contract/service-calls.ts';
import { redirectPath } from '../../../shared/domain/redirect-path.ts';
import { call, newTaskId } from '../../bridge/client.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { DialogForm } from '../../components/dialog-form.tsx';
import { type Failure, failureOf } from '../../components/failure.ts';
import { FailureNote } from '../../components/failure-note.tsx';
import { TextField } from '../../components/field.tsx';
import { SecretField } from '../../components/secret-field.tsx';

/** A service that is known and wanted again. */
export type KnownService = Pick<SigningService, 'address' | 'host'> & Partial<Pick<SigningService, 'clientId'>>;

interface AddServiceDialogProps {
  /** Null: a further one. */
  readonly known: KnownService | null;
  readonly onAdded: (service: SigningService) => void;
  readonly onClose: () => void;
}

type Fault = 'address' | 'token' | 'client';

/**
 * Takes the address of a service, and an access token; where there is none and the service has a page to sign in on, as whom. What is secret
 * lives in its field until it is sent; its bytes are overwritten then.
 */
export function AddServiceDialog({ known, onAdded, onClose }: AddServiceDialogProps) {
  const { t } = useTranslation();
  const address = useRef<HTMLInputElement>(null);
  const token = useRef<HTMLInputElement>(null);
  const client = useRef<HTMLInputElement>(null);
  const clientSecret = useRef<HTMLInputElement>(null);
  const [task, setTask] = useState<TaskId | null>(null);
  const [wrong, setWrong] = useState<Fault | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  /** Where the person signs in, and as whom they last did. */
  const [signIn, setSignIn] = useState(
    known?.clientId ? { address: known.address, host: known.host, clientId: known.clientId as string | null } : null,
  );
  const busy = task !== null;
  const isSigningIn = signIn !== null;
  useEffect(() => {
    if (isSigningIn) client.current?.focus();
  }, [isSigningIn]);

  const running = async <T,>(work: (mine: TaskId) => Promise<T>): Promise<T | undefined> => {
    const mine = newTaskId();
    setTask(mine);
    setFailure(null);
    try {
      return await work(mine);
    } catch (error) {
      const found = failureOf(error);
      if (found.code !== 'CANCELLED') setFailure(found);
      return undefined;
    } finally {
      setTask(null);
    }
  };
  const stumble = (fault: Fault) => {
    setWrong(fault);
    ({ address, token, client })[fault].current?.focus();
  };
  const look = async (where: string) => {
    const found = await running((mine) => call('services.look', { address: where, task: mine }));
    if (found?.signsIn === true) setSignIn({ address: where, ...found });
    else if (found !== undefined) stumble('token');
  };
  const add = async (where: string, by: Parameters<typeof call<'services.add'>>[1]['by']) => {
    const added = await running((mine) => {
      const answer = call('services.add', { address: where, by, task: mine });
      (by.kind === 'token' ? by.accessToken : by.clientSecret)?.fill(0);
      return answer;
    });
    if (added !== undefined) onAdded(added);
  };
  const submit = async () => {
    if (busy) return;
    setWrong(null);
    if (signIn !== null) {
      const clientId = client.current?.value.trim() ?? '';
      if (clientId === '') return stumble('client');
      const secret = taken(clientSecret.current);
      return await add(signIn.address, { kind: 'browser', clientId, clientSecret: secret });
    }
    const where = (known?.address ?? address.current?.value ?? '').trim();
    if (!looksRight(where)) return stumble('address');
    const accessToken = taken(token.current);
    return accessToken === null ? await look(where) : await add(where, { kind: 'token', accessToken });
  };
  const byToken = () => {
    setSignIn(null);
    setFailure(null);
    setWrong(null);
  };
  const close = () => {
    if (task !== null) void call('task.cancel', { task }).catch(() => {});
    onClose();
  };
  const host = signIn?.host ?? known?.host;
  const state = (hint: string, fault: Fault) =>
    wrong === fault || (fault === 'token' && wrong === 'address') ? (
      <p className="text-bad text-sm">{t(`service.wrong.${wrong}`)}</p>
    ) : (
      <p className="text-faint text-xs">{hint}</p>
    );

  return (
    <Dialog
      title={
        host === undefined
          ? t('service.titleAdd')
          : t(signIn === null ? 'service.titleToken' : 'service.titleSignIn', { host })
      }
      onClose={close}
    >
      <DialogForm
        onSubmit={() => void submit()}
        buttons={
          <>
            <Button onClick={close}>{t('common.cancel')}</Button>
            <Button type="submit" tone="primary" disabled={busy}>
              {busy ? <LoaderCircle size={15} className="animate-spin" aria-hidden /> : <Cloud size={15} aria-hidden />}
              {t(busy ? 'service.asking' : signIn === null ? 'service.submit' : 'service.signInSubmit')}
            </Button>
          </>
        }
      >
        <p className="text-pretty text-sm">
          {signIn !== null
            ? t('service.signInText', { path: redirectPath(signIn.host) })
            : t(known === null ? 'service.addText' : 'service.tokenText')}
        </p>
        {failure === null ? null : <FailureNote failure={failure} />}
        {known === null && signIn === null ? (
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
        {signIn === null ? (
          <SecretField
            key="token"
            ref={token}
            takesFocus={known !== null}
            label={t('service.token')}
            disabled={busy}
            aria-invalid={wrong === 'token'}
            state={state(t('service.tokenHint'), 'token')}
          />
        ) : (
          <>
            <TextField
              ref={client}
              label={t('service.client')}
              hint={t('service.clientHint')}
              defaultValue={signIn.clientId ?? ''}
              maxLength={500}
              disabled={busy}
              aria-invalid={wrong === 'client'}
            />
            <SecretField
              key="secret"
              ref={clientSecret}
              takesFocus={false}
              label={t('service.clientSecret')}
              disabled={busy}
              state={state(t('service.clientSecretHint'), 'client')}
            />
            <Button size="sm" className="self-start" disabled={busy} onClick={byToken}>
              {t('service.byToken')}
            </Button>
          </>
        )}
        <p className="text-faint text-xs">{t('service.untested')}</p>
      </DialogForm>
    </Dialog>
  );
}

/** What is in the field, which is empty afterwards; null where nothing was. */
function taken(input: HTMLInputElement | null): Uint8Array<ArrayBuffer> | null {
  const text = input?.value.trim() ?? '';
  if (input !== null) input.value = '';
  return text === '' ? null : new TextEncoder().encode(text);
}

/** What main refuses anyway is said before the token is taken out of its field. */
function looksRight(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, username, password, search, hash } = new URL(address);
  return /^https?:$/.test(protocol) && [username, password, search, hash].every((part) => part === '');
}
