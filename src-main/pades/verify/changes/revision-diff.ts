import { isAppError } from '../../../../shared/contract/app-error.ts';
import type { ChangesAfter } from '../../../../shared/domain/verification.ts';
import type { PdfDocument } from '../../../pdf/document.ts';
import { type PdfObject, PdfRef } from '../../../pdf/objects.ts';
import { limitExceeded } from '../../../pdf/pdf-errors.ts';
import type { XrefEntry } from '../../../pdf/xref-entries.ts';
import type { LookBudget } from './look-budget.ts';
import { sameObject } from './same-object.ts';

/** An object that a revision added, replaced or removed. */
export interface ObjectChange {
  readonly num: number;
  /** Undefined where the object did not exist before. */
  readonly before: PdfObject | undefined;
  /** Null where the revision removed it. */
  readonly after: PdfObject;
  /** Before or after could not be read: it counts as null, and no rule may clear it. */
  readonly unreadable: boolean;
}

/** What a change is about; decides what a certification or a lock says of it. */
export type ChangeKind =
  | 'signature'
  | 'timestamp'
  | 'validation-data'
  | 'housekeeping'
  | 'structure'
  | 'field'
  | 'annotation'
  | 'page'
  | 'other';

export interface Finding {
  /** Null for a change that belongs to no object. */
  readonly object: number | null;
  readonly assessment: Exclude<ChangesAfter, 'none'>;
  readonly kind: ChangeKind;
  readonly description: string;
  /** A remark was added and nothing else, which a certification may permit (ISO 32000-2, table 257, P 3). */
  readonly isNewRemark?: boolean;
  /** Its object is an annotation that was added, by right or not. */
  readonly isNewAnnotation?: boolean;
  /** Fully qualified name of the field it is about. */
  readonly field?: string;
  /** Pages that show it, from 1. */
  readonly pages?: readonly number[];
  /** Object numbers of the widgets that it fills by right. */
  readonly widgets?: readonly number[];
  /** It alters what is seen, beyond signature boxes and filled fields. */
  readonly visual?: boolean;
  /** Programs draw it each in their own way or only when asked to, so that no picture shows that it is not seen. */
  readonly drawnFreely?: boolean;
}

/**
 * One revision against the one before it. Rules clear objects or deny them; whatever no rule cleared is denied at the end.
 * An object is in `objects` only where it really differs: re-pointed but equal objects are no change.
 */
export class RevisionDiff {
  readonly number: number;
  readonly before: PdfDocument;
  readonly after: PdfDocument;
  /** Shared by all revisions of the file. */
  readonly looks: LookBudget;
  readonly objects: ReadonlyMap<number, ObjectChange>;
  readonly findings: Finding[] = [];
  readonly #settled = new Set<number>();

  private constructor(
    { number, before, after, looks }: Pick<RevisionDiff, 'number' | 'before' | 'after' | 'looks'>,
    objects: Map<number, ObjectChange>,
  ) {
    this.number = number;
    this.before = before;
    this.after = after;
    this.looks = looks;
    this.objects = objects;
  }

  /** Compares revision `number` (from 2) with the one before it. @throws AppError INPUT_UNREADABLE, CANCELLED */
  static async make(document: PdfDocument, number: number, looks: LookBudget): Promise<RevisionDiff> {
    const before = document.at(number - 1);
    const after = document.at(number);
    const revision = document.revisions[number - 1];
    const objects = new Map<number, ObjectChange>();
    let broken = 0;
    for (const [num, entry] of revision?.entries ?? []) {
      const old = before.entry(num);
      if (sameEntry(old, entry)) continue;
      const exists = old !== undefined && old.type !== 'free';
      const was = exists ? await readable(before, refOf(num, old)) : undefined;
      const is = entry.type === 'free' ? null : await readable(after, refOf(num, entry));
      const unreadable = was === UNREADABLE || is === UNREADABLE;
      if (unreadable && ++broken > MAX_UNREADABLE) {
        throw limitExceeded('objects that cannot be read', { revision: number, limit: MAX_UNREADABLE });
      }
      const change = { num, before: was === UNREADABLE ? null : was, after: is === UNREADABLE ? null : is, unreadable };
      const renamed = exists && generation(old) !== generation(entry);
      const same = !unreadable && !renamed && (await sameObject(change.before, before, change.after, after));
      if (!same) objects.set(num, change);
    }
    return new RevisionDiff({ number, before, after, looks }, objects);
  }

  /** True for an object that this revision brought into being and that can be read. */
  isAdded(num: number): boolean {
    const change = this.objects.get(num);
    return change !== undefined && change.before === undefined && !change.unreadable;
  }

  isSettled(num: number): boolean {
    return this.#settled.has(num);
  }

  /** Settles an object without a word of its own: it belongs to something that was described. */
  clear(num: number): void {
    if (this.objects.get(num)?.unreadable !== true) this.#settled.add(num);
  }

  /** Records a finding and settles its object. */
  report(finding: Finding): void {
    if (finding.object !== null) this.#settled.add(finding.object);
    this.findings.push(finding);
  }

  /** Objects that no rule has settled yet. */
  unsettled(): ObjectChange[] {
    return [...this.objects.values()].filter(({ num }) => !this.#settled.has(num));
  }
}

/** Unreadable objects in one revision after which its changes count as not to be told. */
const MAX_UNREADABLE = 20_000;
const UNREADABLE = Symbol('unreadable');

async function readable(document: PdfDocument, ref: PdfRef): Promise<PdfObject | typeof UNREADABLE> {
  try {
    return await document.object(ref);
  } catch (error) {
    if (!isAppError(error) || !error.code.startsWith('PDF_')) throw error;
    return UNREADABLE;
  }
}

function refOf(num: number, entry: XrefEntry): PdfRef {
  return new PdfRef(num, generation(entry));
}

function generation(entry: XrefEntry): number {
  return entry.type === 'offset' ? entry.gen : 0;
}

function sameEntry(a: XrefEntry | undefined, b: XrefEntry): boolean {
  if (a === undefined || a.type === 'free') return b.type === 'free';
  if (a.type === 'offset') return b.type === 'offset' && a.offset === b.offset && a.gen === b.gen;
  // Same place in the same object stream: the same only while that stream is the same, and then there is nothing to compare.
  return false;
}
