import { type PdfDict, PdfStream } from '../../../pdf/objects.ts';
import { references } from '../../../pdf/references.ts';
import type { ReferenceIndex } from './reference-index.ts';
import type { RevisionDiff } from './revision-diff.ts';

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
