import { useTranslation } from 'react-i18next';
import type { BatchPreparation } from '../../../shared/domain/batch.ts';
import { Note } from '../../components/note.tsx';

interface PinEntriesProps {
  readonly entries: BatchPreparation['pinEntries'];
  readonly files: number;
}

/** How often the PIN will be asked for: said before anything begins. */
export function PinEntries({ entries, files }: PinEntriesProps) {
  const { t } = useTranslation();
  if (entries === null) return <Note>{t('batch.pinUnknown')}</Note>;
  if (entries === 0) return <Note>{t('batch.pinNone')}</Note>;
  if (entries === 1) return <Note>{t('batch.pinOnce', { count: files })}</Note>;
  return <Note tone="warn">{t('batch.pinEach', { count: entries })}</Note>;
}
