import { isAppError } from '../../../../shared/contract/app-error.ts';
import type { PdfDocument } from '../../../pdf/document.ts';
import { PdfDict } from '../../../pdf/objects.ts';
import type { FormFields } from '../../format/form-fields.ts';
import { newAnnotations } from './annotation-rule.ts';
import {
  checkCatalog,
  checkForm,
  checkTrailer,
  clearAnnotationLists,
  clearContainers,
  clearSaveNote,
} from './document-rules.ts';
import { clearValidationData } from './dss-rule.ts';
import { type Role, type RoleBudget, rolesOf } from './page-impact.ts';
import type { PageNumbers } from './page-numbers.ts';
import type { ReferenceIndex } from './reference-index.ts';
import { type Finding, type ObjectChange, RevisionDiff } from './revision-diff.ts';
import { dictOf, differingKeys, nameIn, sameValue } from './same-object.ts';
import { clearSignatures, type NewSignature } from './signature-rule.ts';
import { clearStructure } from './structure-rule.ts';

export interface RevisionFacts {
  /** The form of each revision; index 0 is revision 1. Undefined where it cannot be read. */
  readonly forms: readonly (FormFields | undefined)[];
  readonly index: ReferenceIndex;
  readonly budget: RoleBudget;
  readonly pages: PageNumbers;
  /** By number of the signature dictionary's object, as written by that revision. */
  signatureOf(num: number, revision: number): NewSignature | undefined;
}

/**
 * What revision `number` (from 2) did to the document as it was before: deny by default, every object that really changed must be
 * cleared by a rule. Independent of what any signature permits.
 * @throws AppError INPUT_UNREADABLE, CANCELLED
 */
export async function analyseRevision(document: PdfDocument, number: number, facts: RevisionFacts): Promise<Finding[]> {
  try {
    return await analyse(document, number, facts);
  } catch (error) {
    if (!isAppError(error) || !error.code.startsWith('PDF_')) throw error;
    const description = `The changes of this revision cannot be read: ${error.message}`;
    return [{ object: null, assessment: 'indeterminate', kind: 'other', description }];
  }
}

async function analyse(document: PdfDocument, number: number, facts: RevisionFacts): Promise<Finding[]> {
  const diff = await RevisionDiff.make(document, number);
  const forms = { before: facts.forms[number - 2], after: facts.forms[number - 1] };
  if (forms.before === undefined || forms.after === undefined) {
    const description = 'The form of the document cannot be read, so its changes cannot be told.';
    return [{ object: null, assessment: 'indeterminate', kind: 'structure', description }];
  }
  if (diff.objects.size === 0) {
    const description = 'A revision was appended that changes no object.';
    diff.report({ object: null, assessment: 'indeterminate', kind: 'other', description });
  }
  const { index } = facts;
  checkTrailer(diff);
  clearContainers(diff, document.revisions[number - 1]?.startxref ?? -1, index);
  await checkCatalog(diff);
  const listed = await clearSignatures(diff, { before: forms.before, after: forms.after }, index, (num) =>
    facts.signatureOf(num, number),
  );
  await checkForm(diff, listed, index);
  const annotations = newAnnotations(diff, index);
  await clearAnnotationLists(diff, { listed, annotations, pages: facts.pages }, index);
  await clearStructure(diff, new Set([...listed, ...annotations.keys()]), index);
  await clearValidationData(diff, index);
  if (diff.findings.some((finding) => finding.assessment === 'permitted')) clearSaveNote(diff, index);
  const left = diff.unsettled();
  const existing = left.some(({ before }) => before !== undefined);
  const roles = existing ? await rolesOf(diff.before, forms.before, facts.budget) : new Map<number, Role>();
  for (const change of left) diff.report(judge(change, roles.get(change.num)));
  if (diff.findings.length === 0) {
    const description = 'A revision was appended that brings neither a signature nor validation data.';
    diff.report({ object: null, assessment: 'indeterminate', kind: 'other', description });
  }
  if (index.unreadable(number) > 0 && diff.objects.size > 0) {
    const description = `Objects of earlier revisions cannot be read (${index.unreadable(number)}), so it cannot be told what the change affects.`;
    diff.report({ object: null, assessment: 'indeterminate', kind: 'other', description });
  }
  return diff.findings;
}

/** The word on an object that no rule cleared. */
function judge(change: ObjectChange, role: Role | undefined): Finding {
  const { num, before, after } = change;
  const verb = after === null ? 'removed' : 'changed';
  if (before === undefined) {
    const description = `Object ${num} was added, and nothing that may be added accounts for it.`;
    return { object: num, assessment: 'indeterminate', kind: 'other', description };
  }
  switch (role?.kind) {
    case 'page':
      return onlyAnnotations(change) ? annotationList(change, role.page) : pageContent(num, role.page, verb);
    case 'content':
      return pageContent(num, role.page, verb);
    case 'page-tree':
      return {
        object: num,
        assessment: 'forbidden',
        kind: 'page',
        description: 'Pages were added, removed or put in another order.',
        visual: true,
      };
    case 'annotation':
      return {
        object: num,
        assessment: 'forbidden',
        kind: 'annotation',
        description: `An annotation on page ${role.page} was ${verb}.`,
        visual: true,
      };
    case 'field':
      return role.signed
        ? signedField(num, role.field, verb)
        : {
            object: num,
            assessment: 'indeterminate',
            kind: 'field',
            description: `The form field “${role.field}” was ${verb}.`,
            field: role.field,
            visual: movedOrHidden(change),
          };
    default:
      return unknownRole(change, verb);
  }
}

function pageContent(num: number, page: number, verb: string): Finding {
  const description = `The content of page ${page} was ${verb}.`;
  return { object: num, assessment: 'forbidden', kind: 'page', description, visual: true };
}

function onlyAnnotations({ before, after }: ObjectChange): boolean {
  if (!(before instanceof PdfDict) || !(after instanceof PdfDict)) return false;
  return differingKeys(before, after).every((key) => key === 'Annots');
}

/** Annotations may be added where no certification speaks against it, so that is not decided here; to take one away is. */
function annotationList({ num, before, after }: ObjectChange, page: number): Finding {
  const [old, now] = [dictOf(before)?.get('Annots'), dictOf(after)?.get('Annots')];
  const grew = Array.isArray(now) && (Array.isArray(old) ? old : []).every((item, at) => sameValue(item, now[at]));
  const known = old === undefined || Array.isArray(old);
  return {
    object: num,
    assessment: grew && known ? 'indeterminate' : 'forbidden',
    kind: 'annotation',
    description: `The list of annotations of page ${page} ${grew && known ? 'grew' : 'was changed'}.`,
    visual: true,
  };
}

function signedField(num: number, field: string, verb: string): Finding {
  const description = `The signed field “${field}” or its signature was ${verb}.`;
  return { object: num, assessment: 'forbidden', kind: 'signature', description, field };
}

function unknownRole({ num, before, after }: ObjectChange, verb: string): Finding {
  const type = nameIn(before, 'Type');
  if (type === 'Page' || type === 'Pages') {
    const description = `The page object ${num} was ${verb}.`;
    return { object: num, assessment: 'forbidden', kind: 'page', description, visual: true };
  }
  const isInfo = dictOf(after)?.get('Producer') !== undefined || dictOf(before)?.get('ModDate') !== undefined;
  const description = isInfo
    ? `The description of the document (object ${num}) was ${verb}.`
    : `Object ${num}${type === '' ? '' : ` (${type})`} was ${verb}.`;
  return { object: num, assessment: 'indeterminate', kind: 'other', description };
}

/** A widget at another place, or with other flags, alters what is seen; a filled field does so by right. */
function movedOrHidden({ before, after }: ObjectChange): boolean {
  if (!(before instanceof PdfDict) || !(after instanceof PdfDict)) return after === null;
  return ['Rect', 'F', 'MK', 'FT', 'T', 'Parent', 'Kids'].some((key) => !sameValue(before.get(key), after.get(key)));
}
