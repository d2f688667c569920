type Job = { readonly run: () => Promise<void>; readonly priority: number; cancelled: boolean };

/** Draws one page at a time, the most wanted first: parallel drawing only makes the first page later. */
export class RenderQueue {
  readonly #jobs: Job[] = [];
  #busy = false;

  /** Lower `priority` goes first. The function returned withdraws a job that has not begun. */
  add(priority: number, run: () => Promise<void>): () => void {
    const job: Job = { run, priority, cancelled: false };
    this.#jobs.push(job);
    queueMicrotask(() => void this.#drain());
    return () => {
      job.cancelled = true;
    };
  }

  async #drain(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    for (let job = this.#next(); job !== undefined; job = this.#next()) await job.run().catch(() => {});
    this.#busy = false;
  }

  #next(): Job | undefined {
    const waiting = this.#jobs.filter((job) => !job.cancelled).sort((a, b) => a.priority - b.priority);
    this.#jobs.length = 0;
    this.#jobs.push(...waiting);
    return this.#jobs.shift();
  }
}
