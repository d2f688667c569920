import { useTranslation } from 'react-i18next';
import type { BatchView } from '../../../shared/domain/batch.ts';
import { cx } from '../../components/cx.ts';
import { TONE_TEXT, type Tone } from '../../components/tone.ts';
import { ToneIcon } from '../../components/tone-icon.tsx';

/** How a batch stands, in colour and words. */
export function BatchState({ batch }: { readonly batch: BatchView }) {
  const { t } = useTranslation();
  const tone = toneOf(batch);
  return (
    <span className={cx('flex shrink-0 items-center gap-1.5 font-medium text-xs', TONE_TEXT[tone])}>
      <ToneIcon tone={tone} size={14} />
      {batch.state === 'done' && batch.failed > 0
        ? t('batch.doneFailed', { count: batch.failed })
        : t(`batch.state.${batch.state}`)}
    </span>
  );
}

export function toneOf({ state, failed }: BatchView): Tone {
  switch (state) {
    case 'draft':
      return 'plain';
    case 'running':
    case 'pausing':
      return 'busy';
    case 'paused':
    case 'stopped':
      return 'warn';
    case 'done':
      return failed > 0 ? 'bad' : 'good';
  }
}
