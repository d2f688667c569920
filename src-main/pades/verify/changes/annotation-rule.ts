import type { PdfDocument } from '../../../pdf/document.ts';
import { PdfDict, PdfRef, PdfStream } from '../../../pdf/objects.ts';
import { isLeftToPrograms } from './free-look.ts';
import type { LookBudget } from './look-budget.ts';
import type { ReferenceIndex } from './reference-index.ts';
import type { RevisionDiff } from './revision-diff.ts';
import { nameIn, sameValue } from './same-object.ts';
import { isHidden } from './signature-boxes.ts';

/**
 * Annotations that mark or remark (ISO 32000-2, table 171), in words. What opens, plays, carries a file or belongs to a form is not among
 * them: Link, FileAttachment, Sound, Movie, Screen, 3D, RichMedia, Widget, Redact, TrapNet, Watermark, PrinterMark, Projection.
 */
const REMARKS: Readonly<Record<string, string>> = {
  Text: 'a note',
  FreeText: 'a text annotation',
  Line: 'a line',
  Square: 'a rectangle',
  Circle: 'an ellipse',
  Polygon: 'a polygon',
  PolyLine: 'a line',
  Highlight: 'a highlighting',
  Underline: 'an underlining',
  Squiggly: 'an underlining',
  StrikeOut: 'a strike-through',
  Stamp: 'a stamp',
  Caret: 'an insertion mark',
  Ink: 'a drawing by hand',
  Popup: 'the window of a note',
};

/** Entries that they may have (tables 166, 172 and those of each type). No action, no file, no layer. */
const KEYS: ReadonlySet<string> = new Set(
  (
    'Type Subtype Rect Contents P NM M F AP AS Border C StructParent Lang ca CA BM T Popup RC CreationDate IRT Subj RT IT Name State StateModel ' +
    'DA Q DS CL BE RD BS LE L IC LL LLE Cap LLO CP CO Vertices QuadPoints Sy InkList Parent Open Rotate'
  ).split(' '),
);
/** Entries that lead to other annotations or to the page. */
const TIES: readonly string[] = ['P', 'Popup', 'IRT', 'Parent'];

/** An annotation that a revision brought and that is nothing else. */
export interface NewAnnotation {
  readonly num: number;
  readonly dict: PdfDict;
  /** What it is, as the middle of a sentence. */
  readonly what: string;
  /** The page that it names itself. */
  readonly page: PdfRef | undefined;
}

/**
 * The annotations that this revision added and that a certification with P 3 lets anybody add (ISO 32000-2, table 257): of a kind that
 * marks or remarks, nothing but what such an annotation needs, unknown to everything before. Whether the pages list them is not looked at here.
 */
export function newAnnotations(diff: RevisionDiff, index: ReferenceIndex): Map<number, NewAnnotation> {
  const found = new Map<number, NewAnnotation>();
  for (const { num, after } of diff.objects.values()) {
    const what = after instanceof PdfDict ? REMARKS[nameIn(after, 'Subtype')] : undefined;
    if (what === undefined || !(after instanceof PdfDict) || !diff.isAdded(num)) continue;
    if (after.get('Type') !== undefined && nameIn(after, 'Type') !== 'Annot') continue;
    if ([...after.entries.keys()].some((key) => !KEYS.has(key)) || !hasPlainLook(after)) continue;
    if (index.referrers(num, diff.number).length > 0) continue;
    const page = after.get('P');
    found.set(num, { num, dict: after, what, page: page instanceof PdfRef ? page : undefined });
  }
  for (const [num, { dict }] of found) if (!isTied(diff, dict, found)) found.delete(num);
  return found;
}

/** True where /AP holds appearances and nothing else, or is an object of its own, which is looked at as such (12.5.5). */
function hasPlainLook(annotation: PdfDict): boolean {
  const look = annotation.get('AP') ?? null;
  if (look === null || look instanceof PdfRef) return true;
  return look instanceof PdfDict && [...look.entries.keys()].every((key) => ['N', 'R', 'D'].includes(key));
}

/** True where what it leads to is its page, another annotation, or nothing that anybody else has. */
function isTied(diff: RevisionDiff, dict: PdfDict, found: ReadonlyMap<number, NewAnnotation>): boolean {
  return TIES.every((key) => {
    const value = dict.get(key);
    if (value === undefined || value === null) return true;
    if (!(value instanceof PdfRef)) return false;
    return key === 'P' ? !diff.isAdded(value.num) : found.has(value.num) || !diff.isAdded(value.num);
  });
}

/**
 * True where what is seen is left to the program that shows it: there is no appearance, which a program may make up (ISO 32000-2, 12.5.5),
 * another one for the mouse over it or its button down, or a window that stands open over the page (12.5.6.4, 12.5.6.14).
 */
export async function isDrawnFreely(view: PdfDocument, annotation: PdfDict, budget: LookBudget): Promise<boolean> {
  const flags = annotation.get('F');
  if (typeof flags === 'number' && isHidden(flags)) return false;
  if ((await view.resolve(annotation.get('Open'))) === true) return true;
  if (nameIn(annotation, 'Subtype') === 'Popup') return false;
  const looks = await view.resolve(annotation.get('AP'));
  if (!(looks instanceof PdfDict) || !((await view.resolve(looks.get('N'))) instanceof PdfStream)) return true;
  if ([...looks.entries].some(([key, look]) => key !== 'N' && !sameValue(look, looks.get('N')))) return true;
  return isLeftToPrograms(view, looks, budget);
}

/** What of an annotation is its own: its appearance and what that needs, not its page and its neighbours. */
export function ownParts(annotation: PdfDict): PdfDict {
  return annotation.with(Object.fromEntries(TIES.map((key) => [key, undefined])));
}
