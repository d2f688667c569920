import { Cloud, FilePlus2, Puzzle } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from './button.tsx';

interface AddKeysProps {
  readonly size?: 'sm' | 'md';
  readonly onAddKeyStore: () => void;
  readonly onAddModule: () => void;
  /** Absent where services are added elsewhere. */
  readonly onAddService?: () => void;
}

/** Where further keys come from: a key file, the module of a token that was not found, or a signing service. */
export function AddKeys({ size = 'sm', onAddKeyStore, onAddModule, onAddService }: AddKeysProps) {
  const { t } = useTranslation();
  return (
    <span className="flex flex-wrap gap-2">
      <Button size={size} onClick={onAddKeyStore}>
        <FilePlus2 size={13} aria-hidden />
        {t('sign.addKeyStore')}
      </Button>
      <Button size={size} onClick={onAddModule}>
        <Puzzle size={13} aria-hidden />
        {t('sign.addModule')}
      </Button>
      {onAddService === undefined ? null : (
        <Button size={size} onClick={onAddService}>
          <Cloud size={13} aria-hidden />
          {t('service.add')}
        </Button>
      )}
    </span>
  );
}
