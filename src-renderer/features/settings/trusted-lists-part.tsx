import { FileInput, RefreshCw } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TaskId } from '../../../shared/contract/ids.ts';
import type { TakenTrustedLists, TrustedScheme } from '../../../shared/contract/verification-calls.ts';
import { call, newTaskId } from '../../bridge/client.ts';
import { Button } from '../../components/button.tsx';
import { Disclosure } from '../../components/disclosure.tsx';
import { type Failure, failureOf } from '../../components/failure.ts';
import { FailureNote } from '../../components/failure-note.tsx';
import { Note } from '../../components/note.tsx';
import { ProgressBar } from '../../components/progress-bar.tsx';
import { Sentence } from '../../components/sentence.tsx';
import { failureText } from '../../i18n/failure-text.ts';
import { formatDate, formatTime } from '../../i18n/format.ts';
import { Part } from './part.tsx';

interface TrustedListsPartProps {
  readonly onNews: (text: string) => void;
  readonly onChanged: () => void;
}

/** Which trusted lists are kept, how old they are, and where newer ones come from. */
export function TrustedListsPart({ onNews, onChanged }: TrustedListsPartProps) {
  const { t } = useTranslation();
  const [schemes, setSchemes] = useState<readonly TrustedScheme[] | null>(null);
  const [refused, setRefused] = useState<TakenTrustedLists['refused']>([]);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [task, setTask] = useState<TaskId | null>(null);
  const load = useCallback(
    () =>
      call('trust.lists', {}).then(
        (answer) => setSchemes(answer.schemes),
        (error: unknown) => setFailure(failureOf(error)),
      ),
    [],
  );
  useEffect(() => {
    void load();
  }, [load]);
  const take = async (asking: Promise<TakenTrustedLists | null>) => {
    setFailure(null);
    setRefused([]);
    try {
      const result = await asking;
      if (result === null) return;
      setSchemes(result.schemes);
      setRefused(result.refused);
      if (result.taken === 0) return;
      onNews(t('lists.done', { count: result.taken }));
      onChanged();
    } catch (error) {
      const failed = failureOf(error);
      if (failed.code !== 'CANCELLED') setFailure(failed);
    }
  };
  const update = async () => {
    const fresh = newTaskId();
    setTask(fresh);
    await take(call('trust.updateLists', { task: fresh }));
    setTask(null);
  };
  return (
    <Part title={t('lists.title')} text={t('lists.text')}>
      {failure === null ? null : <FailureNote failure={failure} />}
      {schemes?.length === 0 ? (
        <p className="rounded-md border border-edge/60 border-dashed px-4 py-4 text-muted text-sm">{t('lists.none')}</p>
      ) : null}
      {schemes?.map((scheme) => (
        <Scheme key={scheme.id} scheme={scheme} />
      ))}
      {refused.map(({ list, problem }) => (
        <Note key={list} tone="warn">
          <span className="font-medium">{list}:</span> {failureText(problem)}
        </Note>
      ))}
      {task === null ? (
        <div className="flex flex-wrap gap-2">
          <Button onClick={() => void update()}>
            <RefreshCw size={14} aria-hidden />
            {t('lists.update')}
          </Button>
          <Button onClick={() => void take(call('trust.importLists', {}))}>
            <FileInput size={14} aria-hidden />
            {t('lists.import')}
          </Button>
        </div>
      ) : (
        <div className="flex items-center gap-3" role="status">
          <span className="shrink-0 text-sm">{t('lists.updating')}</span>
          <ProgressBar fraction={null} label={t('lists.updating')} />
          <Button size="sm" onClick={() => void call('task.cancel', { task }).catch(() => {})}>
            {t('common.cancel')}
          </Button>
        </div>
      )}
    </Part>
  );
}

function Scheme({ scheme: { title, taken, lists } }: { readonly scheme: TrustedScheme }) {
  const { t } = useTranslation();
  const late = lists.filter(({ stale }) => stale).length;
  return (
    <div className="rounded-md border border-line px-4 py-3">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <span className="font-medium text-sm">
          <Sentence text={title} />
        </span>
        <span className="tabular text-muted text-xs">
          {taken === null ? t('lists.never') : t('lists.taken', { time: formatTime(taken) })}
        </span>
      </div>
      <p className="mt-0.5 text-muted text-xs">{t('lists.count', { count: lists.length })}</p>
      {late === 0 ? null : <p className="mt-1 text-warn text-xs">{t('lists.stale', { count: late })}</p>}
      {lists.length === 0 ? null : (
        <Disclosure title={t('lists.all')} className="mt-1">
          <ul className="flex flex-col gap-1 text-xs">
            {lists.map((list) => (
              <li key={`${list.territory} ${list.issued}`} className="flex flex-wrap gap-x-3">
                <span className="w-8 font-medium">{list.territory}</span>
                <span className="tabular text-muted">{t('lists.issued', { date: formatDate(list.issued) })}</span>
                <span className="tabular text-muted">{t('lists.services', { count: list.services })}</span>
                {list.stale ? <span className="text-warn">{t('lists.late')}</span> : null}
              </li>
            ))}
          </ul>
        </Disclosure>
      )}
    </div>
  );
}
