import { Check, Cloud, LoaderCircle, Smartphone } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EventValue } from '../../../shared/contract/contract.ts';
import type { SignatureLevel } from '../../../shared/contract/signing-choices.ts';
import { Button } from '../../components/button.tsx';
import { cx } from '../../components/cx.ts';
import { ProgressBar } from '../../components/progress-bar.tsx';
import { remainingSeconds } from './remaining.ts';

export type Stage = EventValue<'task.progress'>['stage'];

/** The stages of each kind of work, in their order. */
const ROUTE = {
  sign: ['reading', 'copying', 'waiting-for-token', 'signing'],
  extend: ['reading', 'copying'],
} as const;
const COMPLETING = {
  'B-B': [],
  'B-T': ['timestamping'],
  'B-LT': ['timestamping', 'collecting'],
  'B-LTA': ['timestamping', 'collecting'],
} as const;
const ENDING = ['verifying', 'saving', 'recording'] as const;

interface ProgressPanelProps {
  readonly kind: keyof typeof ROUTE;
  readonly level: SignatureLevel;
  readonly stage: Stage;
  readonly fraction: number | null;
  readonly cancelling: boolean;
  /** How long the token waits for the PIN on its reader; null where it is not typed there. */
  readonly readerSeconds: number | null;
  /** Host of the signing service that keeps the key; null where none does. */
  readonly service: string | null;
  readonly onCancel: () => void;
}

export function ProgressPanel({
  kind,
  level,
  stage,
  fraction,
  cancelling,
  readerSeconds,
  service,
  onCancel,
}: ProgressPanelProps) {
  const { t } = useTranslation();
  const elapsed = useElapsed();
  const stages: readonly Stage[] = [...ROUTE[kind], ...COMPLETING[level], ...ENDING];
  // A stage that is passed in between (the network is looked at first) leaves the list where it is.
  const furthest = useRef(0);
  furthest.current = Math.max(furthest.current, stages.indexOf(stage));
  const at = furthest.current;
  const remaining = remainingSeconds(elapsed, fraction);
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex min-h-0 flex-1 flex-col gap-5 overflow-y-auto p-5">
        <div className="flex items-baseline justify-between gap-3">
          <h2 className="font-semibold text-lg">{t(kind === 'sign' ? 'progress.title' : 'progress.titleExtend')}</h2>
          <span className="tabular text-faint text-xs">
            {remaining === null
              ? t('progress.elapsed', { seconds: Math.floor(elapsed) })
              : t('progress.remaining', { seconds: remaining })}
          </span>
        </div>
        <ProgressBar fraction={fraction} label={t(nameOf(stage, service))} />
        <ol className="flex flex-col gap-1">
          {stages.map((name, index) => (
            <li
              key={name}
              aria-current={index === at ? 'step' : undefined}
              className={cx(
                'flex h-7 items-center gap-2.5 text-sm',
                index < at ? 'text-muted' : index === at ? 'font-medium text-ink' : 'text-faint',
              )}
            >
              <span className="grid size-4 place-items-center">
                {index < at ? (
                  <Check size={14} className="text-good" aria-hidden />
                ) : index === at ? (
                  <LoaderCircle size={14} className="animate-spin text-accent" aria-hidden />
                ) : (
                  <span className="size-1.5 rounded-full bg-edge" />
                )}
              </span>
              {t(nameOf(name, service))}
            </li>
          ))}
        </ol>
        {readerSeconds === null || stage !== 'waiting-for-token' ? null : <OnReader seconds={readerSeconds} />}
        {service === null || (stage !== 'signing' && stage !== 'waiting-for-token') ? null : (
          <p className="flex items-start gap-3 rounded-md border border-accent bg-accent-soft px-3 py-3 text-pretty text-sm">
            <Cloud size={18} aria-hidden className="mt-px shrink-0 text-accent" />
            <span className="min-w-0 break-words">{t('service.waiting', { host: service })}</span>
          </p>
        )}
        <p role="status" className="sr-only">
          {t(nameOf(stage, service))}
        </p>
        <p className="text-faint text-xs">{t('progress.original')}</p>
      </div>
      <footer className="flex shrink-0 justify-end border-line border-t px-5 py-3">
        <Button onClick={onCancel} disabled={cancelling}>
          {cancelling ? t('progress.cancelling') : t('common.cancel')}
        </Button>
      </footer>
    </div>
  );
}

/** A key at a service is on no token. */
function nameOf(stage: Stage, service: string | null) {
  return stage === 'waiting-for-token' && service !== null
    ? ('progress.waiting-for-service' as const)
    : (`progress.${stage}` as const);
}

/** How long the reader still waits for the PIN. */
function OnReader({ seconds }: { readonly seconds: number }) {
  const { t } = useTranslation();
  const left = Math.ceil(seconds - useElapsed());
  return (
    <p className="flex items-start gap-3 rounded-md border border-accent bg-accent-soft px-3 py-3 text-pretty text-sm">
      <Smartphone size={18} aria-hidden className="mt-px shrink-0 text-accent" />
      <span className="tabular">{left > 0 ? t('pin.onReader', { seconds: left }) : t('pin.onReaderLate')}</span>
    </p>
  );
}

function useElapsed(): number {
  const [elapsed, setElapsed] = useState(0);
  useEffect(() => {
    const start = performance.now();
    const timer = setInterval(() => setElapsed((performance.now() - start) / 1000), 500);
    return () => clearInterval(timer);
  }, []);
  return elapsed;
}
