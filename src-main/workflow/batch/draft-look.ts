import path from 'node:path';
import type { BatchLook } from '../../../shared/domain/batch.ts';
import { inspectJob, refuseFolder } from '../inspect-job.ts';
import type { BatchChoices } from './batch-api.ts';
import { jobFor } from './batch-job.ts';
import { type Draft, formOf, taskOf } from './drafts.ts';
import { FreeTargets } from './free-targets.ts';
import { type BatchFailure, type BatchTask, wantsPassword } from './journal.ts';
import { failureOf } from './outcome.ts';

/** What was found of one file. */
interface Finding {
  /** What it was looked at with: another choice makes it void. */
  readonly key: string;
  readonly form: BatchTask['form'];
  readonly warnings: readonly string[];
  /** Why it cannot be signed. */
  readonly failure: BatchFailure | null;
}

/** What is known of one file of a draft now. */
export interface Seen extends Finding {
  readonly target: string;
  readonly isNumbered: boolean;
}

/** What the files are looked at with. */
export interface LookWish {
  readonly choices: BatchChoices;
  /** Of documents that want one. */
  readonly password: string | undefined;
}

/**
 * Looks at the files of a draft in the background, one after the other, for whatever can be known before the PIN: pages are drawn where a
 * mark may lie over something, which takes its time. What was found stays as long as it is about the same choices.
 */
export class DraftLook {
  readonly #changed: () => void;
  /** By source. */
  readonly #findings = new Map<string, Finding>();
  /** Of the newest turn through the files. */
  #seen = new Map<string, Seen>();
  #stop: AbortController | undefined;

  /** @param changed called when more is known */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** Begins, anew where it was at work. */
  begin(draft: Draft, wish: LookWish): void {
    this.#stop?.abort();
    const stop = new AbortController();
    this.#stop = stop;
    this.#seen = new Map();
    void this.#go(draft, wish, stop.signal);
  }

  /** Begins no further file. */
  stop(): void {
    this.#stop?.abort();
    this.#stop = undefined;
  }

  /** What opened without success is looked at again. */
  forgetLocked(): void {
    for (const [source, { failure }] of this.#findings) {
      if (failure !== null && wantsPassword(failure)) this.#findings.delete(source);
    }
  }

  get(source: string): Seen | undefined {
    return this.#seen.get(source);
  }

  get facts(): BatchLook {
    const all = [...this.#seen.values()];
    const count = (is: (one: Seen) => boolean) => all.filter(is).length;
    return {
      running: this.#stop !== undefined,
      done: all.length,
      refused: count(({ failure }) => failure !== null),
      warned: count(({ failure, warnings }) => failure === null && warnings.length > 0),
      numbered: count(({ isNumbered }) => isNumbered),
      others: count(({ form }) => form !== 'pdf'),
    };
  }

  get locked(): number {
    return [...this.#seen.values()].filter(({ failure }) => failure !== null && wantsPassword(failure)).length;
  }

  async #go(draft: Draft, wish: LookWish, signal: AbortSignal): Promise<void> {
    const key = keyOf(wish);
    const targets = new FreeTargets();
    const folders = new Map<string, BatchFailure | null>();
    const seen = this.#seen;
    for (const file of draft.files) {
      const known = this.#findings.get(file.source);
      const form = known?.key === key ? known.form : await formOf(file.source, wish.choices.others ?? 'beside');
      const task = await taskOf(file, form, draft.targetFolder, targets);
      const folder = path.dirname(task.target);
      const closed = folders.get(folder) ?? (folders.has(folder) ? null : await failureIn(refuseFolder(folder)));
      folders.set(folder, closed);
      if (signal.aborted) return;
      const { target, isNumbered } = task;
      if (closed !== null) {
        seen.set(file.source, { key, form, warnings: [], failure: closed, target, isNumbered });
        continue;
      }
      const finding = known?.key === key ? known : { key, form, ...(await lookedAt(task, wish)) };
      if (signal.aborted) return;
      this.#findings.set(file.source, finding);
      seen.set(file.source, { ...finding, target, isNumbered });
      this.#changed();
    }
    this.#stop = undefined;
    this.#changed();
  }
}

async function lookedAt(
  task: BatchTask,
  { choices, password }: LookWish,
): Promise<Pick<Finding, 'warnings' | 'failure'>> {
  try {
    const plan = await inspectJob({ ...jobFor(task, choices, password), level: choices.level });
    return { warnings: plan?.warnings ?? [], failure: null };
  } catch (error) {
    return { warnings: [], failure: failureOf(error) };
  }
}

async function failureIn(work: Promise<unknown>): Promise<BatchFailure | null> {
  return work.then(
    () => null,
    (error: unknown) => failureOf(error),
  );
}

/** Everything that a finding depends on. The folder is looked at for itself. Words are not among it, nor the bytes of a picture, which were decoded when it was chosen. */
function keyOf({ choices }: LookWish): string {
  const { reason, location, contact, appearance, ...rest } = choices;
  return JSON.stringify([rest, appearance.picture.kind, appearance.text]);
}
