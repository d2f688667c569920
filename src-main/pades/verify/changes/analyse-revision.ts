import { isAppError } from '../../../../shared/contract/app-error.ts';
import type { PdfDocument } from '../../../pdf/document.ts';
import type { FormFields } from '../../format/form-fields.ts';
import { clearAnnotationLists } from './annotation-lists.ts';
import { newAnnotations } from './annotation-rule.ts';
import {
  checkCatalog,
  checkForm,
  checkTrailer,
  clearContainers,
  clearSaveNote,
  noteIdentifier,
} from './document-rules.ts';
import { clearValidationData } from './dss-rule.ts';
import { clearFilledFields } from './filled-fields.ts';
import { clearLeftovers, clearMetadata } from './housekeeping.ts';
import { judgeObject } from './judge-object.ts';
import type { LookBudget } from './look-budget.ts';
import { type Role, type RoleBudget, rolesOf } from './page-impact.ts';
import type { PageNumbers } from './page-numbers.ts';
import type { ReferenceIndex } from './reference-index.ts';
import { type Finding, RevisionDiff } from './revision-diff.ts';
import { clearSignatures, type NewSignature } from './signature-rule.ts';
import { clearStructure } from './structure-rule.ts';

export interface RevisionFacts {
  /** The form of each revision; index 0 is revision 1. Undefined where it cannot be read. */
  readonly forms: readonly (FormFields | undefined)[];
  readonly index: ReferenceIndex;
  /** The first revision that a signature covers. */
  readonly signed: number;
  readonly budget: RoleBudget;
  readonly looks: LookBudget;
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
  const diff = await RevisionDiff.make(document, number, facts.looks);
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
  await checkTrailer(diff);
  clearContainers(diff, document.revisions[number - 1]?.startxref ?? -1, index);
  await checkCatalog(diff, index);
  const listed = await clearSignatures(diff, { before: forms.before, after: forms.after }, index, (num) =>
    facts.signatureOf(num, number),
  );
  await clearFilledFields(diff, { before: forms.before, after: forms.after }, index, facts.signed);
  await checkForm(diff, listed, index, forms.before.fields);
  const annotations = newAnnotations(diff, index);
  await clearAnnotationLists(diff, { listed, annotations, pages: facts.pages }, index);
  await clearStructure(diff, new Set([...listed, ...annotations.keys()]), index);
  await clearValidationData(diff, index);
  if (diff.findings.some((finding) => finding.assessment === 'permitted')) {
    noteIdentifier(diff);
    clearSaveNote(diff, index);
    await clearMetadata(diff, index);
    clearLeftovers(diff, index);
  }
  const left = diff.unsettled();
  const existing = left.some(({ before }) => before !== undefined);
  const roles = existing ? await rolesOf(diff.before, forms.before, facts.budget) : new Map<number, Role>();
  for (const change of left) diff.report(judgeObject(change, roles.get(change.num)));
  if (diff.findings.length === 0) {
    const description = 'A revision was appended that brings neither a signature nor validation data.';
    diff.report({ object: null, assessment: 'indeterminate', kind: 'other', description });
  }
  if (index.unreadable(number) > 0 && diff.objects.size > 0) {
    const description = `Objects of earlier revisions cannot be read (${index.unreadable(number)}), so it cannot be told what the change affects.`;
    diff.report({ object: null, assessment: 'indeterminate', kind: 'other', description });
  }
  return Promise.all(diff.findings.map((finding) => onItsPages(finding, facts.pages)));
}

/** The finding with the pages that show the widgets or the annotation it is about, and the first of them in its sentence. */
async function onItsPages(finding: Finding, numbers: PageNumbers): Promise<Finding> {
  if (finding.pages !== undefined) return finding;
  const own = finding.isNewAnnotation === true && finding.object !== null ? [finding.object] : [];
  const pages = await numbers.showing(finding.widgets ?? own);
  const [first] = pages;
  if (first === undefined) return finding;
  const { description } = finding;
  return {
    ...finding,
    pages,
    description: `Page ${first}: ${description.charAt(0).toLowerCase()}${description.slice(1)}`,
  };
}
