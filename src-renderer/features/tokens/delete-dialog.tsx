import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Input } from '../../../shared/contract/contract.ts';
import type { TokenObject } from '../../../shared/domain/token-object.ts';
import { Button } from '../../components/button.tsx';
import { CheckBox } from '../../components/check-box.tsx';
import { ChoiceList } from '../../components/choice-list.tsx';
import { Dialog } from '../../components/dialog.tsx';

/** What a person has agreed to delete. */
export interface Deletion {
  readonly object: TokenObject;
  readonly what: Input<'tokens.delete'>['what'];
}

interface DeleteDialogProps {
  readonly object: TokenObject;
  /** Name of the token. */
  readonly token: string;
  readonly onDelete: (deletion: Deletion) => void;
  readonly onClose: () => void;
}

/** Asks whether an object, or a key with all that belongs to it, is really to be deleted: nothing brings it back. */
export function DeleteDialog({ object, token, onDelete, onClose }: DeleteDialogProps) {
  const { t } = useTranslation();
  const [extent, setExtent] = useState<'one' | 'all'>('one');
  const [confirmed, setConfirmed] = useState(false);
  const { ref, kind, label, keyId } = object;
  const name = `${t(`tokens.object.${kind}`)} · ${label === '' ? t('tokens.unnamed') : label}`;
  return (
    <Dialog title={t('manage.titleDelete', { token })} onClose={onClose}>
      <form
        className="flex min-h-0 flex-col"
        onSubmit={(event) => {
          event.preventDefault();
          if (confirmed) onDelete({ object, what: extent === 'one' ? { refs: [ref] } : { keyId } });
        }}
      >
        <div className="flex min-h-0 flex-col gap-4 overflow-y-auto px-5 py-4">
          <p className="break-words font-medium text-base">{name}</p>
          {keyId === '' ? null : (
            <ChoiceList
              label={t('manage.extent')}
              value={extent}
              options={[
                { value: 'one', name: t('manage.one'), text: t('manage.oneText') },
                { value: 'all', name: t('manage.all'), text: t('manage.allText', { id: keyId }) },
              ]}
              onChange={setExtent}
            />
          )}
          <CheckBox label={t('manage.confirm')} checked={confirmed} onChange={setConfirmed} />
        </div>
        <footer className="flex shrink-0 justify-end gap-2 border-line border-t bg-canvas px-5 py-3">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" tone="primary" disabled={!confirmed}>
            <Trash2 size={15} aria-hidden />
            {t('manage.delete')}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
