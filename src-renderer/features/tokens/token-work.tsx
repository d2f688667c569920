import { FileBadge2, FileKey2, KeySquare } from 'lucide-react';
import { type RefObject, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PresentToken } from '../../../shared/contract/object-calls.ts';
import { call } from '../../bridge/client.ts';
import { Button } from '../../components/button.tsx';
import { type Failure, failureOf } from '../../components/failure.ts';
import { SecretField } from '../../components/secret-field.tsx';
import { BareKeys } from './bare-keys.tsx';
import { DeleteDialog, type Deletion } from './delete-dialog.tsx';
import { ImportFailure } from './import-failure.tsx';
import { NewKeyDialog, type PresentKey, RequestDialog } from './new-key-dialog.tsx';
import { handOver, type SecretWork, whatFor } from './secret-work.ts';
import { type ReadObjects, TokenObjects } from './token-objects.tsx';
import { TokenPin, type TokenPinGiven } from './token-pin.tsx';

interface TokenWorkProps {
  readonly token: PresentToken;
  readonly onNews: (text: string) => void;
}

/** What can be done with what is on a token: look at it, make a key or a request, import, delete. Each takes one PIN. */
export function TokenWork({ token, onNews }: TokenWorkProps) {
  const { t } = useTranslation();
  const password = useRef<HTMLInputElement>(null);
  const [objects, setObjects] = useState<ReadObjects | null>(null);
  const [asking, setAsking] = useState<{ readonly present: PresentKey | null } | null>(null);
  const [deleting, setDeleting] = useState<Deletion['object'] | null>(null);
  const [work, setWork] = useState<SecretWork | null>(null);
  const [request, setRequest] = useState<{ readonly text: string; readonly isNew: boolean } | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(false);

  const attempt = async (ask: () => Promise<void>) => {
    setFailure(null);
    try {
      await ask();
    } catch (error) {
      setFailure(failureOf(error));
    }
  };
  const look = () =>
    attempt(async () => {
      setObjects({ ...(await call('tokens.objects', { token: token.id })), all: false });
    });
  const choose = (purpose: 'certificate' | 'key-store') =>
    attempt(async () => {
      const { file } = await call('tokens.chooseFile', { purpose });
      if (file !== null) setWork({ kind: purpose, file });
    });
  const perform = async (given: TokenPinGiven) => {
    if (work === null) return;
    const secret = take(password);
    setWork(null);
    setBusy(true);
    const answer = handOver(t, work, { token, ...given }, secret);
    given.pin.fill(0);
    secret.fill(0);
    await attempt(async () => {
      const { request: text, contents, news } = await answer;
      if (text !== undefined) setRequest({ text, isNew: work.kind === 'generate' });
      if (contents !== undefined) setObjects({ ...contents, all: true });
      if (news !== undefined) onNews(news);
    });
    setBusy(false);
  };

  return (
    <>
      <BareKeys
        keys={token.keys}
        disabled={busy}
        onRequest={({ keyId, label }) => setAsking({ present: { keyId, label, name: null } })}
      />
      <div className="border-line border-t px-4 py-2.5">
        {failure === null ? null : <ImportFailure failure={failure} className="mb-2" />}
        <div className="flex flex-wrap items-center gap-2">
          <Button size="bare" tone="link" className="text-xs" onClick={() => void look()}>
            {t('tokens.objects')}
          </Button>
          <span className="flex-1" />
          <Button size="sm" disabled={busy} onClick={() => setAsking({ present: null })}>
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
        {objects === null ? null : (
          <TokenObjects
            {...objects}
            token={token.label}
            onShowAll={() => {
              setObjects(null);
              setWork({ kind: 'objects' });
            }}
            onRequest={({ keyId, label, certificate }) => {
              setObjects(null);
              setAsking({ present: { keyId, label, name: certificate?.name ?? null } });
            }}
            onDelete={(object) => {
              setObjects(null);
              setDeleting(object);
            }}
            onClose={() => setObjects(null)}
          />
        )}
        {asking === null ? null : (
          <NewKeyDialog
            token={token.label}
            present={asking.present}
            onMake={(wish) => {
              setAsking(null);
              const { present } = asking;
              setWork(
                present === null
                  ? { kind: 'generate', wish }
                  : { kind: 'request', wish: { keyId: present.keyId, subject: wish.subject }, label: present.label },
              );
            }}
            onClose={() => setAsking(null)}
          />
        )}
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
            what={whatFor(t, work)}
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
        {request === null ? null : (
          <RequestDialog
            request={request.text}
            isNew={request.isNew}
            onNews={onNews}
            onClose={() => setRequest(null)}
          />
        )}
      </div>
    </>
  );
}

/** The bytes of a field, which is empty afterwards. */
function take({ current }: RefObject<HTMLInputElement | null>): Uint8Array<ArrayBuffer> {
  const bytes = new TextEncoder().encode(current?.value ?? '');
  if (current !== null) current.value = '';
  return bytes;
}
