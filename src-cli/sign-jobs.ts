import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../shared/contract/app-error.ts';
import { inputError, systemCode } from '../src-main/platform/files.ts';
import type { SignJob } from '../src-main/workflow/sign-document.ts';
import type { FileSignJob } from '../src-main/workflow/sign-file.ts';
import { usage } from './arguments.ts';
import { containerJob, detachedJob, formOf, refusePdfFlags } from './file-jobs.ts';
import type { SignOptions } from './sign-options.ts';
import { isFolderName, noFolder, targetsOf } from './targets.ts';

/** A job with the name that the person gave its file. */
export interface NamedJob {
  readonly name: string;
  readonly job: SignJob | FileSignJob;
}

/** PDFs become signed PDFs, other files get a detached signature, and a container takes them all. */
export async function jobsOf(
  sources: readonly string[],
  options: SignOptions,
  pdfJob: (source: string, target: string) => SignJob,
): Promise<NamedJob[]> {
  const forms = await Promise.all(sources.map((source) => formOf(source, options.output)));
  const common = { replace: options.force ?? false, allowExpired: options.allowExpired };
  if (forms.some((form) => form !== 'pdf')) {
    // The last try of a PIN may be accepted for any file.
    const acceptRisk = options.acceptRisk?.find((risk) => risk !== 'last-try');
    refusePdfFlags({ ...options, acceptRisk });
  }
  if (forms.includes('asic-e')) {
    return [{ name: sources.join(', '), job: containerJob(sources, options.output ?? '', common) }];
  }
  const pdfs = sources.filter((_source, index) => forms[index] === 'pdf');
  if (pdfs.length < sources.length && sources.length > 1 && options.output !== undefined) {
    if (!(await isFolderName(options.output))) {
      throw usage(`${noFolder(options.output)} Or sign them into one container: -o NAME.asice.`);
    }
  }
  const targets = (await targetsOf(pdfs, options.output, 'signed')).values();
  const jobs: NamedJob[] = [];
  for (const [index, name] of sources.entries()) {
    const job =
      forms[index] === 'pdf'
        ? pdfJob(name, targets.next().value ?? '')
        : await detachedJob(name, options.output, common);
    jobs.push({ name, job });
  }
  return jobs;
}

/** The files that are named, and those of the folder. @throws AppError USAGE, INPUT_* */
export async function inputs(files: readonly string[], batch: string | undefined): Promise<string[]> {
  if (batch === undefined && files.length === 0)
    throw usage('Name at least one PDF file, or a folder with --batch DIR.');
  if (batch === undefined) return await noFolders(files);
  const names = await namesIn(batch);
  const found = names.filter((name) => /\.pdf$/i.test(name) && !name.startsWith('.')).sort();
  if (found.length === 0 && files.length === 0) throw usage(`The folder “${batch}” holds no PDF file.`);
  return [...files, ...found.map((name) => path.join(batch, name))];
}

/** Whoever names a folder among the files means those in it. */
async function noFolders(files: readonly string[]): Promise<string[]> {
  for (const file of files) {
    const facts = await stat(file).catch(() => undefined);
    if (facts?.isDirectory() !== true) continue;
    const name = path.basename(path.resolve(file));
    throw new AppError(
      'INPUT_UNREADABLE',
      `“${name}” is a folder. Name a file, or sign all PDF files of the folder with --batch DIR.`,
      { file: name },
    );
  }
  return [...files];
}

/** What lies in the folder of a batch. @throws AppError USAGE, INPUT_* */
export async function namesIn(folder: string): Promise<string[]> {
  return await readdir(folder).catch((error: unknown) => {
    throw folderError(error, folder);
  });
}

/** What it means that the folder of a batch cannot be listed. */
function folderError(error: unknown, folder: string): AppError {
  const system = systemCode(error);
  if (system === 'ENOTDIR') {
    return usage(`“${folder}” is no folder. --batch takes the folder of the files; a single file is named without it.`);
  }
  if (system !== 'ENOENT') return inputError(error, path.basename(folder));
  return new AppError(
    'INPUT_MISSING',
    `There is no folder “${folder}”. Check the path.`,
    { file: folder },
    { cause: error },
  );
}
