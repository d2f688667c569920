import { useTranslation } from 'react-i18next';

/** "document.signed" in the words of the language; an unknown kind keeps its own name. */
export function useKindName(): (kind: string) => string {
  const { t } = useTranslation();
  return (kind) => {
    const last = kind.split('.').at(-1);
    if (last === 'signed' || last === 'verified' || last === 'extended') return t(`ledger.kinds.${last}`);
    if (last === 'field-added') return t('ledger.kinds.prepared');
    return t('ledger.kinds.other', { kind });
  };
}
