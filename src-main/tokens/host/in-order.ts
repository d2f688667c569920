import type { HostRequest } from './protocol.ts';

/** What several signatures of may be under way. */
export interface Lane {
  /** Whether one more can be begun now. */
  readonly hasRoom: boolean;
}

/** How requests are served. */
export interface Service {
  /** At once. May throw. */
  serve(request: HostRequest): unknown;
  /** For a signature that may be made beside others of the same lane: which, and how it is begun. */
  besides(request: HostRequest): { readonly lane: Lane; begin(): Promise<unknown> } | undefined;
  /** Called in the order of the requests. */
  answer(request: HostRequest, result: { readonly value: unknown } | { readonly error: unknown }): void;
}

/**
 * Requests are served one after the other in the order in which they come, but for signatures of one lane, of which several are under way at
 * the same time. Nothing else is asked of the module meanwhile. Answers are given in the order of the requests.
 */
export class InOrder {
  readonly #service: Service;
  readonly #waiting: HostRequest[] = [];
  #underway = 0;
  #lane: Lane | undefined;
  #answered: Promise<void> = Promise.resolve();

  constructor(service: Service) {
    this.#service = service;
  }

  take(request: HostRequest): void {
    this.#waiting.push(request);
    this.#next();
  }

  #next(): void {
    for (let request = this.#waiting[0]; request !== undefined; request = this.#waiting[0]) {
      const besides = this.#service.besides(request);
      const hasRoom = besides?.lane.hasRoom === true;
      if (this.#underway > 0 && (besides?.lane !== this.#lane || !hasRoom)) return;
      this.#waiting.shift();
      if (besides !== undefined && hasRoom) {
        this.#lane = besides.lane;
        this.#begin(request, besides.begin());
      } else this.#serve(request);
    }
  }

  #serve(request: HostRequest): void {
    let result: { readonly value: unknown } | { readonly error: unknown };
    try {
      result = { value: this.#service.serve(request) };
    } catch (error) {
      result = { error };
    }
    this.#service.answer(request, result);
  }

  #begin(request: HostRequest, begun: Promise<unknown>): void {
    this.#underway += 1;
    const made = begun.then(
      (value) => ({ value }),
      (error: unknown) => ({ error }),
    );
    this.#answered = this.#answered.then(async () => {
      this.#service.answer(request, await made);
      this.#underway -= 1;
      this.#next();
    });
  }
}
