import type { ExitStatus } from '../../shared/contract/error-codes.ts';
import { locateHome } from '../../src-main/platform/home.ts';
import { interruptible } from '../../src-main/platform/interrupt.ts';
import type { Tokens } from '../../src-main/tokens/tokens.ts';
import type { KeyWish } from '../../src-main/workflow/keys.ts';
import { openTokens } from '../../src-main/workflow/module-health.ts';
import { RepairedCopies, withRepairHint } from '../../src-main/workflow/repair.ts';
import { openSession } from '../../src-main/workflow/session.ts';
import { SigningRun } from '../../src-main/workflow/signing-run.ts';
import { usage } from '../arguments.ts';
import { foundKey } from '../found-key.ts';
import type { Output } from '../output.ts';
import { runOptions } from '../run-options.ts';
import { repaired, signEach } from '../sign-each.ts';
import { inputs, jobsOf, type NamedJob } from '../sign-jobs.ts';
import { pdfJobs, type SignOptions } from '../sign-options.ts';
import { withTargetFolder } from '../targets.ts';

/** `countersign sign IN.pdf …`: one PIN for all files, each file on its own success or failure. */
export function sign(files: readonly string[], options: SignOptions, output: Output): Promise<ExitStatus> {
  return withTargetFolder(options.output, () => signFiles(files, options, output));
}

async function signFiles(files: readonly string[], options: SignOptions, output: Output): Promise<ExitStatus> {
  // Journal and table of results are loaded only where there are many files.
  if (options.batch !== undefined && !isContainer(options.output))
    return (await import('../sign-batch.ts')).signBatch(files, options, output);
  for (const flag of ['resume', 'new', 'results'] as const) {
    if (options[flag] !== undefined) throw usage(`--${flag} is for a folder of files: give --batch DIR with it.`);
  }
  const tokens = openTokens(locateHome());
  const repairs = options.repair === true ? new RepairedCopies() : undefined;
  let sources: readonly string[] = [];
  try {
    const key = await foundKey(options, tokens);
    sources = await inputs(files, options.batch);
    const jobs = await jobsOf(sources, options, await pdfJobs(options));
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
    const asked = runOptions(options, output);
    const run = await SigningRun.begin(session, tokens, key, {
      ...asked,
      documents: jobs.length,
      first: jobs.length === 1 && jobs[0] !== undefined ? await repaired(jobs[0].job, repairs) : undefined,
    });
    try {
      return await interruptible(async (signal) => {
        try {
          return await signEach(jobs, { run, signal, session, output, repairs });
        } finally {
          // A module that does not answer would not log out either.
          if (signal.aborted) await tokens.close();
        }
      });
    } finally {
      asked.forget();
      await run.end();
    }
  } finally {
    await session.close();
  }
}

/** All files go into one container: that is one signature. */
function isContainer(output: string | undefined): boolean {
  return output !== undefined && /\.(asice|sce)$/i.test(output);
}
