import fc from 'fast-check';
import { PdfDocument } from '../../src-main/pdf/document.ts';
import { IncrementalUpdate } from '../../src-main/pdf/incremental-update.ts';
import { PdfDict, type PdfObject, PdfRef, PdfStream } from '../../src-main/pdf/objects.ts';
import { bytesSource } from '../../src-main/platform/byte-source.ts';
import { key, number, value } from './hostile-objects.ts';

/** One change of a dictionary or array somewhere in an object. */
const edit = fc.record({
  /** Which object, as a share of all. */
  object: fc.noBias(fc.nat(2 ** 30)).map((part) => part / 2 ** 30),
  /** Which entry in it. */
  entry: fc.noBias(fc.nat(30)),
  what: fc.constantFrom('replace', 'remove', 'add', 'number', 'self'),
  key,
  number,
  value,
});
type Edit = typeof edit extends fc.Arbitrary<infer T> ? T : never;

const edits = fc.array(edit, { minLength: 1, maxLength: 5 });
const MOST_OBJECTS = 3000;

/**
 * Changes objects in the model and appends them as an update whose cross-reference is sound, so that what reads the objects is reached.
 * @throws AppError where the file itself is not read
 */
export async function mutateModel(bytes: Uint8Array, seed: number): Promise<Uint8Array> {
  const document = await PdfDocument.open(bytesSource(bytes));
  const numbers = new Set<number>();
  for (const { entries } of document.revisions) {
    for (const [num, entry] of entries) if (entry.type !== 'free' && numbers.size < MOST_OBJECTS) numbers.add(num);
  }
  const list = [...numbers];
  const update = new IncrementalUpdate(document);
  for (const one of fc.sample(edits, { seed, numRuns: 1 })[0] ?? []) {
    const num = list[Math.min(list.length - 1, Math.floor(one.object * list.length))];
    const entry = num === undefined ? undefined : document.entry(num);
    if (num === undefined || entry === undefined) continue;
    const ref = new PdfRef(num, entry.type === 'offset' ? entry.gen : 0);
    const object = await document.object(ref).catch(() => null);
    const encoded = object instanceof PdfStream ? new PdfStream(object.dict, await document.encoded(object)) : object;
    update.put(ref, edited(encoded, one, ref));
  }
  return Buffer.concat([bytes, update.layout()]);
}

function edited(object: PdfObject, one: Edit, self: PdfRef): PdfObject {
  if (object instanceof PdfStream) {
    const dict = edited(object.dict, one, self);
    return dict instanceof PdfDict ? new PdfStream(dict, object.data) : dict;
  }
  const wanted = one.what === 'number' ? one.number : one.what === 'self' ? self : one.value;
  if (object instanceof PdfDict) {
    const keys = [...object.entries.keys()];
    const chosen = one.what === 'add' || keys.length === 0 ? one.key : (keys[one.entry % keys.length] ?? one.key);
    const inner = object.get(chosen);
    const isNested = one.entry > 15 && (inner instanceof PdfDict || Array.isArray(inner));
    return object.with({ [chosen]: one.what === 'remove' ? undefined : isNested ? edited(inner, one, self) : wanted });
  }
  if (Array.isArray(object) && object.length > 0) {
    const copy = [...object];
    copy.splice(one.entry % object.length, 1, ...(one.what === 'remove' ? [] : [wanted]));
    return copy;
  }
  return wanted;
}
