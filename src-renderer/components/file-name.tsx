import { plainLine } from '../../shared/domain/plain-text.ts';
import { cx } from './cx.ts';

/** Characters that stay at the end of a long name. */
const TAIL = 11;
/** Scripts that are written from right to left: their letters are joined and not taken apart. */
const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/** A name shows what it holds: nothing turns its direction. A long one loses its middle, not its end: the end tells the signed file from the original, and what kind of file it is. */
export function FileName({ text: given, className }: { readonly text: string; readonly className?: string }) {
  const text = plainLine(given);
  const characters = [...text];
  const whole = characters.length <= 2 * TAIL || RIGHT_TO_LEFT.test(text);
  if (whole) return <bdi className={cx('min-w-0 flex-1 truncate text-left', className)}>{text}</bdi>;
  return (
    <span className={cx('flex min-w-0 flex-1', className)}>
      <span className="truncate whitespace-pre">{characters.slice(0, -TAIL).join('')}</span>
      <span className="shrink-0 whitespace-pre">{characters.slice(-TAIL).join('')}</span>
    </span>
  );
}
