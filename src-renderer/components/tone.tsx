import { CircleCheck, CircleDashed, CircleX, LoaderCircle, TriangleAlert } from 'lucide-react';
import { cx } from './cx.ts';

/** What a verdict means for the reader. Colour never stands alone: each tone has its own shape. */
export type Tone = 'good' | 'warn' | 'bad' | 'plain' | 'busy';

export const TONE_BOX: Readonly<Record<Tone, string>> = {
  good: 'border-good-line bg-good-soft',
  warn: 'border-warn-line bg-warn-soft',
  bad: 'border-bad-line bg-bad-soft',
  plain: 'border-line bg-canvas',
  busy: 'border-line bg-canvas',
};

export const TONE_TEXT: Readonly<Record<Tone, string>> = {
  good: 'text-good',
  warn: 'text-warn',
  bad: 'text-bad',
  plain: 'text-muted',
  busy: 'text-muted',
};

const ICON = { good: CircleCheck, warn: TriangleAlert, bad: CircleX, plain: CircleDashed, busy: LoaderCircle } as const;

export function ToneIcon({
  tone,
  size = 16,
  className,
}: {
  readonly tone: Tone;
  readonly size?: number;
  readonly className?: string;
}) {
  const Icon = ICON[tone];
  return (
    <Icon
      size={size}
      aria-hidden
      className={cx('shrink-0', TONE_TEXT[tone], tone === 'busy' && 'animate-spin', className)}
    />
  );
}
