/** What a person at a terminal, or a service manager, sends to ask for the end. */
const REQUESTS = ['SIGINT', 'SIGTERM'] as const;

/** Runs `work` so that the first request to end lets it tidy up; the second ends the process as ever. */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stop = new AbortController();
  const abort = () => {
    for (const request of REQUESTS) process.off(request, abort);
    stop.abort();
  };
  for (const request of REQUESTS) process.on(request, abort);
  try {
    return await work(stop.signal);
  } finally {
    for (const request of REQUESTS) process.off(request, abort);
  }
}
