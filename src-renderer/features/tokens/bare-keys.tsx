import { FilePen } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { PresentToken } from '../../../shared/contract/object-calls.ts';
import { Button } from '../../components/button.tsx';
import { Name } from '../../components/name.tsx';
import { ToneIcon } from '../../components/tone-icon.tsx';

interface BareKeysProps {
  readonly keys: PresentToken['keys'];
  readonly disabled: boolean;
  readonly onRequest: (key: PresentToken['keys'][number]) => void;
}

/** Keys whose certificate is not on the token yet: what is missing, and the request for it again where it was lost. */
export function BareKeys({ keys, disabled, onRequest }: BareKeysProps) {
  const { t } = useTranslation();
  if (keys.length === 0) return null;
  return (
    <div className="border-line border-t py-3 pr-4 pl-11.5">
      <p className="flex gap-1.5 text-pretty text-sm">
        <ToneIcon tone="warn" size={15} className="mt-0.5" />
        {t('manage.bare', { count: keys.length })}
      </p>
      <ul className="mt-2 flex flex-col gap-2">
        {keys.map((key) => (
          <li key={key.keyId} className="flex flex-wrap items-center gap-2">
            <span className="min-w-0 flex-1 break-words text-sm">
              <span className="font-medium">{key.label === '' ? t('tokens.unnamed') : <Name text={key.label} />}</span>
              <span className="text-muted text-xs"> · {t('tokens.keyId', { id: key.keyId })}</span>
            </span>
            <Button size="sm" disabled={disabled} onClick={() => onRequest(key)}>
              <FilePen size={13} aria-hidden />
              {t('manage.request')}
            </Button>
          </li>
        ))}
      </ul>
    </div>
  );
}
