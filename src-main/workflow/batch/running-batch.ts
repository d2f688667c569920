import type { AppError } from '../../../shared/contract/app-error.ts';
import type { SignatureLevel } from '../../../shared/contract/signing-choices.ts';
import type { BatchView } from '../../../shared/domain/batch.ts';
import { copyOf } from '../../tokens/pin.ts';
import type { Tokens } from '../../tokens/tokens.ts';
import type { KeyWish } from '../keys.ts';
import type { PinTries } from '../pin-tries.ts';
import type { Session } from '../session.ts';
import type { SignJob } from '../sign-document.ts';
import type { FileSignJob } from '../sign-file.ts';
import { SigningRun } from '../signing-run.ts';
import { loadTrust } from '../trust-store.ts';
import type { Batch } from './batch.ts';
import type { BatchPin } from './batch-api.ts';
import { batchView } from './batch-view.ts';
import type { BatchTask } from './journal.ts';
import type { KeptWish } from './kept-choices.ts';
import { stoppedByPerson } from './outcome.ts';
import { stopsBatch } from './stops-batch.ts';

/** A PIN that the key waits for. */
interface Wanted {
  readonly give: (pin: Uint8Array) => void;
  readonly refuse: (why: AppError) => void;
}

/** The person's side of a batch that runs: stopping it, and the PIN for the next signature. */
export class BatchControl {
  readonly #stop = new AbortController();
  readonly #changed: () => void;
  #wanted: Wanted | undefined;

  /** @param changed called when a PIN is wanted and when it came */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  get pinWanted(): boolean {
    return this.#wanted !== undefined;
  }

  stop(): void {
    this.#stop.abort();
    const wanted = this.#wanted;
    this.#wanted = undefined;
    wanted?.refuse(stoppedByPerson());
  }

  /** Waits for the person. @throws AppError CANCELLED */
  askPin(): Promise<Uint8Array> {
    if (this.#stop.signal.aborted) return Promise.reject(stoppedByPerson());
    return new Promise((give, refuse) => {
      this.#wanted = { give, refuse };
      this.#changed();
    });
  }

  /** Copies the PIN; nothing happens where none is wanted. */
  givePin(pin: Uint8Array): void {
    const wanted = this.#wanted;
    this.#wanted = undefined;
    wanted?.give(copyOf(pin));
    this.#changed();
  }
}

/** A batch that is being signed, until it has let its token go. */
export interface Running {
  readonly batch: Batch;
  readonly wish: KeptWish;
  readonly control: BatchControl;
  /** When all is over. Never fails. */
  readonly ended: Promise<void>;
}

export function runningView(
  { batch, wish: { signer, keyHome, service }, control }: Running,
  hasPassword: boolean,
): BatchView {
  const { state, ...facts } = batch.facts;
  const shown = state === 'done' || state === 'stopped' ? 'running' : state;
  const rest = { signer, keyHome, service, pinWanted: control.pinWanted, hasPassword };
  return batchView(batch.plan, { state: shown, ...facts }, rest);
}

/** Opens the key: with the PIN that was given first, and for further signatures of a key that wants it again with those that are asked for. */
export async function beginRun(
  { session, tokens, tries }: { readonly session: Session; readonly tokens: Tokens; readonly tries: PinTries },
  key: KeyWish,
  {
    level,
    pin,
    documents,
    control,
  }: {
    readonly level: SignatureLevel;
    readonly pin: BatchPin;
    readonly documents: number;
    readonly control: BatchControl;
  },
): Promise<SigningRun> {
  const trust = await loadTrust({}, session.home);
  let isFirst = true;
  return SigningRun.begin({ ...session, trust }, tokens, key, {
    allowExpired: false,
    readPin: async () => {
      if (!isFirst) return control.askPin();
      isFirst = false;
      return pin.pin;
    },
    acceptLastTry: async () => pin.acceptLastTry,
    tries,
    warn: () => undefined,
    documents,
    level: { level, queue: true },
    signal: control.signal,
  });
}

/** Signs in the background. @returns when the first file was tried, and when all is over */
export function beginBatch(
  batch: Batch,
  parts: {
    readonly run: SigningRun;
    readonly signal: AbortSignal;
    jobOf(task: BatchTask): SignJob | FileSignJob;
    /** Called when nothing more can be signed: whoever waits for a PIN need not. */
    onOver(): void;
  },
): { readonly first: Promise<unknown>; readonly ended: Promise<void> } {
  let tried = (_error: unknown): void => undefined;
  const first = new Promise<unknown>((resolve) => {
    tried = resolve;
  });
  // One that has to wait before its first file is done has begun all the same.
  const unsubscribe = batch.subscribe(() => {
    if (batch.facts.state === 'paused') tried(undefined);
  });
  const ended = batch
    .sign({
      run: parts.run,
      signal: parts.signal,
      pausesAtFullDisk: true,
      jobOf: async (task) => parts.jobOf(task),
      onResult: (_index, { error }) => {
        if (error !== undefined && stopsBatch(parts.run, error)) parts.onOver();
        tried(error);
      },
    })
    .finally(() => {
      unsubscribe();
      tried(undefined);
    });
  return { first, ended };
}
