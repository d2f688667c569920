import type { TFunction } from 'i18next';
import { KeyRound, LoaderCircle } from 'lucide-react';
import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PinFacts, PinOwner, UnblockingCode } from '../../../shared/contract/pin-calls.ts';
import { type NewPinFault, newPinFault, newPinSentence } from '../../../shared/domain/new-pin.ts';
import { call } from '../../bridge/client.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { DialogForm } from '../../components/dialog-form.tsx';
import { type Failure, failureOf } from '../../components/failure.ts';
import { FailureNote } from '../../components/failure-note.tsx';
import { LastTry } from '../../components/last-try.tsx';
import { Note } from '../../components/note.tsx';
import { PinCounter } from '../../components/pin-counter.tsx';
import { SecretField } from '../../components/secret-field.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { Sentence } from '../../components/sentence.tsx';

export type PinWork = 'change' | 'unblock';

/** The token whose PIN it is: by itself, or by a certificate on it. */
export interface PinPlace {
  readonly id: PinOwner;
  /** Name of the token. */
  readonly home: { readonly label: string };
}

interface PinWorkDialogProps {
  readonly kind: PinWork;
  readonly place: PinPlace;
  readonly onDone: (kind: PinWork) => void;
  readonly onClose: () => void;
}

/** Changes the PIN of a token, or unblocks it. What is typed lives in the fields alone and is overwritten once it was sent. */
export function PinWorkDialog({ kind, place, onDone, onClose }: PinWorkDialogProps) {
  const { t } = useTranslation();
  const { id, home } = place;
  const [facts, setFacts] = useState<PinFacts | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(false);
  const [by, setBy] = useState<UnblockingCode>('so-pin');
  const [confirmed, setConfirmed] = useState(false);
  const [wrong, setWrong] = useState<'empty' | 'differ' | NewPinFault | null>(null);
  const [old, fresh, again] = [useField(), useField(), useField()];
  const load = useCallback(
    () => call('tokens.pin', { of: id }).then(setFacts, (error: unknown) => setFailure(failureOf(error))),
    [id],
  );
  useEffect(() => {
    void load();
  }, [load]);

  const state = facts === null ? 'unknown' : kind === 'change' ? facts.state : facts.unblocking;
  const lastTry = state === 'final-try';
  const blocked = state === 'locked';
  const onReader = facts?.entry === 'reader';
  const submit = async () => {
    if (facts === null || busy || blocked || (lastTry && !confirmed)) return;
    const fault = onReader ? null : faultOf(facts, old, fresh, again);
    setWrong(fault);
    if (fault !== null) return;
    setBusy(true);
    setFailure(null);
    const [code, newPin] = [take(old), take(fresh)];
    take(again).fill(0);
    try {
      const common = { of: id, newPin, acceptLastTry: confirmed };
      const answer =
        kind === 'change'
          ? call('tokens.changePin', { ...common, pin: code })
          : call('tokens.unblockPin', { ...common, by, code });
      code.fill(0);
      newPin.fill(0);
      await answer;
      onDone(kind);
    } catch (error) {
      setFailure(failureOf(error));
      setConfirmed(false);
      setBusy(false);
      await load();
    } finally {
      code.fill(0);
      newPin.fill(0);
    }
  };

  return (
    <Dialog title={t(kind === 'change' ? 'pinWork.titleChange' : 'pinWork.titleUnblock')} onClose={onClose}>
      <DialogForm
        onSubmit={() => void submit()}
        buttons={
          <>
            <Button onClick={onClose}>{t('common.cancel')}</Button>
            <Button
              type="submit"
              tone="primary"
              disabled={facts === null || busy || blocked || (lastTry && !confirmed)}
            >
              {busy ? (
                <LoaderCircle size={15} className="animate-spin" aria-hidden />
              ) : (
                <KeyRound size={15} aria-hidden />
              )}
              {t(kind === 'change' ? 'pinWork.submitChange' : 'pinWork.submitUnblock')}
            </Button>
          </>
        }
      >
        <p className="font-medium text-sm">{t('pinWork.token', { name: home.label })}</p>
        {failure === null ? null : <FailureNote failure={failure} />}
        {facts === null && failure === null ? (
          <p className="flex items-center gap-2 text-muted text-sm" role="status">
            <LoaderCircle size={15} className="animate-spin" aria-hidden />
            {t('pinWork.asking')}
          </p>
        ) : null}
        {facts === null ? null : (
          <>
            {kind === 'unblock' ? (
              <Segmented
                label={t('pinWork.by')}
                value={by}
                options={[
                  { value: 'so-pin', text: t('pinWork.soPin') },
                  { value: 'puk', text: t('pinWork.puk') },
                ]}
                onChange={setBy}
              />
            ) : null}
            {blocked ? (
              <Note tone="warn">{t(kind === 'change' ? 'pinWork.locked' : 'pinWork.unblockingLocked')}</Note>
            ) : lastTry ? null : (
              // Of the code that unblocks nothing is said where all is well: the sentence would read as one about the PIN.
              <PinCounter state={state} password={kind === 'unblock'} />
            )}
            {onReader ? (
              <p className="text-pretty text-sm">{t('pinWork.reader')}</p>
            ) : (
              <>
                <SecretField
                  ref={old}
                  label={t(kind === 'change' ? 'pinWork.old' : by === 'puk' ? 'pinWork.puk' : 'pinWork.soPin')}
                  disabled={busy || blocked}
                />
                <SecretField ref={fresh} takesFocus={false} label={t('pinWork.new')} disabled={busy || blocked} />
                <SecretField
                  ref={again}
                  takesFocus={false}
                  label={t('pinWork.again')}
                  disabled={busy || blocked}
                  state={
                    wrong === null ? (
                      <p className="text-faint text-xs">{lengthText(t, facts)}</p>
                    ) : (
                      <p className="text-bad text-sm">
                        {typeof wrong === 'string' ? (
                          t(`pinWork.wrong.${wrong}`)
                        ) : (
                          <Sentence text={newPinSentence(wrong)} />
                        )}
                      </p>
                    )
                  }
                />
              </>
            )}
            {lastTry ? (
              <LastTry of={kind === 'change' ? 'pin' : 'code'} confirmed={confirmed} onConfirm={setConfirmed} />
            ) : null}
            {kind === 'change' || facts.tool === null ? null : (
              <p className="text-pretty text-muted text-xs">{t('pinWork.tool', { name: facts.tool })}</p>
            )}
          </>
        )}
      </DialogForm>
    </Dialog>
  );
}

type FieldRef = RefObject<HTMLInputElement | null>;
const useField = (): FieldRef => useRef<HTMLInputElement>(null);

/** The bytes of a field, which is empty afterwards. */
function take({ current }: FieldRef): Uint8Array<ArrayBuffer> {
  const bytes = new TextEncoder().encode(current?.value ?? '');
  if (current !== null) current.value = '';
  return bytes;
}

function faultOf(lengths: PinFacts, old: FieldRef, fresh: FieldRef, again: FieldRef) {
  const wanted = fresh.current?.value ?? '';
  if ((old.current?.value ?? '') === '' || wanted === '') return 'empty';
  if (wanted !== again.current?.value) return 'differ';
  const bytes = new TextEncoder().encode(wanted);
  const { length } = bytes;
  bytes.fill(0);
  return newPinFault(lengths, length);
}

function lengthText(t: TFunction, { shortest, longest }: PinFacts): string {
  if (shortest !== null && longest !== null) return t('pinWork.between', { shortest, longest });
  return shortest === null ? t('pinWork.neverKept') : t('pinWork.atLeast', { shortest });
}
