import { codeOf } from '../shared/contract/app-error.ts';
import type { ExitStatus } from '../shared/contract/error-codes.ts';
import { stoppedByPerson } from '../src-main/workflow/batch/outcome.ts';
import { stopsBatch } from '../src-main/workflow/batch/stops-batch.ts';
import { isAtLeast } from '../src-main/workflow/raise-level.ts';
import { REPAIRED_SENTENCE, withRepairHint } from '../src-main/workflow/repair.ts';
import type { Session } from '../src-main/workflow/session.ts';
import type { SignOutcome } from '../src-main/workflow/sign-document.ts';
import type { FileSignOutcome } from '../src-main/workflow/sign-file.ts';
import type { SigningRun } from '../src-main/workflow/signing-run.ts';
import { errorBody, errorLineOf, exitOf, type Output, worst } from './output.ts';
import { inWords, summary } from './sign-summary.ts';

interface Told {
  readonly run: SigningRun;
  readonly session: Session;
  readonly output: Output;
  /** Names of the files as the person gave them. */
  readonly names: readonly string[];
  /** True where damaged documents are repaired anyway: then nobody is told that they could be. */
  readonly repairs: boolean;
  /** Takes away what would stand in the way of words. */
  clear?(): void;
}

/** Tells of each file as it is finished, and of all in their order at the end. */
export class SignResults {
  readonly #told: Told;
  readonly #results: unknown[] = [];
  readonly #statuses: ExitStatus[] = [];
  /** What has stopped all of it, once said. */
  readonly #stopped = new Set<string>();

  constructor(told: Told) {
    this.#told = told;
  }

  signed(index: number, outcome: SignOutcome | FileSignOutcome, isRepaired: boolean): void {
    const { run, session, output } = this.#told;
    const name = this.#told.names[index] ?? '';
    this.#told.clear?.();
    if (isRepaired) output.remark(`warning: ${REPAIRED_SENTENCE}`);
    this.#statuses.push(isAtLeast(outcome.level.reached, outcome.level.asked) ? 0 : 3);
    // The reports of thousands of files are kept only where they are printed.
    if (output.json) this.#results[index] = { ...summary(name, outcome, run, session), repaired: isRepaired };
    else output.say(inWords(outcome));
  }

  /** Nothing was to be done: it was done before. */
  earlier(index: number, result: Readonly<Record<string, unknown>>): void {
    this.#results[index] = { file: this.#told.names[index] ?? '', ...result };
    this.#statuses.push(0);
  }

  async failed(index: number, failure: unknown): Promise<void> {
    const { run, output, repairs, names } = this.#told;
    const name = names[index] ?? '';
    const told = names.length > 1 && codeOf(failure) === 'CANCELLED' ? stoppedByPerson() : failure;
    const error = repairs ? told : await withRepairHint(told, name);
    this.#results[index] = { file: name, error: errorBody(error) };
    this.#statuses.push(exitOf(error));
    this.#told.clear?.();
    const code = codeOf(error);
    // Those that were under way all fail at once.
    if (!this.#stopped.has(code)) output.remark(errorLineOf(name, error));
    if (stopsBatch(run, error)) this.#stopped.add(code);
  }

  /** Prints the object of `--json`. @returns the exit status of all */
  end(): ExitStatus {
    const { output, names } = this.#told;
    output.object(filesObject(this.#results, names.length));
    return worst(this.#statuses);
  }
}

/** What is printed of one file, or of several, some of which may not have been tried. */
export function filesObject(results: readonly unknown[], files: number): unknown {
  const all = results.filter((result) => result !== undefined);
  return files === 1 ? all[0] : { files: all };
}
