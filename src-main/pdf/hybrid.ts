import type { PdfLimits } from './limits.ts';
import { limitExceeded } from './pdf-errors.ts';
import type { XrefEntry } from './xref-entries.ts';
import { type Section, sameEntry } from './xref-section.ts';

/** Hidden objects of one file. Hybrid files were made for readers of 1999: none of that size is known. */
const MOST_HIDDEN = 1_000_000;
/** Objects in two places that are noted; one is enough to refuse the file. */
const MOST_DOUBLE = 10_000;

/** An object that two kinds of programs find in two places. */
export interface DoubleObject {
  readonly num: number;
  /** Where programs that know only classic tables find it. */
  readonly classic: XrefEntry;
}

/**
 * Programs that know only classic tables read a hybrid file without its streams (ISO 32000-2, 7.5.8.4). That may take objects away
 * from them, which is what such files are made for; where it gives them other ones, they are named here. At most 10,000.
 * @param sections newest first, the two of a linearised file apart
 * @throws AppError PDF_LIMIT_EXCEEDED
 */
export function doubleObjects(sections: readonly Section[], limits: PdfLimits): DoubleObject[] {
  const hidden = new Set<number>();
  for (const { hybrid } of sections) {
    if (hybrid === undefined) continue;
    for (const num of hybrid.stream.keys()) hidden.add(num);
    if (hidden.size > Math.min(MOST_HIDDEN, limits.objects)) {
      throw limitExceeded('hidden objects', { limit: MOST_HIDDEN });
    }
  }
  if (hidden.size === 0) return [];
  const found = new Map<number, DoubleObject>();
  const note = (num: number, classic: XrefEntry) => {
    if (found.size < MOST_DOUBLE) found.set(num, { num, classic });
  };
  const classic = new Map<number, XrefEntry>();
  for (const { hybrid, form, entries } of [...sections].reverse()) {
    for (const [num, entry] of hybrid?.stream ?? []) {
      const older = classic.get(num);
      const shown = hybrid?.table.get(num);
      if (shown !== undefined && shown.type !== 'free') {
        if (!sameEntry(shown, entry)) note(num, entry);
      } else if (older !== undefined && older.type !== 'free' && !sameEntry(older, entry)) note(num, older);
    }
    if (form === 'stream') continue;
    for (const [num, entry] of hybrid?.table ?? entries) if (hidden.has(num)) classic.set(num, entry);
  }
  return [...found.values()];
}
