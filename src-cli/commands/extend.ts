import path from 'node:path';
import type { ExitStatus } from '../../shared/contract/error-codes.ts';
import type { SignatureLevel } from '../../shared/contract/signing-choices.ts';
import { interruptible } from '../../src-main/platform/interrupt.ts';
import { type ExtendOutcome, extendDocument } from '../../src-main/workflow/extend-document.ts';
import type { ExtendDependencies } from '../../src-main/workflow/extend-job.ts';
import { levelServices, openNetwork } from '../../src-main/workflow/network.ts';
import { authorityOf } from '../../src-main/workflow/raise-level.ts';
import { openSession, type Session } from '../../src-main/workflow/session.ts';
import { errorBody, errorLineOf, exitOf, type Output, worst } from '../output.ts';
import { documentPassword, type PasswordOptions } from '../password.ts';
import { targetsOf, withTargetFolder } from '../targets.ts';

interface ExtendOptions extends PasswordOptions {
  readonly output?: string;
  readonly force?: boolean;
  readonly level: SignatureLevel;
  readonly tsa?: string[];
  readonly trust?: string[];
}

/** `countersign extend IN.pdf …`: takes the signatures of each file to a level, each file on its own success or failure. */
export function extend(files: readonly string[], options: ExtendOptions, output: Output): Promise<ExitStatus> {
  return withTargetFolder(options.output, () => extendFiles(files, options, output));
}

async function extendFiles(files: readonly string[], options: ExtendOptions, output: Output): Promise<ExitStatus> {
  const targets = await targetsOf(files, options.output, 'extended');
  const session = await openSession({ trust: options.trust });
  try {
    for (const sentence of session.reconciled) output.remark(sentence);
    const network = await openNetwork(session.home, session.clock, { tsa: options.tsa });
    const services = levelServices(network, session.trust, session.clock);
    authorityOf(services);
    const jobs = files.map((source, index) => ({ source, target: path.resolve(targets[index] ?? '') }));
    return await interruptible((signal) => extendEach(jobs, options, { ...session, services }, { signal, output }));
  } finally {
    await session.close();
  }
}

async function extendEach(
  jobs: readonly { readonly source: string; readonly target: string }[],
  options: ExtendOptions,
  dependencies: Session & ExtendDependencies,
  { signal, output }: { signal: AbortSignal; output: Output },
): Promise<ExitStatus> {
  const results: unknown[] = [];
  const statuses: ExitStatus[] = [];
  const { level, force: replace = false } = options;
  const password = documentPassword(options);
  for (const { source, target } of jobs) {
    try {
      const job = { source: path.resolve(source), target, replace, level, password, signal };
      const outcome = await extendDocument(job, dependencies);
      results.push(summary(source, outcome, dependencies));
      statuses.push(outcome.problems.length === 0 ? 0 : 3);
      output.say(inWords(outcome));
    } catch (error) {
      if (jobs.length === 1) throw error;
      results.push({ file: source, error: errorBody(error) });
      statuses.push(exitOf(error));
      output.remark(errorLineOf(source, error));
      if (signal.aborted) break;
    }
  }
  output.object(jobs.length === 1 ? results[0] : { files: results });
  return worst(statuses);
}

function summary(source: string, outcome: ExtendOutcome, { home }: Session) {
  return {
    file: source,
    output: outcome.target,
    level: outcome.reached,
    problems: outcome.problems.map(errorBody),
    sourceSha256: outcome.sourceSha256,
    sha256: outcome.resultSha256,
    verification: { file: outcome.target, ...outcome.report },
    ledger: { home: home.path, index: outcome.ledgerIndex, leafHash: outcome.leafHash },
  };
}

function inWords(outcome: ExtendOutcome): string[] {
  return [
    `Extended: ${outcome.target}`,
    `  level       ${outcome.reached}`,
    ...outcome.report.signatures.map(
      ({ field, kind, level, signer }) =>
        `  ${kind.padEnd(10)}  ${field}: ${level ?? kind}, ${signer?.subject ?? 'unknown'}`,
    ),
    ...outcome.problems.map(({ message }) => `  not for all ${message}`),
    `  ledger      entry ${outcome.ledgerIndex}`,
    `  sha256      ${outcome.resultSha256}`,
  ];
}
