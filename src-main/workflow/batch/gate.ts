import type { BatchFailure } from './journal.ts';

/** Where files of a batch wait while it is paused. */
export class Gate {
  #closed: { readonly opened: Promise<void>; open(): void; readonly failure: BatchFailure | null } | undefined;

  get isClosed(): boolean {
    return this.#closed !== undefined;
  }

  /** Why it was closed, where nobody asked for it. */
  get failure(): BatchFailure | null {
    return this.#closed?.failure ?? null;
  }

  /** @returns false where it was closed before */
  close(failure: BatchFailure | null): boolean {
    if (this.#closed !== undefined) return false;
    let open = (): void => undefined;
    const opened = new Promise<void>((resolve) => {
      open = resolve;
    });
    this.#closed = { opened, open, failure };
    return true;
  }

  open(): void {
    const closed = this.#closed;
    this.#closed = undefined;
    closed?.open();
  }

  /** Waits until it is open, or the signal is given. */
  async passed(signal: AbortSignal): Promise<void> {
    while (this.#closed !== undefined && !signal.aborted) {
      const { opened } = this.#closed;
      const aborted = new Promise<void>((resolve) => {
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
      await Promise.race([opened, aborted]);
    }
  }
}
