import type { Box } from '../../shared/geometry/page-space.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { earlierSignatures } from '../pades/format/earlier-signatures.ts';
import { formFields } from '../pades/format/form-fields.ts';
import { layOutEmptyField } from '../pades/sign/empty-field.ts';
import { hashState } from '../pades/sign/sign-pdf.ts';
import { PdfDocument } from '../pdf/document.ts';
import { openFile } from '../platform/files.ts';
import { newPlace } from './field-choice.ts';
import { fieldLock, type LockWish, refuseNewField } from './field-rules.ts';
import type { PendingRuns } from './pending.ts';
import { type FileRecord, type Recorded, runStaged, type StagedProduction } from './staged-run.ts';
import { refuseTarget } from './target.ts';

/** A signature field to add for somebody to sign later. Paths are absolute. */
export interface AddFieldJob {
  readonly source: string;
  readonly target: string;
  /** Replace the target if it is there. Never the source. */
  readonly replace: boolean;
  readonly name: string;
  /** From 1, negative from the end; points on the page as displayed, origin lower left. */
  readonly place: { readonly page: number; readonly rect: Box };
  /** What signing the field will lock. */
  readonly lock?: LockWish | undefined;
  readonly password?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface AddFieldDependencies {
  readonly ledger: Ledger;
  readonly pending: PendingRuns;
}

export interface AddFieldOutcome extends Recorded {
  readonly target: string;
  readonly field: string;
  readonly sourceSha256: string;
  readonly resultSha256: string;
}

/**
 * Adds an empty signature field in a new file, along the path of a signature (docs/decisions/0002) but for the key: whole or not at all,
 * and recorded. Not in a document that is signed.
 * @throws AppError TARGET_*, FIELD_*, PAGE_OUT_OF_RANGE, RECT_INVALID, SIGNING_FORBIDDEN and the code of the step that failed
 */
export async function addSignatureField(
  job: AddFieldJob,
  dependencies: AddFieldDependencies,
): Promise<AddFieldOutcome> {
  const source = await openFile(job.source);
  try {
    await refuseTarget(job, source);
    const { target, replace, signal } = job;
    const produce = (run: StagedProduction) => addTo(job, run);
    return await runStaged({ kind: 'document.field-added', source, target, replace, signal, produce }, dependencies);
  } finally {
    await source.close();
  }
}

async function addTo(
  job: AddFieldJob,
  { file, note }: StagedProduction,
): Promise<{ record: FileRecord; outcome: Omit<AddFieldOutcome, keyof Recorded> }> {
  const { name, place, password, signal } = job;
  const quiet = { signal, report: () => undefined };
  const sha256 = hashState('sha256');
  await file.fill([sha256], quiet);
  const sourceSha256 = sha256.copy().digest('hex');
  const document = await PdfDocument.open(file.source(), { password, ...(signal === undefined ? {} : { signal }) });
  refuseNewField(await earlierSignatures(document));
  const { page, rect } = await newPlace(document, name, place);
  const names = (await formFields(document)).fields.map((field) => field.name);
  const lock = job.lock === undefined ? null : fieldLock(job.lock, [...names, name]);
  const update = await layOutEmptyField(document, { name, page, rect, lock });
  await file.append(update);
  const resultSha256 = sha256.update(update).digest('hex');
  const record = { sourceSha256, resultSha256, signerSha256: null, signer: null };
  const work = [file.sync(), note(record)] as const;
  await Promise.allSettled(work);
  await Promise.all(work);
  return { record, outcome: { target: job.target, field: name, sourceSha256, resultSha256 } };
}
