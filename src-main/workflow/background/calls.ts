import type { Failure } from '../../../shared/contract/app-error.ts';
import type { TakenTrustedLists, TrustedScheme } from '../../../shared/contract/verification-calls.ts';
import type { VerificationReport } from '../../../shared/domain/verification.ts';
import type { SharedFile } from '../../platform/files.ts';
import type { FileAnswer, FileQuestion } from '../../platform/program-files.ts';

/** Everything that threads in the background can be asked. Values survive structured clone; times in milliseconds since 1970. */
export interface BackgroundCalls {
  /** Verifies a file that is open, with what the home trusts. */
  verify: { args: VerifyArgs; result: VerificationReport };
  /** What trusted lists are kept. */
  trustedLists: { args: HomeArgs; result: readonly TrustedScheme[] };
  /** Takes trusted lists over from files. */
  importTrustedLists: { args: HomeArgs & { readonly files: readonly string[] }; result: TakenTrustedLists };
  /** Fetches the current trusted lists. */
  updateTrustedLists: { args: HomeArgs; result: TakenTrustedLists };
}

export interface HomeArgs {
  /** Path of the home. */
  readonly home: string;
  /** The time that it is. */
  readonly now: number;
}

export interface VerifyArgs extends HomeArgs {
  /** Absolute. */
  readonly path: string;
  readonly file: SharedFile;
  readonly password: string | undefined;
  readonly content: string | undefined;
  /** What is missing may be asked of the addresses that certificates name. */
  readonly online: boolean;
}

export type BackgroundCall = keyof BackgroundCalls;

/** To a thread. One call at a time. */
export type ToThread =
  | {
      readonly [K in BackgroundCall]: {
        readonly kind: 'call';
        readonly call: K;
        readonly args: BackgroundCalls[K]['args'];
      };
    }[BackgroundCall]
  | { readonly kind: 'cancel' }
  | FileAnswer;

/** From a thread. */
export type FromThread =
  | { readonly kind: 'progress'; readonly fraction: number }
  | { readonly kind: 'done'; readonly value: unknown }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'broken'; readonly message: string; readonly stack: string }
  | FileQuestion;
