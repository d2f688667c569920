import type { Box } from '../../../../shared/geometry/page-space.ts';
import type { PdfDocument } from '../../../pdf/document.ts';
import { PdfDict, PdfRef } from '../../../pdf/objects.ts';
import { rectangle } from '../../format/fields.ts';
import type { PageNumbers } from '../changes/page-numbers.ts';
import type { Finding } from '../changes/revision-diff.ts';
import { isInvisible } from '../changes/signature-boxes.ts';

/** Flags of annotations that look the same on screen and on paper: Print, NoZoom, NoRotate, ReadOnly, Locked, LockedContents (ISO 32000-2, table 167). */
const ORDINARY = 4 | 8 | 16 | 64 | 128 | 512;

/** A place on a page that a later revision filled by right: the box of a signature or of a form field. */
export interface Arrival {
  readonly revision: number;
  readonly page: number;
  /** Object number. */
  readonly widget: number;
  /** Default user space. */
  readonly rect: Box;
  /** Fully qualified name. */
  readonly field: string;
  readonly kind: 'signature' | 'field';
  /** The box was not there before. */
  readonly isNew: boolean;
}

/** What later revisions did to the look of pages, as far as they were permitted to. */
export interface Touched {
  readonly arrivals: readonly Arrival[];
  /** Page → newest revision that touched it. */
  readonly pages: ReadonlyMap<number, number>;
  /** Pages that gained what may be made for paper only. */
  readonly printed: ReadonlySet<number>;
}

/** @throws AppError PDF_DAMAGED, INPUT_UNREADABLE, CANCELLED */
export async function touchedPages(
  document: PdfDocument,
  later: ReadonlyMap<number, readonly Finding[]>,
  numbers: PageNumbers,
): Promise<Touched> {
  const arrivals: Arrival[] = [];
  const pages = new Map<number, number>();
  const printed = new Set<number>();
  for (const [revision, findings] of later) {
    for (const finding of findings) {
      for (const page of finding.pages ?? []) {
        pages.set(page, revision);
        if (finding.kind === 'annotation') printed.add(page);
      }
      const kind = finding.kind === 'signature' ? 'signature' : 'field';
      for (const widget of finding.widgets ?? []) {
        const known = document.at(revision - 1).entry(widget);
        const isNew = known === undefined || known.type === 'free';
        for (const { page, rect, isPlain } of await placesOf(document, widget, numbers, kind)) {
          pages.set(page, revision);
          if (!isPlain) printed.add(page);
          arrivals.push({ page, rect, revision, widget, field: finding.field ?? '', kind, isNew });
        }
      }
    }
  }
  return { arrivals, pages, printed };
}

/** Where a widget is seen. A field without an appearance is drawn by the viewer; a signature without one is not drawn. */
async function placesOf(
  document: PdfDocument,
  widget: number,
  numbers: PageNumbers,
  kind: Arrival['kind'],
): Promise<{ page: number; rect: Box; isPlain: boolean }[]> {
  const entry = document.entry(widget);
  const dict = await document.object(new PdfRef(widget, entry?.type === 'offset' ? entry.gen : 0));
  if (!(dict instanceof PdfDict) || (kind === 'signature' && isInvisible(dict))) return [];
  const rect = await rectangle(document, dict.get('Rect'));
  if (rect === null) return [];
  const flags = await document.resolve(dict.get('F'));
  const isPlain = flags === null || (typeof flags === 'number' && (flags & ~ORDINARY) === 0);
  return (await numbers.showing([widget])).map((page) => ({ page, rect, isPlain }));
}
