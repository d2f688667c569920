import { FolderInput } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { BatchView } from '../../../shared/domain/batch.ts';
import { Button } from '../../components/button.tsx';

interface BatchTargetProps {
  readonly batch: BatchView;
  readonly onFolder: () => void;
  readonly onBeside: () => void;
}

/** Where the signed files go, and what happens to names that are taken. */
export function BatchTarget({ batch, onFolder, onBeside }: BatchTargetProps) {
  const { t } = useTranslation();
  const { targetFolder, copies, folderOfCopies } = batch;
  return (
    <div className="flex flex-col gap-2">
      <p className="text-pretty text-muted text-sm">{t('batch.targetText')}</p>
      {copies === 0 || targetFolder !== null ? null : (
        <p className="text-pretty text-muted text-sm">
          {t('batch.targetCopies', { folder: folderOfCopies ?? t('common.unknown') })}
        </p>
      )}
      <div className="flex flex-wrap gap-2">
        <Button size="sm" onClick={onFolder}>
          <FolderInput size={14} aria-hidden />
          {t(targetFolder === null ? 'batch.chooseFolder' : 'batch.otherFolder')}
        </Button>
        {targetFolder === null ? null : (
          <Button size="sm" onClick={onBeside}>
            {t('batch.besideAgain')}
          </Button>
        )}
      </div>
    </div>
  );
}
