import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Input } from '../../../shared/contract/contract.ts';
import type { TokenObject } from '../../../shared/domain/token-object.ts';
import { ChoiceList } from '../../components/choice-list.tsx';
import { isolated } from '../../i18n/isolated.ts';
import { ConfirmDeletion } from './confirm-deletion.tsx';

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

/** Asks whether an object on a token, or a key with all that belongs to it, is really to be deleted. */
export function DeleteDialog({ object, token, onDelete, onClose }: DeleteDialogProps) {
  const { t } = useTranslation();
  const [extent, setExtent] = useState<'one' | 'all'>('one');
  const { ref, kind, label, keyId } = object;
  return (
    <ConfirmDeletion
      title={t('manage.titleDelete', { token })}
      name={`${t(`tokens.object.${kind}`)} · ${label === '' ? t('tokens.unnamed') : isolated(label)}`}
      action={t('manage.delete')}
      onConfirm={() => onDelete({ object, what: extent === 'one' ? { refs: [ref] } : { keyId } })}
      onClose={onClose}
    >
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
    </ConfirmDeletion>
  );
}
