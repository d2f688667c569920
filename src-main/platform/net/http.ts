/** Requests that one host may be sent within a span of time, by all processes of this home together. */
export interface HostBudget {
  readonly requests: number;
  readonly perMilliseconds: number;
}

/** One request to somebody else's service. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  /** `http:` or `https:`; credentials in it are sent as Basic authorization to that origin alone, and appear in no message. */
  readonly url: string;
  readonly body?: Uint8Array | undefined;
  readonly contentType?: string | undefined;
  readonly accept?: string | undefined;
  /** The answer's body, unpacked, may be this long. */
  readonly maxBytes: number;
  /** Milliseconds for the whole exchange, redirects and waiting for a place included. */
  readonly deadline: number;
  /** The value of the Authorization field, sent to the origin of `url` alone; appears in no message. */
  readonly authorization?: string | undefined;
  /** True: a redirect fails. For requests whose body or authorization is meant for nobody else. */
  readonly refusesRedirects?: boolean | undefined;
  /** True: answers of status 200 to 299 and of 400 to 499 are given with their status, where the service says in them how far it came or why it refuses. */
  readonly readsStatus?: boolean | undefined;
  /** What is being fetched, for messages: "the revocation list of Demo CA". */
  readonly purpose: string;
  /** What this host may be asked; a default otherwise. */
  readonly budget?: HostBudget | undefined;
  /**
   * Says until when an answer may be given again without asking; undefined keeps it out of the cache. Absent: never cached.
   * The cache proves nothing: whoever asks checks an answer from it like any other.
   */
  readonly freshUntil?: ((body: Uint8Array) => Date | undefined) | undefined;
  /** Asks again although an answer lies in the cache; the new one replaces it. */
  readonly refresh?: boolean | undefined;
}

/** An answer of status 200, or another that was to be read. */
export interface HttpAnswer {
  readonly status: number;
  readonly body: Uint8Array;
  /** Media type without parameters, lower case; empty where none was named. */
  readonly contentType: string;
  readonly fromCache: boolean;
}

/**
 * The one door to the network. Any host may be named, also one on this machine or in a private network, since companies run their
 * authorities there; whoever passes on an address that a document names must send nothing there that is not public.
 */
export interface Http {
  /**
   * Sends one request and follows its redirects: at most three, in no circle, never from `https:` to `http:`.
   * @throws AppError NETWORK_OFFLINE, NETWORK_UNREACHABLE, NETWORK_TIMEOUT, NETWORK_PROXY, NETWORK_REDIRECT, NETWORK_TOO_LARGE,
   * NETWORK_STATUS, NETWORK_BUDGET_SPENT, CANCELLED
   */
  request(request: HttpRequest, signal?: AbortSignal): Promise<HttpAnswer>;
  /**
   * Finds out whether the way to a service is open, without asking it anything: reaches the host (through the proxy, if there is one),
   * spends no budget, but says so where none is left.
   * @throws AppError as `request`
   */
  probe(target: Pick<HttpRequest, 'url' | 'purpose' | 'budget'>, signal?: AbortSignal): Promise<void>;
}
