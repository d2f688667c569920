import { useTranslation } from 'react-i18next';
import { Button } from './button.tsx';

interface RowProps {
  readonly name: string;
  readonly value: string;
  readonly extra?: string | undefined;
  readonly onChange?: (() => void) | undefined;
}

/** A choice in one line that is changed somewhere else. */
export function Row({ name, value, extra, onChange }: RowProps) {
  const { t } = useTranslation();
  return (
    <div className="flex items-center gap-3 px-3 py-2">
      <div className="min-w-0 flex-1">
        <p className="text-faint text-xs">{name}</p>
        <p className="break-words text-ink text-sm">{value}</p>
        {extra === undefined ? null : <p className="truncate text-faint text-xs">{extra}</p>}
      </div>
      <Button
        size="sm"
        disabled={onChange === undefined}
        aria-label={`${name}: ${t('common.change')}`}
        onClick={onChange}
      >
        {t('common.change')}
      </Button>
    </div>
  );
}
