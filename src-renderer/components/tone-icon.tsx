import { CircleCheck, CircleDashed, CircleX, LoaderCircle, TriangleAlert } from 'lucide-react';
import { cx } from './cx.ts';
import { TONE_TEXT, type Tone } from './tone.ts';

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
