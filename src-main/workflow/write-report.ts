import { unlink } from 'node:fs/promises';
import path from 'node:path';
import { AppError, codeOf } from '../../shared/contract/app-error.ts';
import { startDigest } from '../cms/digest.ts';
import { identityOf, type OpenFile, openFile } from '../platform/files.ts';
import { randomHex } from '../platform/random.ts';
import type { ReportInput, VerifiedFile } from '../report/report-input.ts';
import { contentBeside, signedContentOf } from './file-kind.ts';
import { openedKind } from './opened-kind.ts';
import { reportMaterial } from './report-material.ts';
import { feed, type StagedFile, stagedPath, stageFile } from './staged-file.ts';
import { refuseTarget, refuseToReplace } from './target.ts';
import type { TrustMaterial } from './trust-store.ts';
import type { OpenedFile, ReportRequest } from './workflow-api.ts';

/** A report to be written, and what the verification rested on. */
export interface WriteReportRequest extends ReportRequest {
  readonly trust: TrustMaterial;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Writes what a verification found: the whole file, or nothing.
 * @throws AppError TARGET_EXISTS, TARGET_EQUALS_SOURCE, TARGET_NOT_WRITABLE, DISK_FULL, INPUT_*
 */
export function writeReport(request: WriteReportRequest): Promise<void> {
  return writeReports([request]);
}

/** The same for several: none gets its name before each of them is whole. Errors as `writeReport`; then none is new. */
export async function writeReports(requests: readonly WriteReportRequest[]): Promise<void> {
  const whole: { readonly staged: StagedFile; readonly request: WriteReportRequest }[] = [];
  const made: string[] = [];
  try {
    for (const request of requests) whole.push({ staged: await stagedReport(request), request });
    for (const { staged, request } of whole) {
      const isNew = (await identityOf(request.path)) === undefined;
      await staged.publish(request.path, request.overwrite);
      if (isNew) made.push(request.path);
    }
    for (const { staged } of whole) await staged.settle();
  } catch (error) {
    for (const target of made) await unlink(target).catch(() => undefined);
    throw error;
  } finally {
    for (const { staged } of whole) await staged.dispose();
  }
}

async function stagedReport(request: WriteReportRequest): Promise<StagedFile> {
  const { path: target, overwrite: replace } = request;
  const source = await openFile(request.file.path);
  try {
    await refuseTarget({ target, replace }, source);
    await refuseToReplace(target, await contentsOf(request.file));
    const bytes = await reportBytes(request);
    const staged = await stageFile(stagedPath(target, randomHex(16)), source, 'empty');
    try {
      await staged.append(bytes);
      await staged.sync();
      return staged;
    } catch (error) {
      await staged.dispose();
      throw error;
    }
  } finally {
    await source.close();
  }
}

/** The file that a detached signature or timestamp is over, where there is one. */
export async function contentsOf({ path: file, content }: Pick<OpenedFile, 'path' | 'content'>): Promise<string[]> {
  const found = content ?? (await contentBeside(file));
  return found === undefined ? [] : [found];
}

async function reportBytes(request: WriteReportRequest): Promise<Uint8Array> {
  const { report, format, language } = request;
  if (format === 'json') return Buffer.from(`${JSON.stringify(report, null, 2)}\n`);
  const input = await reportInput(request);
  if (format === 'xml') {
    const { validationReportXml } = await import('../report/xml/validation-report.ts');
    return Buffer.from(validationReportXml(input));
  }
  const { validationReportPdf } = await import('../report/pdf/report-pdf.ts');
  return validationReportPdf(input, language);
}

/** Everything that a report says, and the bytes behind it. @throws AppError INPUT_*, PDF_*, CMS_UNREADABLE, CONTAINER_DAMAGED, CANCELLED */
export async function reportInput({ file, report, trust, signal }: WriteReportRequest): Promise<ReportInput> {
  const kind = await openedKind(file);
  const { source, sha256, password } = file;
  const document = { name: path.basename(file.path), bytes: source.size, sha256 };
  const signed = kind === 'cms' ? await contentOf(file, signal) : null;
  const material =
    kind === 'file'
      ? { signatures: [], objects: new Map<string, Uint8Array>() }
      : await reportMaterial(source, kind, report, { trust, password });
  return { report, document, signed, ...material };
}

/** The file that a detached signature is over; null where it is not there. */
async function contentOf(file: OpenedFile, signal: AbortSignal | undefined): Promise<VerifiedFile | null> {
  const found = file.content ?? (await signedContentOf(file.path).catch(passMissing));
  if (found === undefined) return null;
  const content = await openFile(found);
  try {
    return { name: path.basename(content.path), bytes: content.size, sha256: await sha256Of(content, signal) };
  } finally {
    await content.close();
  }
}

function passMissing(error: unknown): undefined {
  if (codeOf(error) !== 'SIGNED_CONTENT_MISSING') throw error;
}

/** Lower-case hexadecimal. @throws AppError INPUT_UNREADABLE, CANCELLED */
export async function sha256Of(source: OpenFile, signal?: AbortSignal): Promise<string> {
  const state = startDigest('sha256');
  await feed(source, [state], { signal, report: () => undefined });
  return Buffer.from(state.digest()).toString('hex');
}

/** The form that the name of a report asks for. @throws AppError USAGE */
export function formatOf(file: string): ReportRequest['format'] {
  const ending = path.extname(file).slice(1).toLowerCase();
  if (ending === 'json' || ending === 'pdf' || ending === 'xml') return ending;
  throw new AppError(
    'USAGE',
    `“${path.basename(file)}” does not say what form the report is to have. Name a file that ends in .pdf, .xml or .json.`,
  );
}
