import { BookText, ShieldCheck } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../../shared/contract/contract.ts';
import type { TaskId } from '../../../shared/contract/ids.ts';
import type { LedgerEntryView } from '../../../shared/contract/ledger-calls.ts';
import { call, listen, newTaskId } from '../../bridge/client.ts';
import { Button } from '../../components/button.tsx';
import { type Failure, failureOf } from '../../components/failure.ts';
import { FailureNote } from '../../components/failure-note.tsx';
import { ProgressBar } from '../../components/progress-bar.tsx';
import { LedgerDetail } from './ledger-detail.tsx';
import { LedgerTable } from './ledger-table.tsx';
import { VerifyResult } from './verify-result.tsx';

const PAGE = 100;

type Verification =
  | { readonly kind: 'running'; readonly task: TaskId; readonly fraction: number | null }
  | { readonly kind: 'done'; readonly result: Output<'ledger.verify'> }
  | { readonly kind: 'failed'; readonly failure: Failure };

interface LedgerPageProps {
  /** Entry to show first. */
  readonly selected: number | null;
  readonly onSelect: (index: number) => void;
  readonly onVerified: () => void;
}

export function LedgerPage({ selected, onSelect, onVerified }: LedgerPageProps) {
  const { t } = useTranslation();
  const [entries, setEntries] = useState<readonly LedgerEntryView[] | null>(null);
  const [size, setSize] = useState(0);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [verification, setVerification] = useState<Verification | null>(null);

  const load = useCallback(async (offset: number, limit: number) => {
    try {
      const page = await call('ledger.list', { offset, limit });
      setSize(page.size);
      setEntries((before) => [...(offset === 0 ? [] : (before ?? [])), ...page.entries]);
      setFailure(null);
    } catch (error) {
      setFailure(failureOf(error));
    }
  }, []);
  useEffect(() => {
    void load(0, PAGE);
  }, [load]);

  const verify = async () => {
    const task = newTaskId();
    setVerification({ kind: 'running', task, fraction: null });
    const stop = listen('task.progress', (progress) => {
      if (progress.task === task) setVerification({ kind: 'running', task, fraction: progress.fraction });
    });
    try {
      setVerification({ kind: 'done', result: await call('ledger.verify', { task }) });
    } catch (error) {
      const failed = failureOf(error);
      setVerification(failed.code === 'CANCELLED' ? null : { kind: 'failed', failure: failed });
    }
    stop();
    onVerified();
  };

  const entry = entries?.find((candidate) => candidate.index === selected) ?? null;
  return (
    <main className="flex min-w-0 flex-1 flex-col bg-surface">
      <header className="flex shrink-0 flex-wrap items-start justify-between gap-x-6 gap-y-3 border-line border-b px-8 pt-6 pb-5">
        <div className="min-w-0">
          <h1 className="font-semibold text-xl">{t('ledger.title')}</h1>
          <p className="mt-1 max-w-[60ch] text-muted text-sm">{t('ledger.text')}</p>
        </div>
        <Button tone="primary" disabled={verification?.kind === 'running'} onClick={() => void verify()}>
          <ShieldCheck size={15} aria-hidden />
          {t('ledger.verify')}
        </Button>
        {verification === null ? null : (
          <div className="w-full">
            {verification.kind === 'running' ? (
              <div className="flex items-center gap-4 rounded-lg border border-line bg-canvas px-4 py-3" role="status">
                <span className="shrink-0 text-sm">{t('ledger.verifying')}</span>
                <ProgressBar fraction={verification.fraction} label={t('ledger.verifying')} />
                <Button size="sm" onClick={() => void call('task.cancel', { task: verification.task })}>
                  {t('common.cancel')}
                </Button>
              </div>
            ) : verification.kind === 'done' ? (
              <VerifyResult result={verification.result} />
            ) : (
              <FailureNote failure={verification.failure} />
            )}
          </div>
        )}
      </header>
      {failure === null ? null : (
        <div className="p-8">
          <FailureNote failure={failure}>
            <Button size="sm" onClick={() => void load(0, PAGE)}>
              {t('common.retry')}
            </Button>
          </FailureNote>
        </div>
      )}
      {entries !== null && entries.length === 0 ? (
        <div className="grid flex-1 place-items-center p-8 text-center">
          <div>
            <BookText size={32} strokeWidth={1.4} className="mx-auto mb-3 text-faint" aria-hidden />
            <p className="font-medium text-base">{t('ledger.empty')}</p>
            <p className="mt-1 text-muted text-sm">{t('ledger.emptyText')}</p>
          </div>
        </div>
      ) : null}
      {entries !== null && entries.length > 0 ? (
        <div className="flex min-h-0 flex-1">
          <LedgerTable
            entries={entries}
            size={size}
            selected={selected}
            onSelect={onSelect}
            onMore={() => void load(entries.length, PAGE)}
          />
          <aside
            aria-label={t('common.details')}
            className="w-90 shrink-0 overflow-y-auto max-lg:w-72 max-md:w-60 border-line border-l bg-canvas p-5"
          >
            {entry === null ? (
              <p className="text-muted text-sm">{t('ledger.selectHint')}</p>
            ) : (
              <LedgerDetail key={entry.index} entry={entry} />
            )}
          </aside>
        </div>
      ) : null}
    </main>
  );
}
