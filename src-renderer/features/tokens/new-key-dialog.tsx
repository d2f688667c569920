import { FilePen, KeySquare, Save } from 'lucide-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { NewTokenKey } from '../../../shared/contract/object-calls.ts';
import { call } from '../../bridge/client.ts';
import { Button } from '../../components/button.tsx';
import { ChoiceList } from '../../components/choice-list.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { cx } from '../../components/cx.ts';
import { Dialog } from '../../components/dialog.tsx';
import { DialogForm } from '../../components/dialog-form.tsx';
import { type Failure, failureOf } from '../../components/failure.ts';
import { FailureNote } from '../../components/failure-note.tsx';
import { INPUT, TextField } from '../../components/field.tsx';
import { subjectOf } from './subject.ts';

export type NewKeyWish = NewTokenKey;

/** A key that is on a token already. */
export interface PresentKey {
  readonly keyId: string;
  /** Its name on the token. */
  readonly label: string;
  /** Whose certificate it has; null where it has none. */
  readonly name: string | null;
}

interface NewKeyDialogProps {
  /** Name of the token. */
  readonly token: string;
  /** The key that a certificate is asked for; null: one is made. */
  readonly present: PresentKey | null;
  readonly onMake: (wish: NewKeyWish) => void;
  readonly onClose: () => void;
}

/** What each kind is called, in every language, those first that most tokens make. */
const KINDS = [
  ['p-256', 'ECDSA P-256'],
  ['p-384', 'ECDSA P-384'],
  ['rsa-3072', 'RSA 3072'],
  ['rsa-4096', 'RSA 4096'],
  ['rsa-2048', 'RSA 2048'],
  ['ed25519', 'Ed25519'],
] as const;

/** What key is to be made on a token, and for whom; or for whom a certificate is asked of one that is there. */
export function NewKeyDialog({ token, present, onMake, onClose }: NewKeyDialogProps) {
  const { t } = useTranslation();
  const [kind, setKind] = useState<NewKeyWish['kind']>('p-256');
  const [name, setName] = useState(present?.name ?? '');
  const [organisation, setOrganisation] = useState('');
  const [country, setCountry] = useState('');
  const complete = name.trim() !== '' && /^(?:[A-Z]{2})?$/.test(country);
  return (
    <Dialog
      title={
        present === null
          ? t('manage.titleGenerate', { token })
          : t('manage.titleRequestFor', { name: present.label || t('tokens.unnamed') })
      }
      onClose={onClose}
    >
      <DialogForm
        onSubmit={() => {
          if (complete)
            onMake({ kind, label: name.trim(), subject: subjectOf({ CN: name, O: organisation, C: country }) });
        }}
        buttons={
          <>
            <Button onClick={onClose}>{t('common.cancel')}</Button>
            <Button type="submit" tone="primary" disabled={!complete}>
              {present === null ? <KeySquare size={15} aria-hidden /> : <FilePen size={15} aria-hidden />}
              {t('common.continue')}
            </Button>
          </>
        }
      >
        <p className="text-pretty text-muted text-sm">
          {t(present === null ? 'manage.generateText' : 'manage.requestForText')}
        </p>
        <TextField
          label={t('manage.name')}
          hint={t('manage.nameHint')}
          value={name}
          maxLength={64}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <div className="grid grid-cols-[1fr_6rem] gap-3">
          <TextField
            label={t('manage.organisation')}
            value={organisation}
            maxLength={64}
            onChange={(event) => setOrganisation(event.currentTarget.value)}
          />
          <TextField
            label={t('manage.country')}
            value={country}
            maxLength={2}
            aria-invalid={country !== '' && !/^[A-Z]{2}$/.test(country)}
            onChange={(event) => setCountry(event.currentTarget.value.toUpperCase())}
          />
        </div>
        {present === null ? (
          <ChoiceList
            label={t('manage.kind')}
            value={kind}
            options={KINDS.map(([value, name]) => ({ value, name }))}
            onChange={setKind}
          />
        ) : null}
      </DialogForm>
    </Dialog>
  );
}

interface RequestDialogProps {
  /** PEM. */
  readonly request: string;
  /** Whether its key was made for it. */
  readonly isNew: boolean;
  readonly onNews: (text: string) => void;
  readonly onClose: () => void;
}

/** The request for the certificate of a key, to be sent to an issuer. */
export function RequestDialog({ request, isNew, onNews, onClose }: RequestDialogProps) {
  const { t } = useTranslation();
  const id = useId();
  const [failure, setFailure] = useState<Failure | null>(null);
  const save = async () => {
    setFailure(null);
    try {
      const { saved } = await call('tokens.saveRequest', { request });
      if (saved !== null) onNews(t('manage.requestSaved', saved));
    } catch (error) {
      setFailure(failureOf(error));
    }
  };
  return (
    <Dialog title={t('manage.titleRequest')} className="w-[min(36rem,calc(100vw-2rem))]" onClose={onClose}>
      <div className="flex min-h-0 flex-col gap-3 overflow-y-auto px-5 py-4">
        {failure === null ? null : <FailureNote failure={failure} />}
        <p className="text-pretty text-muted text-sm">{t(isNew ? 'manage.requestText' : 'manage.requestAgainText')}</p>
        <label htmlFor={id} className="sr-only">
          {t('manage.titleRequest')}
        </label>
        <textarea
          id={id}
          readOnly
          rows={10}
          value={request}
          className={cx(INPUT, 'h-auto resize-none py-1.5 font-mono text-xs leading-5')}
        />
      </div>
      <footer className="flex shrink-0 items-center justify-end gap-2 border-line border-t bg-canvas px-5 py-3">
        <CopyButton text={request} />
        <Button tone="primary" autoFocus onClick={() => void save()}>
          <Save size={15} aria-hidden />
          {t('manage.saveRequest')}
        </Button>
      </footer>
    </Dialog>
  );
}
