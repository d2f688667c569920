import { FilePlus2, Files } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { BatchId, BatchView } from '../../../shared/domain/batch.ts';
import { Button } from '../../components/button.tsx';
import { cx } from '../../components/cx.ts';
import { EmptyBox } from '../../components/empty-box.tsx';
import type { Failure } from '../../components/failure.ts';
import { FailureNote } from '../../components/failure-note.tsx';
import { Page } from '../../components/page.tsx';
import { formatTime } from '../../i18n/format.ts';
import { BatchState } from './batch-state.tsx';

interface BatchPageProps {
  /** The newest first; null while they are asked for. */
  readonly batches: readonly BatchView[] | null;
  readonly current: BatchId | null;
  readonly failure: Failure | null;
  /** Documents that are open in the window. */
  readonly openDocuments: number;
  readonly onChoose: () => void;
  readonly onAddOpen: () => void;
  readonly onSelect: (id: BatchId) => void;
  /** What is shown of the current one. */
  readonly children: ReactNode;
}

/** Many files signed with one key: what is being gathered, what runs, and what became of earlier ones. */
export function BatchPage(props: BatchPageProps) {
  const { batches, current, failure, openDocuments, onChoose, onAddOpen, onSelect, children } = props;
  const { t } = useTranslation();
  const others = batches?.filter(({ id }) => id !== current) ?? [];
  return (
    <Page
      title={t('batch.title')}
      text={t('batch.text')}
      actions={
        <span className="flex flex-wrap gap-2">
          {openDocuments === 0 ? null : (
            <Button onClick={onAddOpen}>
              <Files size={14} aria-hidden />
              {t('batch.addOpen', { count: openDocuments })}
            </Button>
          )}
          <Button tone={current === null ? 'primary' : 'secondary'} onClick={onChoose}>
            <FilePlus2 size={14} aria-hidden />
            {t(current === null ? 'batch.choose' : 'batch.chooseAnew')}
          </Button>
        </span>
      }
    >
      {failure === null ? null : <FailureNote failure={failure} />}
      {batches !== null && batches.length === 0 ? (
        <EmptyBox icon={Files} title={t('batch.empty')} text={t('batch.emptyText')} />
      ) : null}
      {children}
      {others.length === 0 ? null : (
        <section aria-label={t('batch.others')}>
          <h2 className="mb-2 font-semibold text-sm">{t('batch.others')}</h2>
          <ul className="flex flex-col divide-y divide-line rounded-md border border-line">
            {others.map((batch) => (
              <li key={batch.id}>
                <button
                  type="button"
                  onClick={() => onSelect(batch.id)}
                  className={cx(
                    'flex w-full flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5 text-left text-sm',
                    'outline-offset-[-2px] hover:bg-hover',
                  )}
                >
                  <span className="tabular min-w-0 flex-1">
                    {t('batch.filesOf', { count: batch.files })}
                    {batch.began === null ? null : (
                      <span className="text-muted"> · {t('batch.beganAt', { time: formatTime(batch.began) })}</span>
                    )}
                  </span>
                  <BatchState batch={batch} />
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
    </Page>
  );
}
