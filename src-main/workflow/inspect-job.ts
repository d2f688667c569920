import { access, constants, lstat } from 'node:fs/promises';
import path from 'node:path';
import { codeOf } from '../../shared/contract/app-error.ts';
import { PdfDocument } from '../pdf/document.ts';
import { type OpenFile, openFile, outputError, systemCode } from '../platform/files.ts';
import { coverWarnings } from './covered-place.ts';
import { planSignature, type SigningPlan } from './field-rules.ts';
import { pageRenderer } from './page-renderer.ts';
import { refuseLevel } from './raise-level.ts';
import { documentChanged, type SignJob } from './sign-document.ts';
import type { FileSignJob } from './sign-file.ts';
import { refuseTarget } from './target.ts';

/**
 * Everything that can be known of a job without a key and without writing.
 * @returns the plan of a PDF
 * @throws AppError INPUT_*, PDF_*, TARGET_*, and as planSignature
 */
export async function inspectJob(job: SignJob | FileSignJob): Promise<SigningPlan | undefined> {
  if ('form' in job) return void (await inspectFiles(job));
  const source = await openFile(job.source);
  try {
    await inspectTarget(job, source);
    const document = await openShown(job, source);
    refuseLevel(document, job.level);
    const plan = await planSignature(document, job);
    const covered = await coverWarnings(document, plan.choice, pageRenderer(), job.password);
    return { ...plan, warnings: [...plan.warnings, ...covered] };
  } finally {
    await source.close();
  }
}

async function inspectFiles(job: FileSignJob): Promise<void> {
  for (const file of job.sources) {
    const source = await openFile(file);
    await inspectTarget(job, source).finally(() => source.close());
  }
}

async function inspectTarget(
  job: { readonly target: string; readonly replace: boolean },
  source: OpenFile,
): Promise<void> {
  await refuseTarget(job, source);
  const folder = path.dirname(job.target);
  await refuseFolder(folder);
  await lstat(job.target).catch((error: unknown) => {
    if (systemCode(error) === 'ENAMETOOLONG') throw outputError(error, folder);
  });
}

/** Refuses a folder that nothing can be put into. @throws AppError TARGET_NOT_WRITABLE, DISK_FULL */
export async function refuseFolder(folder: string): Promise<void> {
  await access(folder, constants.W_OK).catch((error: unknown) => {
    throw outputError(error, folder);
  });
}

/** What was shown was readable: what is not is something else. */
async function openShown(job: SignJob, source: OpenFile): Promise<PdfDocument> {
  try {
    return await PdfDocument.open(source, { password: job.password });
  } catch (error) {
    if (job.shownSha256 !== undefined && /^(PDF|INPUT)_/.test(codeOf(error))) throw documentChanged(job);
    throw error;
  }
}
