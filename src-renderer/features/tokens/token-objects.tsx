import { Boxes, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PresentToken } from '../../../shared/contract/object-calls.ts';
import type { TokenObject } from '../../../shared/domain/token-object.ts';
import { call } from '../../bridge/client.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { type Failure, failureOf } from '../../components/failure.ts';
import { FailureNote } from '../../components/failure-note.tsx';
import { formatDate } from '../../i18n/format.ts';

interface TokenObjectsProps {
  readonly token: PresentToken;
  readonly onDelete: (object: TokenObject) => void;
}

/** Everything on a token that is seen without its PIN, on request. */
export function TokenObjects({ token, onDelete }: TokenObjectsProps) {
  const { t } = useTranslation();
  const [objects, setObjects] = useState<readonly TokenObject[] | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const open = async () => {
    setFailure(null);
    try {
      setObjects((await call('tokens.objects', { token: token.id })).objects);
    } catch (error) {
      setFailure(failureOf(error));
    }
  };
  return (
    <div>
      {failure === null ? null : <FailureNote failure={failure} className="mb-2" />}
      <Button size="bare" tone="link" className="text-xs" onClick={() => void open()}>
        {t('tokens.objects')}
      </Button>
      {objects === null ? null : (
        <Dialog
          title={t('tokens.objectsTitle', { name: token.label })}
          className="w-[min(40rem,calc(100vw-2rem))]"
          onClose={() => setObjects(null)}
        >
          <div className="flex min-h-0 flex-col gap-3 overflow-y-auto px-5 py-4">
            <p className="text-muted text-sm">
              {t(objects.length === 0 ? 'tokens.objectsNone' : 'tokens.objectsText')}
            </p>
            <ul className="flex flex-col divide-y divide-line empty:hidden">
              {objects.map((object, index) => (
                <ObjectLine
                  // biome-ignore lint/suspicious/noArrayIndexKey: copies of an object share its name, and the list never changes
                  key={index}
                  object={object}
                  onDelete={() => {
                    setObjects(null);
                    onDelete(object);
                  }}
                />
              ))}
            </ul>
          </div>
        </Dialog>
      )}
    </div>
  );
}

function ObjectLine({ object, onDelete }: { readonly object: TokenObject; readonly onDelete: () => void }) {
  const { t } = useTranslation();
  const { kind, label, keyId, key, local, certificate } = object;
  return (
    <li className="flex gap-3 py-2.5">
      <Boxes size={15} aria-hidden className="mt-0.5 shrink-0 text-muted" />
      <div className="min-w-0 flex-1 text-sm">
        <p className="break-words">
          <span className="font-medium">{t(`tokens.object.${kind}`)}</span>
          {' · '}
          {label === '' ? t('tokens.unnamed') : label}
        </p>
        <p className="break-words text-muted text-xs">
          {[
            key,
            keyId === '' ? null : t('tokens.keyId', { id: keyId }),
            local === true ? t('tokens.madeHere') : null,
            certificate === null
              ? null
              : `${certificate.name}, ${t('sign.validUntil', { date: formatDate(certificate.notAfter) })}`,
          ]
            .filter((part) => part !== null)
            .join(' · ')}
        </p>
      </div>
      <IconButton
        label={t('manage.deleteOne', { name: `${t(`tokens.object.${kind}`)} ${label}`.trim() })}
        icon={<Trash2 size={14} />}
        onClick={onDelete}
      />
    </li>
  );
}
