/** What a person at a terminal, one that is closed, or a service manager sends to ask for the end. */
const REQUESTS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Milliseconds in which further requests are the first one again: a terminal sends its own to every process of the command, and what
 * started this one (`bin/countersign.mjs`, `npm start`) hands on what it was sent, too.
 */
const SAME_REQUEST = 500;

/** Runs `work` so that the first request to end lets it tidy up; the next one, when it is another, ends the process as ever. */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stop = new AbortController();
  const letGo = () => {
    for (const request of REQUESTS) process.off(request, abort);
  };
  const abort = () => {
    if (stop.signal.aborted) return;
    setTimeout(letGo, SAME_REQUEST).unref();
    stop.abort();
  };
  for (const request of REQUESTS) process.on(request, abort);
  try {
    return await work(stop.signal);
  } finally {
    // After a request what follows `work` is not ended by its echo either.
    if (!stop.signal.aborted) letGo();
  }
}
