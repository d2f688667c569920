import { AppError } from '../../../shared/contract/app-error.ts';
import type { PdfDocument } from '../../pdf/document.ts';
import { PdfDict, PdfName, type PdfObject, PdfRef, PdfString } from '../../pdf/objects.ts';
import { textOf } from '../../pdf/text-string.ts';

/** Bounds on a hostile field tree. */
const MAX_FIELDS = 100_000;
const MAX_DEPTH = 64;
/** Characters of all names together: many fields may share one long string. */
const MAX_NAMES = 16_000_000;

/** One terminal field of the interactive form (ISO 32000-2, 12.7.4), or a widget that is field and annotation in one. */
export interface FormField {
  /** Fully qualified: partial names joined by full stops. */
  readonly name: string;
  /** Undefined for a dictionary written straight into /Fields or /Kids, which the standard forbids. */
  readonly ref: PdfRef | undefined;
  readonly dict: PdfDict;
  /** /FT, inherited: Tx, Btn, Ch, Sig. */
  readonly type: string | undefined;
  /** /V as it stands, inherited, not resolved. */
  readonly value: PdfObject | undefined;
  /** Its widget annotations; the field itself where it is its own widget. */
  readonly widgets: readonly FieldWidget[];
}

export interface FieldWidget {
  readonly ref: PdfRef | undefined;
  readonly dict: PdfDict;
}

export interface FormFields {
  readonly fields: readonly FormField[];
  /** Numbers of the objects the answer rests on: while none of them changes, the answer is the same. */
  readonly visited: ReadonlySet<number>;
}

interface Inherited {
  readonly name: string;
  readonly type: string | undefined;
  readonly value: PdfObject | undefined;
}

/**
 * Walks /AcroForm /Fields of this view of the document. Cycles are cut; what is no dictionary is passed over.
 * @throws AppError PDF_LIMIT_EXCEEDED, and what reading the objects throws
 */
export async function formFields(document: PdfDocument): Promise<FormFields> {
  const visited = new Set<number>();
  const fields: FormField[] = [];
  let nodes = 0;
  let characters = 0;
  const look = async (object: PdfObject | undefined): Promise<PdfObject> => {
    if (object instanceof PdfRef) visited.add(object.num);
    return document.resolve(object);
  };

  const count = (depth: number): void => {
    nodes += 1;
    if (nodes <= MAX_FIELDS && depth <= MAX_DEPTH) return;
    throw new AppError('PDF_LIMIT_EXCEEDED', 'The form of this document has more fields than this program reads.', {
      fields: nodes,
      depth,
    });
  };

  const named = (above: string, partial: PdfObject): string => {
    if (!(partial instanceof PdfString)) return above;
    characters += above.length + partial.bytes.length;
    if (characters <= MAX_NAMES) return joined(above, textOf(partial));
    throw new AppError(
      'PDF_LIMIT_EXCEEDED',
      'The form fields of this document have longer names than this program reads.',
      {
        characters,
        limit: MAX_NAMES,
      },
    );
  };

  const walk = async (item: PdfObject, above: Inherited, depth: number): Promise<void> => {
    count(depth);
    if (item instanceof PdfRef && visited.has(item.num)) return;
    const dict = await look(item);
    if (!(dict instanceof PdfDict)) return;
    const partial = await look(dict.get('T'));
    const type = await look(dict.get('FT'));
    const here: Inherited = {
      name: named(above.name, partial),
      type: type instanceof PdfName ? type.name : above.type,
      value: dict.get('V') ?? above.value,
    };
    const kids = await look(dict.get('Kids'));
    const widgets: FieldWidget[] = [];
    let divides = false;
    for (const kid of Array.isArray(kids) ? kids : []) {
      count(depth);
      const child = await document.resolve(kid);
      if (!(child instanceof PdfDict)) continue;
      if (child.get('T') !== undefined || child.get('Kids') !== undefined) {
        divides = true;
        await walk(kid, here, depth + 1);
      } else {
        if (kid instanceof PdfRef) visited.add(kid.num);
        widgets.push({ ref: kid instanceof PdfRef ? kid : undefined, dict: child });
      }
    }
    if (divides && widgets.length === 0) return;
    const ref = item instanceof PdfRef ? item : undefined;
    if (!Array.isArray(kids)) widgets.push({ ref, dict });
    fields.push({ ...here, ref, dict, widgets });
  };

  const catalog = await document.catalog();
  visited.add(catalog.ref.num);
  const form = await look(catalog.dict.get('AcroForm'));
  const roots = form instanceof PdfDict ? await look(form.get('Fields')) : null;
  for (const item of Array.isArray(roots) ? roots : []) {
    await walk(item, { name: '', type: undefined, value: undefined }, 0);
  }
  return { fields, visited };
}

/** Names that a new field cannot have: those of fields of every kind, and of the groups they stand in. @throws as `formFields` */
export async function takenFieldNames(document: PdfDocument): Promise<Set<string>> {
  const { fields } = await formFields(document);
  const paths = fields.map(({ name }) => name.split('.'));
  return new Set(paths.flatMap((parts) => parts.map((_part, index) => parts.slice(0, index + 1).join('.'))));
}

/** The first of `Signature1`, `Signature2` … that is not taken. @param stem "Signature" */
export function freeFieldName(taken: ReadonlySet<string>, stem: string): string {
  let number = 1;
  while (taken.has(`${stem}${number}`)) number += 1;
  return `${stem}${number}`;
}

function joined(above: string, partial: string): string {
  return above === '' ? partial : `${above}.${partial}`;
}
