import type { HostRequest } from './protocol.ts';

/** What several signatures of may be under way. */
export interface Lane {
  /** Whether one more can be begun now. */
  readonly hasRoom: boolean;
}

/** How requests are served. */
export interface Service<L extends Lane> {
  /** At once. May throw. */
  serve(request: HostRequest): unknown;
  /** Where a signature may be made beside others of the same lane. */
  laneOf(request: HostRequest): L | undefined;
  /** Begins one in its lane. */
  begin(request: HostRequest, lane: L): Promise<unknown>;
  /** Called in the order of the requests. */
  answer(request: HostRequest, result: { readonly value: unknown } | { readonly error: unknown }): void;
}

/**
 * Requests are served one after the other in the order in which they come, but for signatures of one lane, of which several are under way at
 * the same time. Nothing else is asked of the module meanwhile. Answers are given in the order of the requests.
 */
export class InOrder<L extends Lane> {
  readonly #service: Service<L>;
  readonly #waiting: HostRequest[] = [];
  #underway = 0;
  #lane: L | undefined;
  #answered: Promise<void> = Promise.resolve();

  constructor(service: Service<L>) {
    this.#service = service;
  }

  take(request: HostRequest): void {
    this.#waiting.push(request);
    this.#next();
  }

  #next(): void {
    for (let request = this.#waiting[0]; request !== undefined; request = this.#waiting[0]) {
      const lane = this.#service.laneOf(request);
      if (this.#underway > 0 && (lane === undefined || lane !== this.#lane || !lane.hasRoom)) return;
      this.#waiting.shift();
      if (lane?.hasRoom === true) this.#begin(request, lane);
      else this.#serve(request);
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

  #begin(request: HostRequest, lane: L): void {
    this.#lane = lane;
    this.#underway += 1;
    const made = this.#service.begin(request, lane).then(
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
