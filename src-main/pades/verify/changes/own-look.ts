import type { PdfDocument } from '../../../pdf/document.ts';
import { type PdfDict, type PdfObject, PdfStream } from '../../../pdf/objects.ts';
import type { ReferenceIndex } from './reference-index.ts';
import type { RevisionDiff } from './revision-diff.ts';
import { dictOf, nameIn, references } from './same-object.ts';

/** Streams that an annotation's /AP names and that a revision wrote anew in their place. */
export function rewrittenLook(diff: RevisionDiff, annotation: PdfDict): Set<number> {
  const found = new Set<number>();
  for (const { num } of references(annotation.get('AP'))) {
    const change = diff.objects.get(num);
    if (change?.before instanceof PdfStream && change.after instanceof PdfStream) found.add(num);
  }
  return found;
}

/** True where all that ever led to these objects are the owners: whatever else did would change its look along with theirs. */
export function belongsTo(
  diff: RevisionDiff,
  objects: Iterable<number>,
  owners: ReadonlySet<number>,
  index: ReferenceIndex,
): boolean {
  return [...objects].every((num) => index.referrers(num, diff.number).every((referrer) => owners.has(referrer)));
}

/** Objects of one look that are followed. */
const MOST_PARTS = 1000;

/**
 * True where parts of a look belong to a layer, which the reader may show or hide (ISO 32000-2, 8.11): a picture of it shows one of several.
 * What is too large to tell counts as such.
 */
export async function hasLayers(view: PdfDocument, looks: PdfDict): Promise<boolean> {
  const seen = new Set<number>();
  const queue: PdfObject[] = [looks];
  for (let object = queue.pop(); object !== undefined; object = queue.pop()) {
    if (['OCG', 'OCMD'].includes(nameIn(object, 'Type')) || (dictOf(object)?.get('OC') ?? null) !== null) return true;
    for (const ref of references(object)) {
      if (seen.has(ref.num)) continue;
      seen.add(ref.num);
      if (seen.size > MOST_PARTS) return true;
      queue.push(await view.object(ref));
    }
  }
  return false;
}
