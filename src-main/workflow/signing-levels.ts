import { errorOf, type Failure } from '../../shared/contract/app-error.ts';
import type { ErrorCode } from '../../shared/contract/error-codes.ts';
import type { SignatureLevel } from '../../shared/contract/signing-choices.ts';
import { roomForTimestamp } from '../pades/sign/sign-pdf.ts';
import type { LevelServices } from './level-services.ts';
import type { Outbox } from './outbox.ts';
import type { StoredEntry } from './outbox-entry.ts';
import { nextTryAfter } from './outbox-times.ts';
import { isAtLeast } from './raise-level.ts';

/** What was wanted and what the bytes hold. */
export interface LevelResult {
  readonly asked: SignatureLevel;
  readonly reached: SignatureLevel;
  /** Why it is less than asked; empty otherwise. */
  readonly problems: readonly Failure[];
  /** What completes it later. */
  readonly queued: StoredEntry | null;
}

/** What a run knows besides the services. */
export interface LevelOptions {
  /** Undefined: what cannot be reached at once is refused, and nothing is saved. */
  readonly outbox: Outbox | undefined;
  /** What the person named for this run, to be named again when it is completed. */
  readonly authorities: readonly string[];
  readonly trust: readonly string[];
}

/** A signed file that may have to wait. */
export interface SignedFile {
  readonly operation: string;
  /** Absolute. */
  readonly file: string;
  /** Of a signature in a PDF. */
  readonly field?: string;
  readonly sha256: string;
}

/** The network is gone, or an authority has given all it gives: for the rest of a run it is not asked again. */
const GONE: readonly ErrorCode[] = [
  'NETWORK_OFFLINE',
  'NETWORK_UNREACHABLE',
  'NETWORK_TIMEOUT',
  'NETWORK_PROXY',
  'NETWORK_BUDGET_SPENT',
  'TSA_UNREACHABLE',
];

/** Levels beyond B-B in one signing run: what reaches them, and what becomes of what is not reached. */
export class SigningLevels {
  readonly #services: LevelServices;
  readonly #options: LevelOptions;
  #gone: Failure | undefined;

  constructor(services: LevelServices, options: LevelOptions) {
    this.#services = services;
    this.#options = options;
  }

  /** Those of the run; where the network is gone, they say so at once. */
  get services(): LevelServices {
    return this.#gone === undefined ? this.#services : withoutNetwork(this.#services, this.#gone);
  }

  /** Bytes to keep free in a signature for a timestamp now or later. */
  get room(): number {
    const { timestamper } = this.#services;
    return roomForTimestamp(timestamper);
  }

  /** Notes that there is no use in asking further. */
  giveUp(failure: Failure): void {
    this.#gone = failure;
  }

  /**
   * Takes note of what was reached.
   * @throws AppError the problem, where it is less than asked and nothing may be put into the outbox
   */
  settle(result: Omit<LevelResult, 'queued'>): Omit<LevelResult, 'queued'> {
    const [problem] = result.problems;
    if (problem === undefined) return result;
    if (GONE.includes(problem.code)) this.#gone = problem;
    if (this.#options.outbox === undefined) throw errorOf(problem);
    return result;
  }

  /** Puts a file that is less than asked into the outbox, durably; null where it is what was asked for. */
  async queue(
    { asked, reached, problems }: Omit<LevelResult, 'queued'>,
    { operation, file, field, sha256 }: SignedFile,
    now: Date,
  ): Promise<StoredEntry | null> {
    const { outbox, authorities, trust } = this.#options;
    if (outbox === undefined || isAtLeast(reached, asked)) return null;
    const [problem] = problems;
    const entry: StoredEntry = {
      id: operation,
      file,
      field: field ?? null,
      sha256,
      next: null,
      asked,
      reached,
      state: 'queued',
      problem: problem === undefined ? null : plain(problem),
      attempts: 0,
      queued: now.toISOString(),
      nextTry: nextTryAfter(0, problem, now).toISOString(),
      authorities: [...authorities],
      trust: [...trust],
    };
    await outbox.put(entry);
    return entry;
  }

  /** Takes an entry back whose file was not saved. */
  async takeBack(operation: string): Promise<void> {
    await this.#options.outbox?.remove(operation);
  }
}

/** Code, sentence and details of a failure, nothing of the error around them. */
export function plain({ code, message, details }: Failure): NonNullable<StoredEntry['problem']> {
  return { code, message, details: { ...details } };
}

function withoutNetwork({ timestamper }: LevelServices, failure: Failure): LevelServices {
  return {
    timestamper:
      timestamper === undefined
        ? undefined
        : {
            expectedTokenSize: timestamper.expectedTokenSize,
            timestamp: async () => {
              throw errorOf(failure);
            },
          },
    findEvidence: async () => ({ material: { certificates: [], ocsps: [], crls: [] }, missing: [failure] }),
  };
}
