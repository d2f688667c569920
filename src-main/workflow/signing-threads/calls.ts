import type { Failure } from '../../../shared/contract/app-error.ts';
import type { Appended, NewEntry } from '../../ledger/entry.ts';
import type { FileAnswer, FileQuestion } from '../../platform/program-files.ts';
import type { SignatureAlgorithm } from '../../platform/signer.ts';
import type { SignJob, SignOutcome } from '../sign-document.ts';
import type { TrustPaths } from '../trust-store.ts';

/** What a thread is started with. Values survive structured clone. */
export interface ThreadStart {
  /** Path of the home. */
  readonly home: string;
  readonly trust: TrustPaths;
}

/** A document to sign, without what stays with whoever asks for it. */
export type ThreadJob = Omit<SignJob, 'signal' | 'onProgress'>;

/** What is known of a key that is open. */
export interface OpenKey {
  readonly certificate: Uint8Array;
  readonly chain: readonly Uint8Array[];
  readonly algorithms: readonly SignatureAlgorithm[];
  readonly keyHome: string;
}

/** What a thread asks while it signs: key and ledger stay with the main thread. */
export interface Questions {
  unlock: { args: Record<never, never>; answer: OpenKey };
  sign: { args: { readonly bytes: Uint8Array; readonly algorithm: SignatureAlgorithm }; answer: Uint8Array };
  append: { args: { readonly entry: NewEntry; readonly patient: boolean }; answer: Appended };
}
export type Question = keyof Questions;

/** To a thread. `job` numbers a document, `ask` a question of the thread. */
export type ToThread =
  | { readonly kind: 'sign'; readonly job: number; readonly what: ThreadJob; readonly now: number }
  | { readonly kind: 'cancel' }
  | { readonly kind: 'answer'; readonly ask: number; readonly value: unknown }
  | { readonly kind: 'refusal'; readonly ask: number; readonly failure: Failure }
  | FileAnswer;

/** From a thread. */
export type FromThread =
  | {
      readonly [Q in Question]: {
        readonly kind: 'ask';
        readonly ask: number;
        readonly job: number;
        readonly question: Q;
        readonly args: Questions[Q]['args'];
      };
    }[Question]
  | { readonly kind: 'warn'; readonly job: number; readonly sentence: string }
  | { readonly kind: 'done'; readonly job: number; readonly outcome: SignOutcome }
  | { readonly kind: 'failed'; readonly job: number; readonly failure: Failure }
  | FileQuestion;
