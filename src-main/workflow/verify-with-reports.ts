import path from 'node:path';
import { AppError } from '../../shared/contract/app-error.ts';
import type { VerificationReport } from '../../shared/domain/verification.ts';
import { identityOf, openFile } from '../platform/files.ts';
import { writeSignedReport } from './signed-reports.ts';
import type { SigningRun } from './signing-run.ts';
import { refuseTarget, refuseToReplace } from './target.ts';
import type { TrustMaterial } from './trust-store.ts';
import { contentsOf, formatOf, sha256Of, type WriteReportRequest, writeReports } from './write-report.ts';

/** Reports that are to be written of a verification. */
export interface ReportWish extends Pick<WriteReportRequest, 'language' | 'overwrite'> {
  /** Each in the form that its ending names. */
  readonly targets: readonly string[];
  readonly password?: string | undefined;
  /** The file that a detached signature is over. */
  readonly content?: string | undefined;
  /** Further files that are read for the verification, or folders of them: no report replaces them. */
  readonly inputs?: readonly string[] | undefined;
  /** Signs the reports. */
  readonly run?: SigningRun | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Verifies a file and writes reports of it. A target that cannot be written is refused before anything is verified, and reports of a file
 * that changed meanwhile are not written: they would name the digest of other bytes.
 * @throws AppError CANCELLED, TARGET_*, DISK_FULL, USAGE, DOCUMENT_CHANGED, and whatever `verify` throws
 */
export async function verifyWithReports(
  file: string,
  trust: TrustMaterial,
  wish: ReportWish,
  verify: () => Promise<VerificationReport>,
): Promise<VerificationReport> {
  const source = await openFile(file);
  try {
    const targets = wish.targets.map((target) => ({ path: path.resolve(target), format: formatOf(target) }));
    if (new Set(targets.map((target) => target.path)).size < targets.length) {
      throw new AppError('USAGE', 'Two reports would be written into one file. Name a file for each.');
    }
    const inputs = [...(await contentsOf({ path: file, content: wish.content })), ...(wish.inputs ?? [])];
    for (const { path: target, format } of targets) {
      const beside = wish.run !== undefined && format === 'json' ? [`${target}.p7s`] : [];
      for (const one of [target, ...beside]) {
        await refuseTarget({ target: one, replace: wish.overwrite }, source);
        await refuseToReplace(one, inputs);
      }
      if (wish.run === undefined && format === 'json') await refuseToOrphan(target);
    }
    const before = await source.stamp();
    const report = await verify();
    const sha256 = await sha256Of(source, wish.signal);
    const opened = { path: source.path, source, sha256, password: wish.password, content: wish.content };
    const named = await openFile(file);
    const isSame = named.identity === source.identity && (await named.stamp()).mark === before.mark;
    await named.close();
    if (!isSame) {
      throw new AppError(
        'DOCUMENT_CHANGED',
        `“${path.basename(file)}” was changed while it was verified. Verify it again when nothing writes to it.`,
        { file: path.basename(file) },
      );
    }
    const requests = targets.map((target) => ({ ...wish, ...target, file: opened, report, trust }));
    if (wish.run === undefined) await writeReports(requests);
    else for (const request of requests) await writeSignedReport(request, source, wish.run);
    return report;
  } finally {
    await source.close();
  }
}

/** A signature beside an earlier report would be one of other bytes. @throws AppError TARGET_EXISTS */
async function refuseToOrphan(report: string): Promise<void> {
  const beside = `${report}.p7s`;
  if ((await identityOf(report)) === undefined || (await identityOf(beside)) === undefined) return;
  const file = path.basename(beside);
  throw new AppError(
    'TARGET_EXISTS',
    `“${file}” signs the report that would be replaced. Delete it, sign the new report too, or choose another name.`,
    { file },
  );
}
