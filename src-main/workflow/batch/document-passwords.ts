import type { BatchId } from '../../../shared/domain/batch.ts';

/** Passwords of documents, one for each batch, in memory alone. */
export class DocumentPasswords {
  readonly #kept = new Map<BatchId, Buffer>();

  /** Copies the bytes (UTF-8). */
  give(id: BatchId, password: Uint8Array): void {
    this.forget(id);
    this.#kept.set(id, Buffer.from(password));
  }

  has(id: BatchId): boolean {
    return this.#kept.has(id);
  }

  of(id: BatchId): string | undefined {
    return this.#kept.get(id)?.toString('utf8');
  }

  forget(id: BatchId): void {
    // SECURITY: our copy is overwritten; strings that were made of it are left to the collector (SECURITY.md).
    this.#kept.get(id)?.fill(0);
    this.#kept.delete(id);
  }

  forgetAll(): void {
    for (const id of [...this.#kept.keys()]) this.forget(id);
  }
}
