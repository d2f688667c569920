import { ExternalLink, LoaderCircle, RefreshCw, Send, Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { OutboxEntry, OutboxId } from '../../../shared/contract/level-outcome.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { cx } from '../../components/cx.ts';
import { EmptyBox } from '../../components/empty-box.tsx';
import type { Failure } from '../../components/failure.ts';
import { FailureNote } from '../../components/failure-note.tsx';
import { FileName } from '../../components/file-name.tsx';
import { Page } from '../../components/page.tsx';
import { TONE_TEXT, type Tone } from '../../components/tone.ts';
import { ToneIcon } from '../../components/tone-icon.tsx';
import { failureText } from '../../i18n/failure-text.ts';
import { formatTime } from '../../i18n/format.ts';

interface OutboxPageProps {
  /** Null while it is asked for. */
  readonly entries: readonly OutboxEntry[] | null;
  readonly failure: Failure | null;
  /** Being tried now by this window: one, or (`all`) whatever waits. */
  readonly running: OutboxId | 'all' | null;
  readonly onRun: (id: OutboxId | null) => void;
  readonly onCancel: () => void;
  readonly onRemove: (id: OutboxId) => void;
  readonly onOpen: (id: OutboxId) => void;
}

const TONE: Readonly<Record<OutboxEntry['state'], Tone>> = {
  queued: 'plain',
  running: 'busy',
  waiting: 'warn',
  done: 'good',
  failed: 'bad',
};

/** What was signed without the network and completes itself: state, reason, next try. */
export function OutboxPage({ entries, failure, running, onRun, onCancel, onRemove, onOpen }: OutboxPageProps) {
  const { t } = useTranslation();
  const waiting = entries?.some(({ state }) => state !== 'done') ?? false;
  return (
    <Page
      title={t('outbox.title')}
      text={t('outbox.text')}
      actions={
        running === null ? (
          <Button tone="primary" disabled={!waiting} onClick={() => onRun(null)}>
            <RefreshCw size={14} aria-hidden />
            {t('outbox.runAll')}
          </Button>
        ) : (
          <Button onClick={onCancel}>
            <LoaderCircle size={14} className="animate-spin" aria-hidden />
            {t('common.cancel')}
          </Button>
        )
      }
    >
      {failure === null ? null : <FailureNote failure={failure} />}
      {entries !== null && entries.length === 0 ? (
        <EmptyBox icon={Send} title={t('outbox.empty')} text={t('outbox.emptyText')} />
      ) : null}
      <ul aria-label={t('outbox.title')} className="flex flex-col gap-2.5 empty:hidden">
        {(entries ?? []).map((entry) => (
          <Entry
            key={entry.id}
            entry={running === 'all' || running === entry.id ? { ...entry, state: stateWhile(entry) } : entry}
            busy={running !== null}
            onRun={() => onRun(entry.id)}
            onRemove={() => onRemove(entry.id)}
            onOpen={() => onOpen(entry.id)}
          />
        ))}
      </ul>
    </Page>
  );
}

const stateWhile = ({ state }: OutboxEntry): OutboxEntry['state'] => (state === 'done' ? state : 'running');

interface EntryProps {
  readonly entry: OutboxEntry;
  readonly busy: boolean;
  readonly onRun: () => void;
  readonly onRemove: () => void;
  readonly onOpen: () => void;
}

function Entry({ entry, busy, onRun, onRemove, onOpen }: EntryProps) {
  const { t } = useTranslation();
  const { document, folder, asked, reached, state, problem, attempts, queued, nextTry } = entry;
  const tone = TONE[state];
  return (
    <li
      data-state={state}
      className="flex items-start gap-3 rounded-md border border-line bg-surface px-4 py-3 shadow-card max-md:flex-wrap"
    >
      <ToneIcon tone={tone} size={18} className="mt-0.5" />
      <div className="min-w-0 flex-1">
        <div className="flex min-w-0 items-baseline gap-3">
          <FileName text={document} className="font-semibold text-base" />
          <span className={cx('shrink-0 font-medium text-xs', TONE_TEXT[tone])}>{t(`outbox.state.${state}`)}</span>
        </div>
        <p className="tabular mt-0.5 text-muted text-xs">
          {t('outbox.levels', { reached, asked })} · {t('sign.folder', { folder })}
        </p>
        {problem === null || state === 'done' ? null : (
          <p className="mt-1.5 text-pretty text-ink text-sm">{failureText(problem)}</p>
        )}
        <p className="tabular mt-1.5 text-faint text-xs">
          {[
            t('outbox.queuedAt', { time: formatTime(queued) }),
            attempts === 0 ? null : t('outbox.attempts', { count: attempts }),
            state === 'done' || state === 'running' || nextTry === null
              ? null
              : t('outbox.nextTry', { time: formatTime(nextTry) }),
          ]
            .filter((part) => part !== null)
            .join(' · ')}
        </p>
      </div>
      <div className="flex shrink-0 items-center gap-1">
        {state === 'done' ? null : (
          <Button size="sm" disabled={busy || state === 'running'} onClick={onRun}>
            {t('outbox.run')}
          </Button>
        )}
        <IconButton label={t('outbox.open', { name: document })} icon={<ExternalLink size={15} />} onClick={onOpen} />
        <IconButton
          label={t('outbox.remove', { name: document })}
          icon={<Trash2 size={15} />}
          disabled={busy || state === 'running'}
          onClick={onRemove}
        />
      </div>
    </li>
  );
}
