import type { TFunction } from 'i18next';
import { FileSpreadsheet, KeyRound, Pause, Play, Square, Trash2 } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { BatchView } from '../../../shared/domain/batch.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { Note } from '../../components/note.tsx';
import { ProgressBar } from '../../components/progress-bar.tsx';
import { failureText } from '../../i18n/failure-text.ts';
import { isolated } from '../../i18n/isolated.ts';
import { BatchLocked } from './batch-locked.tsx';
import { BatchState } from './batch-state.tsx';

interface BatchWorkProps {
  readonly batch: BatchView;
  /** What it is signed with is there now. */
  readonly keyIsThere: boolean;
  /** The key is being opened. */
  readonly busy: boolean;
  /** Code of the failure that is told above it already. */
  readonly told: string | null;
  /** The access token of the signing service that keeps the key is to be given. */
  readonly onToken: () => void;
  readonly onPause: () => void;
  /** Goes on; asks for the PIN where the key was let go. */
  readonly onResume: () => void;
  readonly onStop: () => void;
  /** The key waits for its PIN. */
  readonly onPin: () => void;
  readonly onPassword: () => void;
  readonly onExport: (format: 'csv' | 'json') => void;
  readonly onForget: () => void;
}

/** It stopped at its key, which may have been taken out: modules say that in many ways. */
const AT_KEY = /^(?:CKR|TOKEN|CARD|MODULE|REMOTE_TOKEN)_|^CERTIFICATE_NOT_FOUND$/;
/** What is no longer true when the key is back. */
const REMOVED =
  /^(?:TOKEN_NOT_FOUND|REMOTE_TOKEN_REFUSED|CERTIFICATE_NOT_FOUND|CARD_NOT_READ|CKR_TOKEN_NOT_PRESENT|CKR_DEVICE_REMOVED)$/;

/** A batch that has begun: how far it is, how long it will take, and how it is stopped or taken up again. */
export function BatchWork(props: BatchWorkProps) {
  const { batch, keyIsThere, busy, told, onToken, onPause, onResume, onStop, onPin, onPassword, onExport, onForget } =
    props;
  const { t } = useTranslation();
  const card = useRef<HTMLElement>(null);
  useEffect(() => {
    card.current?.scrollIntoView({ block: 'nearest' });
    // What began it is gone with the draft; whoever is elsewhere stays there.
    if (document.activeElement === document.body) card.current?.focus();
  }, []);
  const { state, files, signed, failed, perSecond, secondsLeft, problem } = batch;
  const tried = signed + failed;
  const runs = state === 'running' || state === 'pausing';
  const code = problem?.code ?? '';
  const key = state !== 'stopped' || !AT_KEY.test(code) ? 'unasked' : keyIsThere ? 'there' : 'away';
  const rests = state === 'stopped' || (state === 'done' && failed > 0);
  // Its access token is gone with the session that it was given in, or no longer accepted.
  const closed = rests && !keyIsThere ? batch.service : null;
  return (
    <section
      ref={card}
      tabIndex={-1}
      aria-label={t('batch.current')}
      data-batch={state}
      className="flex flex-col gap-3 rounded-lg border border-line bg-surface px-5 py-4 shadow-card"
    >
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h2 className="tabular font-semibold text-lg">{t('batch.signedOf', { signed, count: files })}</h2>
        <BatchState batch={batch} />
      </div>
      <ProgressBar
        fraction={files === 0 ? null : tried / files}
        label={t('batch.signedOf', { signed, count: files })}
      />
      <p className="tabular text-muted text-sm" role="status">
        {[
          failed === 0 ? null : t('batch.failed', { count: failed }),
          runs && perSecond !== null ? t('batch.pace', { pace: round(perSecond) }) : null,
          runs && secondsLeft !== null ? timeText(t, secondsLeft) : null,
        ]
          .filter((part) => part !== null)
          .join(' · ')}
      </p>
      <p className="text-faint text-xs">
        {[
          batch.signer === null ? null : t('batch.signer', { name: batch.signer }),
          batch.keyHome === null ? null : isolated(batch.keyHome),
          batch.targetFolder === null ? t('batch.beside') : t('batch.into', { folder: batch.targetFolder }),
        ]
          .filter((part) => part !== null)
          .join(' · ')}
      </p>
      {problem === null || code === told || ((key === 'there' || closed !== null) && REMOVED.test(code)) ? null : (
        <Note tone="warn">
          {state === 'paused' && code === 'DISK_FULL' ? t('batch.diskFull') : failureText(problem)}
        </Note>
      )}
      {closed === null ? null : (
        <Note>
          <p className="mb-2">{t('batch.tokenWanted', { host: closed.host })}</p>
          <Button size="sm" tone="primary" onClick={onToken}>
            <KeyRound size={13} aria-hidden />
            {t('service.giveToken')}
          </Button>
        </Note>
      )}
      {key === 'unasked' || closed !== null ? null : (
        <Note>{t(key === 'there' ? 'batch.keyThere' : 'batch.keyAway')}</Note>
      )}
      {rests ? <BatchLocked batch={batch} onPassword={onPassword} /> : null}
      {batch.pinWanted ? (
        <Note>
          <p className="mb-2">{t('batch.pinWanted')}</p>
          <Button size="sm" tone="primary" onClick={onPin}>
            <KeyRound size={13} aria-hidden />
            {t('pin.titlePin')}
          </Button>
        </Note>
      ) : null}
      <div className="flex flex-wrap gap-2">
        {runs ? (
          <Button onClick={onPause} disabled={state === 'pausing'}>
            <Pause size={14} aria-hidden />
            {t('batch.pause')}
          </Button>
        ) : null}
        {state === 'paused' || (rests && closed === null) ? (
          <Button tone="primary" disabled={busy} onClick={onResume}>
            <Play size={14} aria-hidden />
            {t(state === 'done' ? 'batch.retryFailed' : 'batch.resume')}
          </Button>
        ) : null}
        {runs || state === 'paused' ? (
          <Button onClick={onStop}>
            <Square size={13} aria-hidden />
            {t('batch.stop')}
          </Button>
        ) : null}
        {runs ? null : (
          <>
            <Button onClick={() => onExport('csv')}>
              <FileSpreadsheet size={14} aria-hidden />
              {t('batch.exportCsv')}
            </Button>
            <Button onClick={() => onExport('json')}>{t('batch.exportJson')}</Button>
          </>
        )}
        {state === 'stopped' || state === 'done' ? (
          <IconButton label={t('batch.forget')} icon={<Trash2 size={15} />} className="ml-auto" onClick={onForget} />
        ) : null}
      </div>
      {state === 'stopped' ? <p className="text-pretty text-muted text-xs">{t('batch.stoppedText')}</p> : null}
    </section>
  );
}

const round = (pace: number): number => (pace < 10 ? Math.round(pace * 10) / 10 : Math.round(pace));

function timeText(t: TFunction, seconds: number): string {
  if (seconds < 90) return t('batch.secondsLeft', { count: Math.max(1, Math.round(seconds)) });
  const minutes = Math.round(seconds / 60);
  return minutes < 120
    ? t('batch.minutesLeft', { count: minutes })
    : t('batch.hoursLeft', { count: Math.round(minutes / 60) });
}
