import { PdfDict, type PdfObject, PdfStream } from '../../../pdf/objects.ts';
import type { Role } from './page-impact.ts';
import type { Finding, ObjectChange } from './revision-diff.ts';
import { dictOf, differingKeys, nameIn, sameValue } from './same-object.ts';

/** The word on an object that no rule cleared: deny by default, in the words of what it was for. */
export function judgeObject(change: ObjectChange, role: Role | undefined): Finding {
  const { num, before, after } = change;
  const verb = after === null ? 'removed' : 'changed';
  if (before === undefined) {
    const description = `${addedThing(change)} was added, and nothing that may be added accounts for it.`;
    return {
      object: num,
      assessment: 'indeterminate',
      kind: 'other',
      description,
      isNewAnnotation: isAnnotation(after),
    };
  }
  switch (role?.kind) {
    case 'page':
      return onlyAnnotations(change) ? annotationList(change, role.page) : pageEntries(change, role.page);
    case 'content':
      return pageContent(change, role.page, verb);
    case 'page-tree': {
      const description = 'Pages were added, removed or put in another order.';
      return { object: num, assessment: 'forbidden', kind: 'page', description, visual: true };
    }
    case 'annotation': {
      const description = `Page ${role.page}: an annotation was ${verb}.`;
      const pages = [role.page];
      return { object: num, assessment: 'forbidden', kind: 'annotation', description, pages, visual: true };
    }
    case 'field':
      return role.signed ? signedField(num, role.field, verb) : otherField(change, role.field, verb);
    default:
      return unknownRole(change, verb);
  }
}

/** What the parts of a page's content are called, by their type. */
const PARTS: Readonly<Record<string, string>> = {
  Font: 'a font',
  FontDescriptor: 'a font',
  Image: 'a picture',
  Form: 'a drawing',
  ExtGState: 'a setting of the drawing',
  OCG: 'a layer',
  OCMD: 'a layer',
};

function pageContent({ num, before, after }: ObjectChange, page: number, verb: string): Finding {
  const part = PARTS[nameIn(before, 'Subtype')] ?? PARTS[nameIn(before, 'Type')];
  const isText = before instanceof PdfStream && part === undefined;
  const what = part === undefined ? `the content ${isText ? '' : `(object ${num}) `}was` : `${part} that it shows was`;
  const added = after !== null && before === null ? 'added' : verb;
  const description = `Page ${page}: ${what} ${added}.`;
  return { object: num, assessment: 'forbidden', kind: 'page', description, pages: [page], visual: true };
}

/** Entries of a page as a person would call what they decide (ISO 32000-2, table 31). */
const PAGE_ENTRIES: Readonly<Record<string, string>> = {
  Contents: 'the content was replaced',
  Resources: 'fonts, pictures or drawings that it uses were replaced',
  MediaBox: 'the size of the page was changed',
  CropBox: 'the visible part of the page was changed',
  Rotate: 'the page was turned',
  UserUnit: 'the scale of the page was changed',
  Annots: 'annotations were taken away or put in another order',
  AA: 'an action was attached to the page',
};

function pageEntries({ num, before, after }: ObjectChange, page: number): Finding {
  const [old, now] = [dictOf(before), dictOf(after)];
  const keys = old === undefined || now === undefined ? [] : differingKeys(old, now);
  const told = keys.flatMap((key) => PAGE_ENTRIES[key] ?? []);
  const what =
    after === null
      ? 'the page was removed'
      : told.length > 0
        ? told.join('; ')
        : `its entries ${keys.map((key) => `/${key}`).join(', ')} were changed`;
  const description = `Page ${page}: ${what}.`;
  return { object: num, assessment: 'forbidden', kind: 'page', description, pages: [page], visual: true };
}

function onlyAnnotations({ before, after }: ObjectChange): boolean {
  if (!(before instanceof PdfDict) || !(after instanceof PdfDict)) return false;
  return differingKeys(before, after).every((key) => key === 'Annots');
}

/** Annotations may be added where no certification speaks against it, so that is not decided here; to take one away is. */
function annotationList({ num, before, after }: ObjectChange, page: number): Finding {
  const [old, now] = [dictOf(before)?.get('Annots'), dictOf(after)?.get('Annots')];
  const kept = Array.isArray(now) && (Array.isArray(old) ? old : []).every((item, at) => sameValue(item, now[at]));
  const grew = kept && (old === undefined || Array.isArray(old));
  return {
    object: num,
    assessment: grew ? 'indeterminate' : 'forbidden',
    kind: 'annotation',
    description: `Page ${page}: ${grew ? 'annotations were added' : 'annotations were taken away or put in another order'}.`,
    pages: [page],
    visual: true,
  };
}

function signedField(num: number, field: string, verb: string): Finding {
  const description = `The signed field “${field}” or its signature was ${verb}.`;
  return { object: num, assessment: 'forbidden', kind: 'signature', description, field };
}

function otherField(change: ObjectChange, field: string, verb: string): Finding {
  const moved = movedOrHidden(change);
  const how = moved
    ? `was ${verb} in more than its value`
    : `was ${verb} in a way that filling it does not account for`;
  const description = `The form field “${field}” ${how}.`;
  return { object: change.num, assessment: 'indeterminate', kind: 'field', description, field, visual: moved };
}

function unknownRole({ num, before, after }: ObjectChange, verb: string): Finding {
  const type = nameIn(before, 'Type');
  if (type === 'Page' || type === 'Pages') {
    const description = `The page object ${num} was ${verb}.`;
    return { object: num, assessment: 'forbidden', kind: 'page', description, visual: true };
  }
  const isInfo = dictOf(after)?.get('Producer') !== undefined || dictOf(before)?.get('ModDate') !== undefined;
  const description = isInfo
    ? `The description of the document (object ${num}) was ${verb} in more than its date.`
    : type === 'Metadata'
      ? `The description of the document (XMP, object ${num}) was ${verb} in more than its dates.`
      : `Object ${num}${type === '' ? '' : ` (${type})`} was ${verb}.`;
  return { object: num, assessment: 'indeterminate', kind: 'other', description };
}

/** What an added object is, as the beginning of a sentence. */
function addedThing({ num, after }: ObjectChange): string {
  const type = nameIn(after, 'Type');
  const subtype = nameIn(after, 'Subtype');
  if (isAnnotation(after)) {
    return `An annotation (object ${num}${subtype === '' ? '' : `, ${subtype}`})`;
  }
  if (dictOf(after)?.get('JS') !== undefined) return `A script (object ${num})`;
  if (type === 'Page') return `A page (object ${num})`;
  if (type === 'Filespec' || type === 'EmbeddedFile') return `A file (object ${num})`;
  const part = PARTS[subtype] ?? PARTS[type];
  if (part !== undefined) return `${part.charAt(0).toUpperCase()}${part.slice(1)} (object ${num})`;
  return `Object ${num}${type === '' ? '' : ` (${type})`}`;
}

function isAnnotation(object: PdfObject): boolean {
  if (nameIn(object, 'Type') === 'Annot') return true;
  return dictOf(object)?.get('Rect') !== undefined && nameIn(object, 'Subtype') !== '';
}

/** A widget at another place, or with other flags, alters what is seen; a filled field does so by right. */
function movedOrHidden({ before, after }: ObjectChange): boolean {
  if (!(before instanceof PdfDict) || !(after instanceof PdfDict)) return after === null;
  return ['Rect', 'F', 'MK', 'FT', 'T', 'Parent', 'Kids'].some((key) => !sameValue(before.get(key), after.get(key)));
}
