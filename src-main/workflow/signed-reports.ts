import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type OpenFile, outputError } from '../platform/files.ts';
import type { SigningRun } from './signing-run.ts';
import { reportInput, type WriteReportRequest, writeReport } from './write-report.ts';

/**
 * Writes a report signed by whoever answers for the check: a PDF by PAdES, XML by the XAdES signature that its standard has a place for
 * (TS 119 102-2, 4.2), JSON by a detached CAdES signature beside it. Each signature is recorded in the ledger.
 * @param source the verified file
 * @throws AppError as writeReport and the signing run
 */
export async function writeSignedReport(request: WriteReportRequest, source: OpenFile, run: SigningRun): Promise<void> {
  const { path: target, overwrite: replace, format, language, signal } = request;
  if (format === 'json') {
    await writeReport(request);
    await run.signFile({ form: 'cades', sources: [target], target: `${target}.p7s`, replace, signal });
    return;
  }
  const input = await reportInput(request);
  if (format === 'xml') {
    await run.signReport({ input, source, target, replace, signal });
    return;
  }
  const { validationReportPdf } = await import('../report/pdf/report-pdf.ts');
  const bytes = await validationReportPdf(input, language);
  const failed = (error: unknown): never => {
    throw outputError(error, tmpdir());
  };
  const folder = await mkdtemp(path.join(tmpdir(), 'countersign-report-')).catch(failed);
  try {
    const unsigned = path.join(folder, path.basename(target));
    await writeFile(unsigned, bytes, { mode: 0o600 }).catch(failed);
    // Readable by whom the verified file is readable by, as every report.
    await chmod(unsigned, (source.mode & 0o666) | 0o600);
    await run.sign({ source: unsigned, target, replace, signal });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
