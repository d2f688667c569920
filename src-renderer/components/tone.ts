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
