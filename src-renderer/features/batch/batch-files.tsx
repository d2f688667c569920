import { X } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Problem } from '../../../shared/contract/level-outcome.ts';
import type { BatchFile, BatchView } from '../../../shared/domain/batch.ts';
import { call } from '../../bridge/client.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { FileName } from '../../components/file-name.tsx';
import { Segmented } from '../../components/segmented.tsx';
import type { Tone } from '../../components/tone.ts';
import { ToneIcon } from '../../components/tone-icon.tsx';
import { failureText } from '../../i18n/failure-text.ts';

const STEP = 100;
const TONE: Readonly<Record<BatchFile['state'], Tone>> = {
  waiting: 'plain',
  signing: 'busy',
  signed: 'good',
  failed: 'bad',
};

interface BatchFilesProps {
  readonly batch: BatchView;
  /** Why a file cannot be signed with the choices, by its index. */
  readonly refused: ReadonlyMap<number, Problem>;
  /** Takes a file out; undefined once it began. */
  readonly onRemove?: ((index: number) => void) | undefined;
}

/** The files of a batch in their order, and what became of each. */
export function BatchFiles({ batch, refused, onRemove }: BatchFilesProps) {
  const { t } = useTranslation();
  const [failedOnly, setFailedOnly] = useState(false);
  const [limit, setLimit] = useState(STEP);
  const [shown, setShown] = useState<{ total: number; files: readonly BatchFile[] }>({ total: 0, files: [] });
  const { id, files, signed, failed, state } = batch;
  const load = useCallback(async () => {
    const found: BatchFile[] = [];
    let total = 0;
    for (let offset = 0; offset < limit; offset += STEP) {
      const part = await call('batch.files', { batch: id, offset, limit: STEP, failedOnly });
      total = part.total;
      found.push(...part.files);
      if (found.length >= total) break;
    }
    setShown({ total, files: found });
  }, [id, limit, failedOnly]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the list is another one whenever the batch went on
  useEffect(() => {
    load().catch(() => {});
  }, [load, files, signed, failed, state]);
  return (
    <section aria-label={t('batch.files')}>
      <div className="mb-2 flex min-h-7 flex-wrap items-center justify-between gap-2">
        <h2 className="tabular font-semibold text-sm">{t('batch.filesOf', { count: shown.total })}</h2>
        {failed === 0 ? null : (
          <Segmented
            label={t('batch.show')}
            value={failedOnly ? 'failed' : 'all'}
            options={[
              { value: 'all', text: t('batch.showAll') },
              { value: 'failed', text: t('batch.showFailed') },
            ]}
            onChange={(value) => setFailedOnly(value === 'failed')}
          />
        )}
      </div>
      <ul className="flex flex-col divide-y divide-line rounded-md border border-line empty:hidden">
        {shown.files.map((file) => {
          const problem = refused.get(file.index) ?? file.problem;
          return (
            <li key={file.index} data-state={file.state} className="flex items-start gap-3 px-4 py-2">
              <ToneIcon tone={problem === null ? TONE[file.state] : 'bad'} size={15} className="mt-0.5" />
              <div className="min-w-0 flex-1">
                <FileName text={file.output ?? file.name} className="text-sm" />
                <p className="text-faint text-xs">
                  {[
                    t('sign.folder', { folder: file.folder }),
                    file.level,
                    file.queued ? t('batch.queued') : null,
                    file.ledgerIndex === null ? null : t('result.ledgerNumber', { index: file.ledgerIndex }),
                  ]
                    .filter((part) => part !== null)
                    .join(' · ')}
                </p>
                {problem === null ? null : <p className="mt-0.5 text-bad text-xs">{failureText(problem)}</p>}
              </div>
              {onRemove === undefined ? null : (
                <IconButton
                  label={t('batch.remove', { name: file.name })}
                  icon={<X size={14} />}
                  className="-my-1"
                  onClick={() => onRemove(file.index)}
                />
              )}
            </li>
          );
        })}
      </ul>
      {shown.files.length >= shown.total ? null : (
        <Button size="sm" className="mt-2" onClick={() => setLimit(limit + STEP)}>
          {t('batch.more', { count: shown.total - shown.files.length })}
        </Button>
      )}
    </section>
  );
}
