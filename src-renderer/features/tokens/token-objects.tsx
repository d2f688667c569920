import { Boxes, FilePen, Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { TokenObject } from '../../../shared/domain/token-object.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Name } from '../../components/name.tsx';
import { Note } from '../../components/note.tsx';
import { OneLine, Whole } from '../../components/one-line.tsx';
import { formatDate } from '../../i18n/format.ts';

/** What was read from a token. */
export interface ReadObjects {
  readonly objects: readonly TokenObject[];
  /** Read after the PIN: private ones are among them. */
  readonly all: boolean;
  /** The token holds others that are not listed. */
  readonly more: boolean;
}

interface TokenObjectsProps extends ReadObjects {
  /** Name of the token. */
  readonly token: string;
  /** Wants the PIN. */
  readonly onShowAll: () => void;
  readonly onRequest: (key: TokenObject) => void;
  readonly onDelete: (object: TokenObject) => void;
  readonly onClose: () => void;
}

/** Everything on a token: what is seen without its PIN, and on request the rest. */
export function TokenObjects({
  token,
  objects,
  all,
  more,
  onShowAll,
  onRequest,
  onDelete,
  onClose,
}: TokenObjectsProps) {
  const { t } = useTranslation();
  const text = all ? 'tokens.objectsAll' : objects.length === 0 ? 'tokens.objectsNone' : 'tokens.objectsText';
  // Two halves of a key make one request: it is asked for at the one that signs, where that is seen.
  const seen = new Set(objects.filter(({ kind }) => kind === 'private-key').map(({ keyId }) => keyId));
  const asks = ({ kind, keyId }: TokenObject) =>
    keyId !== '' && (kind === 'private-key' || (kind === 'public-key' && !seen.has(keyId)));
  return (
    <Dialog
      title={t('tokens.objectsTitle', { name: token })}
      className="w-[min(40rem,calc(100vw-2rem))]"
      onClose={onClose}
    >
      <div className="flex min-h-0 flex-col gap-3 overflow-y-auto px-5 py-4">
        <p className="text-pretty text-muted text-sm">{t(text)}</p>
        {more ? <Note tone="warn">{t('tokens.objectsMore', { number: objects.length })}</Note> : null}
        {all ? null : (
          <Button size="sm" className="self-start" onClick={onShowAll}>
            {t('tokens.showAll')}
          </Button>
        )}
        <ul className="flex flex-col divide-y divide-line empty:hidden">
          {objects.map((object, index) => (
            <ObjectLine
              // biome-ignore lint/suspicious/noArrayIndexKey: copies of an object share its name, and the list never changes
              key={index}
              object={object}
              onRequest={asks(object) ? () => onRequest(object) : undefined}
              onDelete={() => onDelete(object)}
            />
          ))}
        </ul>
      </div>
    </Dialog>
  );
}

interface ObjectLineProps {
  readonly object: TokenObject;
  readonly onRequest: (() => void) | undefined;
  readonly onDelete: () => void;
}

function ObjectLine({ object, onRequest, onDelete }: ObjectLineProps) {
  const { t } = useTranslation();
  const { kind, label, keyId, key, local, pinPerSignature, certificate } = object;
  const name = `${t(`tokens.object.${kind}`)} ${label}`.trim();
  return (
    <li className="flex gap-3 py-2.5">
      <Boxes size={15} aria-hidden className="mt-0.5 shrink-0 text-muted" />
      <div className="min-w-0 flex-1 text-sm">
        <p className="break-words">
          <span className="font-medium">{t(`tokens.object.${kind}`)}</span>
          {' · '}
          {label === '' ? t('tokens.unnamed') : <Name text={label} />}
        </p>
        <p className="break-words text-muted text-xs">
          <OneLine>
            {key}
            {keyId === '' ? null : t('tokens.keyId', { id: keyId })}
            {local === true ? t('tokens.madeHere') : null}
            {pinPerSignature === true ? t('tokens.pinPerSignature') : null}
            {certificate === null ? null : <Name text={certificate.name} />}
            {certificate === null ? null : (
              <Whole>{t('sign.validUntil', { date: formatDate(certificate.notAfter) })}</Whole>
            )}
          </OneLine>
        </p>
      </div>
      {onRequest === undefined ? null : (
        <IconButton label={t('manage.requestFor', { name })} icon={<FilePen size={14} />} onClick={onRequest} />
      )}
      <IconButton label={t('manage.deleteOne', { name })} icon={<Trash2 size={14} />} onClick={onDelete} />
    </li>
  );
}
