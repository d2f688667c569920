import { LockOpen } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { BatchView } from '../../../shared/domain/batch.ts';
import { Button } from '../../components/button.tsx';
import { Note } from '../../components/note.tsx';

/** Files that did not open for want of a password: asks for it once for all of them. */
export function BatchLocked({ batch, onPassword }: { readonly batch: BatchView; readonly onPassword: () => void }) {
  const { t } = useTranslation();
  const { locked, hasPassword } = batch;
  if (locked === 0) return null;
  return (
    <Note tone="warn">
      <p className="mb-2">{t(hasPassword ? 'batch.lockedStill' : 'batch.locked', { count: locked })}</p>
      <Button size="sm" onClick={onPassword}>
        <LockOpen size={13} aria-hidden />
        {t(hasPassword ? 'batch.otherPassword' : 'batch.givePassword')}
      </Button>
    </Note>
  );
}
