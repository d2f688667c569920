import type { TFunction } from 'i18next';
import { X } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BatchFile, BatchFilter, BatchView } from '../../../shared/domain/batch.ts';
import { call } from '../../bridge/client.ts';
import { IconButton } from '../../components/button.tsx';
import { FileName } from '../../components/file-name.tsx';
import { Pager } from '../../components/pager.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { Sentence } from '../../components/sentence.tsx';
import type { Tone } from '../../components/tone.ts';
import { ToneIcon } from '../../components/tone-icon.tsx';
import { failureText } from '../../i18n/failure-text.ts';

/** Rows that are drawn at once, however many files there are. */
const ROWS = 100;
const TONE: Readonly<Record<BatchFile['state'], Tone>> = {
  waiting: 'plain',
  signing: 'busy',
  signed: 'good',
  failed: 'bad',
};

interface BatchFilesProps {
  readonly batch: BatchView;
  readonly show: BatchFilter;
  readonly onShow: (show: BatchFilter) => void;
  /** Takes a file out; undefined once it began. */
  readonly onRemove?: ((index: number) => void) | undefined;
}

/** The files of a batch in their order, what is to be known of each, and what became of it. */
export function BatchFiles({ batch, show, onShow, onRemove }: BatchFilesProps) {
  const { t } = useTranslation();
  const [from, setFrom] = useState(0);
  const [page, setPage] = useState<{ total: number; files: readonly BatchFile[] } | null>(null);
  const { id, files, signed, failed, state, look } = batch;
  const isDraft = state === 'draft';
  const bad = isDraft ? (look?.refused ?? 0) : failed;
  const warned = look?.warned ?? 0;
  const load = useCallback(async () => {
    const found = await call('batch.files', { batch: id, offset: from, limit: ROWS, show });
    // What was the last page may have gone.
    if (found.files.length === 0 && from > 0) setFrom(Math.max(0, Math.floor((found.total - 1) / ROWS) * ROWS));
    else setPage(found);
  }, [id, from, show]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the list is another one whenever the batch went on
  useEffect(() => {
    load().catch(() => {});
  }, [load, files, signed, failed, state, look]);
  const options = [
    { value: 'all' as const, text: t('batch.showAll') },
    ...(bad > 0 || show === 'failed'
      ? [{ value: 'failed' as const, text: t(isDraft ? 'batch.showRefused' : 'batch.showFailed') }]
      : []),
    ...(warned > 0 || show === 'warned' ? [{ value: 'warned' as const, text: t('batch.showWarned') }] : []),
  ];
  const choose = (next: BatchFilter) => {
    setFrom(0);
    onShow(next);
  };
  return (
    <section aria-label={t('batch.files')}>
      <div className="mb-2 flex min-h-8 flex-wrap items-center justify-between gap-2">
        <h2 className="tabular font-semibold text-sm">{t('batch.filesOf', { count: page?.total ?? files })}</h2>
        <div className="flex flex-wrap items-center gap-3">
          {options.length === 1 ? null : (
            <Segmented label={t('batch.show')} value={show} options={options} onChange={choose} />
          )}
          <Turn from={from} total={page?.total ?? 0} onFrom={setFrom} />
        </div>
      </div>
      {page?.total === 0 && show !== 'all' ? <p className="text-muted text-sm">{t('batch.noneShown')}</p> : null}
      <ul className="flex flex-col divide-y divide-line rounded-md border border-line empty:hidden">
        {page?.files.map((file) => (
          <Row key={file.index} file={file} onRemove={onRemove} />
        ))}
      </ul>
      <div className="mt-2 flex justify-end">
        <Turn from={from} total={page?.total ?? 0} onFrom={setFrom} />
      </div>
    </section>
  );
}

function Turn(props: { readonly from: number; readonly total: number; readonly onFrom: (from: number) => void }) {
  const { t } = useTranslation();
  return <Pager {...props} size={ROWS} earlier={t('batch.earlier')} later={t('batch.later')} />;
}

function Row({ file, onRemove }: { readonly file: BatchFile } & Pick<BatchFilesProps, 'onRemove'>) {
  const { t } = useTranslation();
  const { problem, warnings, name, output } = file;
  const isSigned = file.state === 'signed';
  const tone = problem !== null ? 'bad' : warnings.length > 0 ? 'warn' : TONE[file.state];
  return (
    <li data-state={file.state} className="flex items-start gap-3 px-4 py-2">
      <ToneIcon tone={tone} size={15} className="mt-0.5" />
      <div className="min-w-0 flex-1">
        <FileName text={isSigned ? (output ?? name) : name} className="text-sm" />
        <p className="break-words text-faint text-xs">{factsOf(t, file).join(' · ')}</p>
        {problem === null ? null : <p className="mt-0.5 text-bad text-xs">{failureText(problem)}</p>}
        {warnings.map((warning) => (
          <p key={warning} className="mt-0.5 text-warn text-xs">
            <Sentence text={warning} />
          </p>
        ))}
      </div>
      {onRemove === undefined ? null : (
        <IconButton
          label={t('batch.remove', { name })}
          icon={<X size={14} />}
          className="-my-1"
          onClick={() => onRemove(file.index)}
        />
      )}
    </li>
  );
}

function factsOf(t: TFunction, file: BatchFile): string[] {
  const { folder, state, output, outputFolder, level, queued, ledgerIndex } = file;
  const isSigned = state === 'signed';
  const where = isSigned ? outputFolder : folder;
  return [
    where === null ? t('batch.copy') : t('sign.folder', { folder: where }),
    isSigned || output === null ? null : t('batch.becomes', { name: output }),
    isSigned ? (level ?? t('batch.levelUnknown')) : null,
    queued ? t('batch.queued') : null,
    ledgerIndex === null ? null : t('result.ledgerNumber', { index: ledgerIndex }),
  ].filter((part) => part !== null);
}
