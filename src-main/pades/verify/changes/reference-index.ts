import { setImmediate } from 'node:timers/promises';
import { isAppError } from '../../../../shared/contract/app-error.ts';
import type { PdfDocument } from '../../../pdf/document.ts';
import { PdfRef } from '../../../pdf/objects.ts';
import { limitExceeded } from '../../../pdf/pdf-errors.ts';
import { references } from '../../../pdf/references.ts';
import { throwIfCancelled } from '../../../platform/cancel.ts';
import type { FormFields } from '../../format/form-fields.ts';
import { nameIn } from './same-object.ts';

/** Entry of the trailer for one office program alone; viewers know nothing of it. */
export const ATTACHED = 'AdditionalStreams';
/** Stands for the trailer among the referrers: no object has this number. */
export const TRAILER = 0;
/** Unreadable objects after which the file is not read further: each costs more than one that can be read. */
const MAX_UNREADABLE = 20_000;
/** So many objects are read before the event loop gets its turn. */
const SLICE = 200;

interface Referrer {
  readonly num: number;
  readonly revision: number;
}

/**
 * Which objects of earlier revisions refer to objects that later revisions write. An old reference to an object that did not exist
 * shows nothing when the document is signed and something else once the object is added: such an object is never harmless.
 */
export class ReferenceIndex {
  readonly #referrers = new Map<number, Referrer[]>();
  /** Object stream number → first revision that keeps objects in it. */
  readonly #containers = new Map<number, number>();
  /** Revision → objects of it that cannot be read. */
  readonly #unreadable = new Map<number, number>();

  private constructor() {}

  /**
   * Reads every object of all revisions but the newest, once. Keeps references to objects that later revisions write, and to the
   * appearances of signature fields.
   * @throws AppError CANCELLED, INPUT_UNREADABLE
   */
  static async build(
    document: PdfDocument,
    forms: readonly (FormFields | undefined)[],
    signal: AbortSignal | undefined,
  ): Promise<ReferenceIndex> {
    const index = new ReferenceIndex();
    const written = appearances(forms);
    for (const revision of document.revisions.slice(1)) for (const num of revision.entries.keys()) written.add(num);
    let read = 0;
    for (const revision of document.revisions.slice(0, -1)) {
      const view = document.at(revision.number);
      for (const [key, value] of revision.trailer.entries) {
        if (key !== 'Root' && key !== ATTACHED) index.#note(references(value), TRAILER, revision.number, written);
      }
      for (const [num, entry] of revision.entries) {
        if (entry.type === 'free') continue;
        if (entry.type === 'compressed' && !index.#containers.has(entry.stream)) {
          index.#containers.set(entry.stream, revision.number);
        }
        read += 1;
        if (read % SLICE === 0) {
          throwIfCancelled(signal);
          await setImmediate();
        }
        await index.#read(view, new PdfRef(num, entry.type === 'offset' ? entry.gen : 0), revision.number, written);
      }
    }
    return index;
  }

  async #read(view: PdfDocument, ref: PdfRef, revision: number, written: ReadonlySet<number>): Promise<void> {
    try {
      const object = await view.object(ref);
      const type = nameIn(object, 'Type');
      if (type === 'XRef' || type === 'ObjStm') return;
      this.#note(references(object), ref.num, revision, written);
    } catch (error) {
      if (!isAppError(error) || !error.code.startsWith('PDF_')) throw error;
      if (this.unreadable(Number.POSITIVE_INFINITY) >= MAX_UNREADABLE) {
        throw limitExceeded('objects that cannot be read', { limit: MAX_UNREADABLE });
      }
      this.#unreadable.set(revision, (this.#unreadable.get(revision) ?? 0) + 1);
    }
  }

  #note(targets: Iterable<PdfRef>, num: number, revision: number, written: ReadonlySet<number>): void {
    for (const target of targets) {
      if (!written.has(target.num)) continue;
      const known = this.#referrers.get(target.num);
      if (known === undefined) this.#referrers.set(target.num, [{ num, revision }]);
      else known.push({ num, revision });
    }
  }

  /** Numbers of the objects, written before `revision`, that refer to `num`; `TRAILER` among them where a trailer does. */
  referrers(num: number, revision: number): number[] {
    return (this.#referrers.get(num) ?? []).filter((item) => item.revision < revision).map((item) => item.num);
  }

  /** True where an earlier revision already says that objects lie in the object stream `num`. */
  isContainer(num: number, revision: number): boolean {
    const first = this.#containers.get(num);
    return first !== undefined && first < revision;
  }

  /** Number of objects before `revision` of which it cannot be told what they refer to. */
  unreadable(revision: number): number {
    let count = 0;
    for (const [number, objects] of this.#unreadable) if (number < revision) count += objects;
    return count;
  }
}

/** Numbers of the objects that hold appearances of signature fields. */
function appearances(forms: readonly (FormFields | undefined)[]): Set<number> {
  const found = new Set<number>();
  for (const field of new Set(forms.flatMap((form) => form?.fields ?? []))) {
    if (field.type !== 'Sig') continue;
    for (const { dict } of field.widgets) for (const { num } of references(dict.get('AP'))) found.add(num);
  }
  return found;
}
