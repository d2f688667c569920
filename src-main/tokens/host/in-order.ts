import type { HostRequest } from './protocol.ts';

/** What several signatures of may be under way, or one while the answer to the one before is told. */
export interface Lane {
  /** Whether one more can be begun now. */
  readonly hasRoom: boolean;
}

type Result = { readonly value: unknown } | { readonly error: unknown };

interface Begun {
  readonly request: HostRequest;
  result?: Result;
}

/** How requests are served. */
export interface Service {
  /** At once. May throw. */
  serve(request: HostRequest): unknown;
  /** For a signature that may be made beside others of the same lane: which, and how it is begun. */
  besides(request: HostRequest): { readonly lane: Lane; begin(): Promise<unknown> } | undefined;
  /** Called in the order of the requests. */
  answer(request: HostRequest, result: Result): void;
}

/**
 * Requests are served one after the other in the order in which they come, but for signatures of one lane, of which several may be under way
 * at the same time. Nothing else is asked of the module meanwhile. Answers are given in the order of the requests. A signature that waits
 * is begun before the one that is made is told of: a key that is slow is not kept waiting for what is done with its last signature.
 */
export class InOrder {
  readonly #service: Service;
  readonly #waiting: HostRequest[] = [];
  /** Begun, and not answered yet, in order. */
  readonly #unanswered: Begun[] = [];
  #underway = 0;
  #lane: Lane | undefined;

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

  /** Only where no signature is under way: all that were begun are made, and told of before this one, which may take long. */
  #serve(request: HostRequest): void {
    this.#answer();
    let result: Result;
    try {
      result = { value: this.#service.serve(request) };
    } catch (error) {
      result = { error };
    }
    this.#service.answer(request, result);
  }

  #begin(request: HostRequest, signing: Promise<unknown>): void {
    this.#underway += 1;
    const begun: Begun = { request };
    this.#unanswered.push(begun);
    const made = (result: Result): void => {
      begun.result = result;
      this.#underway -= 1;
      this.#next();
      this.#answer();
    };
    signing.then(
      (value) => made({ value }),
      (error: unknown) => made({ error }),
    );
  }

  #answer(): void {
    for (let first = this.#unanswered[0]; first?.result !== undefined; first = this.#unanswered[0]) {
      this.#unanswered.shift();
      this.#service.answer(first.request, first.result);
    }
  }
}
