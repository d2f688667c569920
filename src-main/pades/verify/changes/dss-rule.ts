import type { PdfDocument } from '../../../pdf/document.ts';
import { PdfDict, type PdfObject, PdfRef, PdfStream } from '../../../pdf/objects.ts';
import { references } from '../../../pdf/references.ts';
import type { ReferenceIndex } from './reference-index.ts';
import type { RevisionDiff } from './revision-diff.ts';

const DSS_KEYS: ReadonlySet<string> = new Set(['Type', 'VRI', 'Certs', 'OCSPs', 'CRLs']);
const VRI_KEYS: ReadonlySet<string> = new Set(['Type', 'Cert', 'CRL', 'OCSP', 'TU', 'TS']);
const STREAM_KEYS: ReadonlySet<string> = new Set(['Length', 'Filter', 'DecodeParms', 'Type']);

/**
 * Validation data may be added at any time, whatever a certification says (EN 319 142-1, 5.4.2.3): clears the objects of the
 * document security store, as long as they are nothing else and nothing else led to them.
 */
export async function clearValidationData(diff: RevisionDiff, index: ReferenceIndex): Promise<void> {
  const before = await diff.before.catalog();
  const after = await diff.after.catalog();
  const entry = after.dict.get('DSS');
  if (entry === undefined) {
    if (before.dict.get('DSS') !== undefined) {
      const description = 'The validation data of the document were removed.';
      diff.report({ object: null, assessment: 'indeterminate', kind: 'validation-data', description });
    }
    return;
  }
  const members = new Set<number>();
  const fault = await new DssWalk(diff.after, members).dss(entry);
  const touched = [...members].filter((num) => diff.objects.has(num));
  if (fault !== undefined) {
    if (touched.length === 0) return;
    diff.report({ object: null, assessment: 'indeterminate', kind: 'validation-data', description: fault });
    return;
  }
  const inside = new Set([...members, after.ref.num]);
  const owned = await membersOf(diff.before, before.dict.get('DSS'));
  let cleared = 0;
  for (const num of touched) {
    if (index.referrers(num, diff.number).some((referrer) => !inside.has(referrer))) continue;
    if (mentions(after.dict, num) > (num === refNumber(entry) ? 1 : 0)) continue;
    if (!diff.isAdded(num) && (!owned.has(num) || diff.objects.get(num)?.before instanceof PdfStream)) continue;
    diff.clear(num);
    cleared += 1;
  }
  if (cleared > 0) {
    const description = 'Validation data (certificates and revocation lists) were added.';
    diff.report({ object: null, assessment: 'permitted', kind: 'validation-data', description });
  }
}

/** Objects that make up the store of that view; none where it is drawn otherwise than the standard says. */
async function membersOf(view: PdfDocument, entry: PdfObject | undefined): Promise<ReadonlySet<number>> {
  const members = new Set<number>();
  if (entry === undefined || (await new DssWalk(view, members).dss(entry)) !== undefined) return new Set();
  return members;
}

/** How often the catalog leads to an object, the inside of a direct /DSS not counted. */
function mentions(catalog: PdfDict, num: number): number {
  const store = catalog.get('DSS');
  const outside = store instanceof PdfRef ? catalog : catalog.with({ DSS: undefined });
  return references(outside).filter((ref) => ref.num === num).length;
}

function refNumber(value: PdfObject): number | undefined {
  return value instanceof PdfRef ? value.num : undefined;
}

/** Walks a DSS as EN 319 142-1, 5.4.2 draws it, noting the objects it is made of. */
class DssWalk {
  readonly #view: PdfDocument;
  readonly #members: Set<number>;

  constructor(view: PdfDocument, members: Set<number>) {
    this.#view = view;
    this.#members = members;
  }

  /** A sentence where it is drawn otherwise. */
  async dss(value: PdfObject): Promise<string | undefined> {
    const dict = await this.#take(value);
    if (!(dict instanceof PdfDict) || [...dict.entries.keys()].some((key) => !DSS_KEYS.has(key))) {
      return 'The validation data hold something that does not belong there.';
    }
    for (const key of ['Certs', 'OCSPs', 'CRLs']) {
      if (!(await this.#streams(dict.get(key)))) return `The list /${key} of the validation data is malformed.`;
    }
    const vri = await this.#take(dict.get('VRI'));
    if (vri === null) return undefined;
    if (!(vri instanceof PdfDict)) return 'The list /VRI of the validation data is malformed.';
    for (const [key, item] of vri.entries) {
      if (key === 'Type') continue;
      const one = await this.#take(item);
      if (!(one instanceof PdfDict) || !(await this.#vri(one)))
        return 'An entry in /VRI of the validation data is malformed.';
    }
    return undefined;
  }

  async #vri(dict: PdfDict): Promise<boolean> {
    if ([...dict.entries.keys()].some((key) => !VRI_KEYS.has(key))) return false;
    for (const key of ['Cert', 'CRL', 'OCSP']) if (!(await this.#streams(dict.get(key)))) return false;
    const token = dict.get('TS');
    return token === undefined || (await this.#isPlainStream(await this.#take(token)));
  }

  async #streams(value: PdfObject | undefined): Promise<boolean> {
    const list = await this.#take(value);
    if (list === null) return true;
    if (!Array.isArray(list)) return false;
    for (const item of list) if (!(await this.#isPlainStream(await this.#take(item)))) return false;
    return true;
  }

  /** Its length may be an object of its own. */
  async #isPlainStream(object: PdfObject): Promise<boolean> {
    if (!(object instanceof PdfStream)) return false;
    await this.#take(object.dict.get('Length'));
    return [...object.dict.entries.keys()].every((key) => STREAM_KEYS.has(key));
  }

  async #take(value: PdfObject | undefined): Promise<PdfObject> {
    if (value instanceof PdfRef) this.#members.add(value.num);
    return this.#view.resolve(value);
  }
}
