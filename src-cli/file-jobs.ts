import { open } from 'node:fs/promises';
import path from 'node:path';
import { READ_WITHOUT_WAITING } from '../src-main/platform/files.ts';
import type { FileSignJob } from '../src-main/workflow/sign-file.ts';
import { usage } from './arguments.ts';
import { isFolderName } from './targets.ts';

/** Flags that say something about a place in a PDF, or that only its signatures hold. */
export const PDF_FLAGS = {
  page: '--page',
  rect: '--rect',
  field: '--field',
  reason: '--reason',
  location: '--location',
  contact: '--contact',
  certify: '--certify',
  lock: '--lock',
  image: '--image',
  handwriting: '--handwriting',
  initials: '--initials',
  text: '--text',
  language: '--language',
  dates: '--dates',
  timeZone: '--time-zone',
  alsoPages: '--also-pages',
  alsoAs: '--also-as',
  alsoRect: '--also-rect',
  passwordEnv: '--password-env',
  repair: '--repair',
  strict: '--strict',
  acceptRisk: '--accept-risk',
} as const;

/** What is to become of the files: signed PDFs, a detached signature beside each, or one container around all of them. */
export type SignForm = 'pdf' | 'cades' | 'asic-e';

/** How far into a file the header of a PDF may stand (ISO 32000-2, annex I). */
const HEADER = 1024;

/**
 * Tells from the wanted target, else from each file, what is to be made of it. A file whose name says PDF is one, or is refused as one.
 * A file that cannot be read is left to the one who reads it.
 */
export async function formOf(source: string, wanted: string | undefined): Promise<SignForm> {
  if (wanted !== undefined && /\.(asice|sce)$/i.test(wanted)) return 'asic-e';
  if (wanted !== undefined && /\.p7s$/i.test(wanted)) return 'cades';
  if (/\.pdf$/i.test(source)) return 'pdf';
  const head = await firstBytes(source);
  return head === undefined || head.includes('%PDF-') ? 'pdf' : 'cades';
}

async function firstBytes(file: string): Promise<string | undefined> {
  try {
    // A pipe that nobody writes to would be waited for.
    const handle = await open(file, READ_WITHOUT_WAITING);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEADER), 0, HEADER, 0);
      // An empty file is refused where every empty file is.
      return bytesRead === 0 ? undefined : buffer.toString('latin1', 0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch {
    return undefined;
  }
}

/** The detached signature of one file: beside it under its name and `.p7s`, unless `wanted` says otherwise. */
export async function detachedJob(
  source: string,
  wanted: string | undefined,
  options: Pick<FileSignJob, 'replace' | 'allowExpired'>,
): Promise<FileSignJob> {
  const isFolder = wanted !== undefined && (await isFolderName(wanted));
  const beside = path.join(isFolder ? wanted : path.dirname(source), `${path.basename(source)}.p7s`);
  const target = wanted === undefined || isFolder ? beside : wanted;
  return { ...options, form: 'cades', sources: [path.resolve(source)], target: path.resolve(target) };
}

/** One container around all files. */
export function containerJob(
  sources: readonly string[],
  target: string,
  options: Pick<FileSignJob, 'replace' | 'allowExpired'>,
): FileSignJob {
  const [first, ...others] = sources.map((source) => path.resolve(source));
  if (first === undefined) throw usage('Name at least one file for the container.');
  return { ...options, form: 'asic-e', sources: [first, ...others], target: path.resolve(target) };
}

/** Refuses flags that mean nothing for files that are not PDFs. @throws AppError USAGE */
export function refusePdfFlags(options: Readonly<Record<string, unknown>>): void {
  const given = Object.entries(PDF_FLAGS).find(([key]) => options[key] !== undefined);
  if (given !== undefined) {
    throw usage(`${given[1]} is for PDF files only: leave it out, or sign the PDF files by themselves.`);
  }
}
