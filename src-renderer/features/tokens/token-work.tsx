import type { TFunction } from 'i18next';
import { FileBadge2, FileKey2, KeySquare } from 'lucide-react';
import { type RefObject, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FileToken } from '../../../shared/contract/ids.ts';
import type { PresentToken } from '../../../shared/contract/object-calls.ts';
import { call } from '../../bridge/client.ts';
import { Button } from '../../components/button.tsx';
import { type Failure, failureOf } from '../../components/failure.ts';
import { SecretField } from '../../components/secret-field.tsx';
import { DeleteDialog, type Deletion } from './delete-dialog.tsx';
import { ImportFailure } from './import-failure.tsx';
import { NewKeyDialog, type NewKeyWish, RequestDialog } from './new-key-dialog.tsx';
import { TokenObjects } from './token-objects.tsx';
import { TokenPin, type TokenPinGiven } from './token-pin.tsx';

interface TokenWorkProps {
  readonly token: PresentToken;
  readonly onNews: (text: string) => void;
}

/** A file that was chosen for an import. */
interface ChosenFile {
  readonly id: FileToken;
  readonly name: string;
}

/** What the PIN is wanted for. */
type Work =
  | { readonly kind: 'generate'; readonly wish: NewKeyWish }
  | { readonly kind: 'certificate' | 'key-store'; readonly file: ChosenFile }
  | { readonly kind: 'delete'; readonly deletion: Deletion };

/** What can be done with what is on a token: look at it, make a key, import, delete. Each change takes one PIN. */
export function TokenWork({ token, onNews }: TokenWorkProps) {
  const { t } = useTranslation();
  const password = useRef<HTMLInputElement>(null);
  const [making, setMaking] = useState(false);
  const [deleting, setDeleting] = useState<Deletion['object'] | null>(null);
  const [work, setWork] = useState<Work | null>(null);
  const [request, setRequest] = useState<string | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(false);

  const choose = async (purpose: 'certificate' | 'key-store') => {
    setFailure(null);
    try {
      const { file } = await call('tokens.chooseFile', { purpose });
      if (file !== null) setWork({ kind: purpose, file });
    } catch (error) {
      setFailure(failureOf(error));
    }
  };
  const perform = async (given: TokenPinGiven) => {
    if (work === null) return;
    const secret = take(password);
    setWork(null);
    setFailure(null);
    setBusy(true);
    const answer = handOver(t, work, { token, ...given }, secret);
    given.pin.fill(0);
    secret.fill(0);
    try {
      const done = await answer;
      setRequest(done.request ?? null);
      if (done.news !== undefined) onNews(done.news);
    } catch (error) {
      setFailure(failureOf(error));
    } finally {
      setBusy(false);
    }
  };

  return (
    <div className="border-line border-t px-4 py-2.5">
      {failure === null ? null : <ImportFailure failure={failure} className="mb-2" />}
      <div className="flex flex-wrap items-center gap-2">
        <TokenObjects token={token} onDelete={setDeleting} />
        <span className="flex-1" />
        <Button size="sm" disabled={busy} onClick={() => setMaking(true)}>
          <KeySquare size={13} aria-hidden />
          {t('manage.generate')}
        </Button>
        <Button size="sm" disabled={busy} onClick={() => void choose('certificate')}>
          <FileBadge2 size={13} aria-hidden />
          {t('manage.certificate')}
        </Button>
        <Button size="sm" disabled={busy} onClick={() => void choose('key-store')}>
          <FileKey2 size={13} aria-hidden />
          {t('manage.keyStore')}
        </Button>
      </div>
      {making ? (
        <NewKeyDialog
          token={token.label}
          onMake={(wish) => {
            setMaking(false);
            setWork({ kind: 'generate', wish });
          }}
          onClose={() => setMaking(false)}
        />
      ) : null}
      {deleting === null ? null : (
        <DeleteDialog
          object={deleting}
          token={token.label}
          onDelete={(deletion) => {
            setDeleting(null);
            setWork({ kind: 'delete', deletion });
          }}
          onClose={() => setDeleting(null)}
        />
      )}
      {work === null ? null : (
        <TokenPin
          token={token}
          what={
            work.kind === 'generate'
              ? t('manage.whatGenerate', { name: work.wish.label })
              : work.kind === 'delete'
                ? t('manage.whatDelete', { name: work.deletion.object.label || t('tokens.unnamed') })
                : t('manage.whatImport', { name: work.file.name })
          }
          action={t(`manage.submit.${work.kind}`)}
          before={
            work.kind === 'key-store' ? (
              <SecretField ref={password} label={t('manage.filePassword', { name: work.file.name })} />
            ) : null
          }
          onSubmit={(given) => void perform(given)}
          onClose={() => setWork(null)}
        />
      )}
      {request === null ? null : <RequestDialog request={request} onNews={onNews} onClose={() => setRequest(null)} />}
    </div>
  );
}

/** Asks main for it; the secrets are handed over before this returns its promise. Gives what is to be told. */
async function handOver(
  t: TFunction,
  work: Work,
  { token: { id, label }, ...given }: TokenPinGiven & { readonly token: PresentToken },
  password: Uint8Array<ArrayBuffer>,
): Promise<{ readonly request?: string; readonly news?: string }> {
  const login = { token: id, ...given };
  switch (work.kind) {
    case 'generate':
      return { request: (await call('tokens.generate', { ...login, ...work.wish })).request };
    case 'certificate':
      await call('tokens.importCertificate', { ...login, file: work.file.id });
      return { news: t('manage.certificateDone', { token: label }) };
    case 'key-store': {
      const { keys } = await call('tokens.importKeyStore', { ...login, file: work.file.id, password });
      return { news: t('manage.keyStoreDone', { count: keys, token: label }) };
    }
    case 'delete': {
      const { deleted } = await call('tokens.delete', { ...login, what: work.deletion.what });
      return { news: t('manage.deleted', { count: deleted, token: label }) };
    }
  }
}

/** The bytes of a field, which is empty afterwards. */
function take({ current }: RefObject<HTMLInputElement | null>): Uint8Array<ArrayBuffer> {
  const bytes = new TextEncoder().encode(current?.value ?? '');
  if (current !== null) current.value = '';
  return bytes;
}
