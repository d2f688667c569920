import { groupHex } from '../i18n/format.ts';
import { cx } from './cx.ts';

/** A digest or serial number: tabular figures in groups of four, selectable as one. */
export function Hex({ value, className }: { readonly value: string; readonly className?: string }) {
  return <span className={cx('tabular select-all break-words text-xs', className)}>{groupHex(value)}</span>;
}
