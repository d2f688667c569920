import { type CodeRequestId, codeRequestId } from '../../shared/contract/ids.ts';
import type { CodeQuestion } from '../../shared/contract/service-calls.ts';
import { cancelled, throwIfCancelled } from '../platform/cancel.ts';
import { randomHex } from '../platform/random.ts';
import { copyOf } from '../tokens/pin.ts';

interface Waiting {
  readonly question: CodeQuestion;
  answer(code: Uint8Array): void;
  refuse(error: unknown): void;
}

/** Where keys at signing services ask the person for one-time codes: one question at a time, in the order in which they come. */
export class CodeDesk {
  readonly #waiting: Waiting[] = [];
  readonly #listeners = new Set<(question: CodeQuestion | null) => void>();

  /** The question that waits for its answer. */
  get question(): CodeQuestion | null {
    return this.#waiting[0]?.question ?? null;
  }

  /** The bytes become the caller's. @throws AppError CANCELLED where the person gives up, or the signature is no longer wanted */
  async ask(about: Omit<CodeQuestion, 'request'>, signal?: AbortSignal): Promise<Uint8Array> {
    throwIfCancelled(signal);
    const question = { request: codeRequestId.parse(`code-${randomHex(16)}`), ...about };
    const answered = new Promise<Uint8Array>((answer, refuse) => {
      this.#waiting.push({ question, answer, refuse });
    });
    const giveUp = () => this.give(question.request, null);
    signal?.addEventListener('abort', giveUp, { once: true });
    this.#tell();
    return answered.finally(() => signal?.removeEventListener('abort', giveUp));
  }

  /** @param code UTF-8, stays the caller's; null: the person gives up. Nothing happens where the question waits no longer. */
  give(request: CodeRequestId, code: Uint8Array | null): void {
    const index = this.#waiting.findIndex(({ question }) => question.request === request);
    const [asked] = index < 0 ? [] : this.#waiting.splice(index, 1);
    if (asked === undefined) return;
    if (code === null) asked.refuse(cancelled());
    else asked.answer(copyOf(code));
    this.#tell();
  }

  /** Calls back with the question that waits now. Gives the way to unsubscribe. */
  onChanged(callback: (question: CodeQuestion | null) => void): () => void {
    this.#listeners.add(callback);
    return () => this.#listeners.delete(callback);
  }

  close(): void {
    for (const { question } of [...this.#waiting]) this.give(question.request, null);
  }

  #tell(): void {
    for (const listener of this.#listeners) listener(this.question);
  }
}
