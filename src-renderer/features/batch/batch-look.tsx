import { useTranslation } from 'react-i18next';
import type { BatchFilter, BatchView } from '../../../shared/domain/batch.ts';
import { Button } from '../../components/button.tsx';
import { Note } from '../../components/note.tsx';
import { ProgressBar } from '../../components/progress-bar.tsx';

interface BatchLookProps {
  readonly batch: BatchView;
  readonly onShow: (show: BatchFilter) => void;
  readonly onStop: () => void;
}

/** What looking at the files of a draft has found so far, and how far it is. */
export function BatchLook({ batch: { look, files }, onShow, onStop }: BatchLookProps) {
  const { t } = useTranslation();
  if (look === null) return null;
  const { running, done, refused, warned, numbered } = look;
  return (
    <>
      {running ? (
        <div className="flex flex-col gap-1.5" data-looking>
          <div className="flex flex-wrap items-center justify-between gap-2">
            <p className="tabular text-sm">{t('batch.looking', { done, count: files })}</p>
            <Button size="sm" onClick={onStop}>
              {t('batch.stopLooking')}
            </Button>
          </div>
          <ProgressBar
            fraction={files === 0 ? null : done / files}
            label={t('batch.looking', { done, count: files })}
          />
          <p className="text-muted text-xs">{t('batch.lookingText')}</p>
        </div>
      ) : done < files ? (
        <Note>{t('batch.lookStopped', { count: files - done })}</Note>
      ) : null}
      {refused === 0 ? null : (
        <Shown text={t('batch.refused', { count: refused })} tone="warn" onShow={() => onShow('failed')} />
      )}
      {warned === 0 ? null : (
        <Shown text={t('batch.warned', { count: warned })} tone="warn" onShow={() => onShow('warned')} />
      )}
      {numbered === 0 ? null : <Note>{t('batch.numbered', { count: numbered })}</Note>}
    </>
  );
}

interface ShownProps {
  readonly text: string;
  readonly tone: 'plain' | 'warn';
  /** Has only these files in the list. */
  readonly onShow: () => void;
}

function Shown({ text, tone, onShow }: ShownProps) {
  const { t } = useTranslation();
  return (
    <Note tone={tone}>
      <span className="flex flex-wrap items-baseline justify-between gap-x-3 gap-y-1">
        {text}
        <Button tone="link" size="bare" onClick={onShow}>
          {t('batch.showThem')}
        </Button>
      </span>
    </Note>
  );
}
