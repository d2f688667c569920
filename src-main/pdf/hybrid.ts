import type { PdfLimits } from './limits.ts';
import { limitExceeded } from './pdf-errors.ts';
import type { XrefEntry } from './xref-entries.ts';
import { type Section, sameEntry, twoDocuments } from './xref-section.ts';

/** Hidden objects of one file. Hybrid files were made for readers of 1999: none of that size is known. */
const MOST_HIDDEN = 1_000_000;

/**
 * Programs that know only classic tables read a hybrid file without its streams (ISO 32000-2, 7.5.8.4). That may take objects away
 * from them, which is what such files are made for; it must not give them other ones.
 * @param sections newest first, the two of a linearised file apart
 * @throws AppError PDF_HYBRID where a stream replaces an object that an older table has; PDF_LIMIT_EXCEEDED
 */
export function refuseTwoDocuments(sections: readonly Section[], limits: PdfLimits): void {
  const hidden = new Set<number>();
  for (const { hybrid } of sections) {
    if (hybrid === undefined) continue;
    for (const num of hybrid.stream.keys()) hidden.add(num);
    if (hidden.size > Math.min(MOST_HIDDEN, limits.objects)) {
      throw limitExceeded('hidden objects', { limit: MOST_HIDDEN });
    }
  }
  if (hidden.size === 0) return;
  const classic = new Map<number, XrefEntry>();
  for (const { hybrid, form, entries } of [...sections].reverse()) {
    for (const [num, entry] of hybrid?.stream ?? []) {
      const older = classic.get(num);
      const shown = hybrid?.table.get(num);
      if (shown !== undefined && shown.type !== 'free') continue;
      if (older !== undefined && older.type !== 'free' && !sameEntry(older, entry)) throw twoDocuments(num);
    }
    if (form === 'stream') continue;
    for (const [num, entry] of hybrid?.table ?? entries) if (hidden.has(num)) classic.set(num, entry);
  }
}
