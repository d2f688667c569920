import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { ExitStatus } from '../../shared/contract/error-codes.ts';
import type { SignatureLevel } from '../../shared/contract/signing-choices.ts';
import { inputError } from '../../src-main/platform/files.ts';
import { locateHome } from '../../src-main/platform/home.ts';
import type { Tokens } from '../../src-main/tokens/tokens.ts';
import type { CertifyWish } from '../../src-main/workflow/field-rules.ts';
import type { KeyWish } from '../../src-main/workflow/keys.ts';
import { openTokens } from '../../src-main/workflow/module-health.ts';
import type { LevelWish } from '../../src-main/workflow/open-levels.ts';
import { RepairedCopies, withRepairHint } from '../../src-main/workflow/repair.ts';
import { openSession } from '../../src-main/workflow/session.ts';
import type { SignJob } from '../../src-main/workflow/sign-document.ts';
import { SigningRun } from '../../src-main/workflow/signing-run.ts';
import { parseLock, parsePlace, usage } from '../arguments.ts';
import { BatchProgress } from '../batch-progress.ts';
import { confirmLastTry } from '../confirm.ts';
import { containerJob, detachedJob, formOf, refusePdfFlags } from '../file-jobs.ts';
import { interruptible } from '../interrupt.ts';
import { type KeyOptions, keyWish } from '../key-options.ts';
import { type LookOptions, parseLook } from '../look-options.ts';
import type { Output } from '../output.ts';
import { documentPassword, type PasswordOptions } from '../password.ts';
import { readPin } from '../pin.ts';
import type { Risk } from '../risks.ts';
import { type NamedJob, repaired, signEach } from '../sign-each.ts';
import { isFolderName, targetsOf } from '../targets.ts';

interface SignOptions extends KeyOptions, PasswordOptions, LookOptions {
  readonly batch?: string;
  readonly output?: string;
  readonly force?: boolean;
  readonly page?: string;
  readonly rect?: string;
  readonly field?: string;
  readonly reason?: string;
  readonly location?: string;
  readonly contact?: string;
  readonly trust?: string[];
  readonly allowExpired?: boolean;
  readonly certify?: CertifyWish;
  readonly lock?: string;
  readonly repair?: boolean;
  readonly strict?: boolean;
  readonly acceptRisk?: Risk[];
  readonly level?: SignatureLevel;
  readonly tsa?: string[];
  /** False for --no-queue. */
  readonly queue?: boolean;
}

/** `countersign sign IN.pdf …`: one PIN for all files, each file on its own success or failure. */
export async function sign(files: readonly string[], options: SignOptions, output: Output): Promise<ExitStatus> {
  const place = parsePlace(options.page, options.rect);
  const key = keyWish(options);
  const sources = await inputs(files, options.batch);
  const look = await parseLook(options);
  const jobs = await jobsOf(sources, options, (source, target) => ({
    ...jobOf(source, target, options, place),
    ...look,
  }));
  const tokens = openTokens(locateHome());
  const repairs = options.repair === true ? new RepairedCopies() : undefined;
  try {
    // The module is loaded in its own process meanwhile; its errors come when the key is chosen.
    if (key.kind === 'pkcs11') tokens.moduleInfo(key.module).catch(() => undefined);
    return await signWith(key, tokens, jobs, repairs, options, output);
  } catch (error) {
    const [only, ...others] = sources;
    throw only === undefined || others.length > 0 || repairs !== undefined ? error : await withRepairHint(error, only);
  } finally {
    await repairs?.remove();
    await tokens.close();
  }
}

async function signWith(
  key: KeyWish,
  tokens: Tokens,
  jobs: readonly NamedJob[],
  repairs: RepairedCopies | undefined,
  options: SignOptions,
  output: Output,
): Promise<ExitStatus> {
  const session = await openSession({ trust: options.trust });
  try {
    for (const sentence of session.reconciled) output.remark(sentence);
    const run = await SigningRun.begin(session, tokens, key, {
      allowExpired: options.allowExpired ?? false,
      readPin: (prompt) => readPin(options, prompt),
      acceptLastTry: (sentence) => confirmLastTry(sentence, options.acceptRisk),
      onReader: (sentence) => output.remark(sentence),
      warn: (sentence) => output.remark(`warning: ${sentence}`),
      level: levelWish(options),
      first: jobs.length === 1 && jobs[0] !== undefined ? await repaired(jobs[0].job, repairs) : undefined,
    });
    try {
      return await interruptible(async (signal) => {
        try {
          const progress = options.batch === undefined ? undefined : new BatchProgress(jobs.length);
          return await signEach(jobs, { run, signal, session, output, repairs, progress });
        } finally {
          // A module that does not answer would not log out either.
          if (signal.aborted) await tokens.close();
        }
      });
    } finally {
      await run.end();
    }
  } finally {
    await session.close();
  }
}

function jobOf(source: string, target: string, options: SignOptions, place: SignJob['place']): SignJob {
  const { field, reason, location, contact, certify, lock, allowExpired } = options;
  return {
    source: path.resolve(source),
    target: path.resolve(target),
    replace: options.force ?? false,
    field,
    place,
    reason,
    location,
    contact,
    certify,
    lock: lock === undefined ? undefined : parseLock(lock),
    allowExpired,
    password: documentPassword(options),
    strict: options.strict,
    acceptShadow: options.acceptRisk?.includes('shadow') ?? false,
  };
}

/** PDFs become signed PDFs, other files get a detached signature, and a container takes them all. */
async function jobsOf(
  sources: readonly string[],
  options: SignOptions,
  pdfJob: (source: string, target: string) => SignJob,
): Promise<NamedJob[]> {
  const forms = await Promise.all(sources.map((source) => formOf(source, options.output)));
  const common = { replace: options.force ?? false, allowExpired: options.allowExpired };
  if (forms.some((form) => form !== 'pdf')) refusePdfFlags({ ...options });
  if (forms.includes('asic-e')) {
    return [{ name: sources.join(', '), job: containerJob(sources, options.output ?? '', common) }];
  }
  const pdfs = sources.filter((_source, index) => forms[index] === 'pdf');
  if (pdfs.length < sources.length && sources.length > 1 && options.output !== undefined) {
    if (!(await isFolderName(options.output))) {
      throw usage(
        `“${options.output}” is no folder. Several files need a folder: -o DIR, or a container: -o NAME.asice.`,
      );
    }
  }
  const targets = await targetsOf(pdfs, options.output, 'signed');
  const jobs: NamedJob[] = [];
  for (const [index, name] of sources.entries()) {
    const job =
      forms[index] === 'pdf'
        ? pdfJob(name, targets[pdfs.indexOf(name)] ?? '')
        : await detachedJob(name, options.output, common);
    jobs.push({ name, job });
  }
  return jobs;
}

function levelWish({ level = 'B-B', tsa, queue = true, trust }: SignOptions): LevelWish {
  return { level, network: { tsa }, queue, trust };
}

async function inputs(files: readonly string[], batch: string | undefined): Promise<string[]> {
  if (batch === undefined && files.length === 0)
    throw usage('Name at least one PDF file, or a folder with --batch DIR.');
  if (batch === undefined) return [...files];
  const names = await readdir(batch).catch((error: unknown) => {
    throw inputError(error, path.basename(batch));
  });
  const found = names.filter((name) => /\.pdf$/i.test(name) && !name.startsWith('.')).sort();
  if (found.length === 0 && files.length === 0) throw usage(`The folder “${batch}” holds no PDF file.`);
  return [...files, ...found.map((name) => path.join(batch, name))];
}
