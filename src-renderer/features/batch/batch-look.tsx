import { useTranslation } from 'react-i18next';
import type { BatchFilter, BatchView } from '../../../shared/domain/batch.ts';
import { Button } from '../../components/button.tsx';
import { Note } from '../../components/note.tsx';
import { ProgressBar } from '../../components/progress-bar.tsx';

interface BatchLookingProps {
  readonly batch: BatchView;
  readonly onStop: () => void;
}

/** How far looking at the files of a draft is. */
export function BatchLooking({ batch: { look, files }, onStop }: BatchLookingProps) {
  const { t } = useTranslation();
  if (look === null || look.done >= files) return null;
  if (!look.running) return <Note>{t('batch.lookStopped', { count: files - look.done })}</Note>;
  const text = t('batch.looking', { done: look.done, count: files });
  return (
    <div className="flex flex-col gap-1.5" data-looking>
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p className="tabular text-sm">{text}</p>
        <Button size="sm" onClick={onStop}>
          {t('batch.stopLooking')}
        </Button>
      </div>
      <ProgressBar fraction={look.done / files} label={text} />
      <p className="text-muted text-xs">{t('batch.lookingText')}</p>
    </div>
  );
}

interface BatchFindingsProps {
  readonly batch: BatchView;
  readonly onShow: (show: BatchFilter) => void;
}

/** What looking at the files of a draft has found so far. */
export function BatchFindings({ batch: { look, locked }, onShow }: BatchFindingsProps) {
  const { t } = useTranslation();
  if (look === null) return null;
  const { warned, numbered } = look;
  // Those that want a password are told of for themselves.
  const refused = look.refused - locked;
  return (
    <>
      {refused === 0 ? null : <Shown text={t('batch.refused', { count: refused })} onShow={() => onShow('failed')} />}
      {warned === 0 ? null : <Shown text={t('batch.warned', { count: warned })} onShow={() => onShow('warned')} />}
      {numbered === 0 ? null : <Note>{t('batch.numbered', { count: numbered })}</Note>}
    </>
  );
}

interface ShownProps {
  readonly text: string;
  /** Has only these files in the list. */
  readonly onShow: () => void;
}

function Shown({ text, onShow }: ShownProps) {
  const { t } = useTranslation();
  return (
    <Note tone="warn">
      <span className="flex flex-wrap items-baseline justify-between gap-x-3 gap-y-1">
        {text}
        <Button tone="link" size="bare" onClick={onShow}>
          {t('batch.showThem')}
        </Button>
      </span>
    </Note>
  );
}
