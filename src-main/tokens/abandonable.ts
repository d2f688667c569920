import { cancelled } from '../platform/cancel.ts';

/**
 * The answer, or CANCELLED as soon as the signal says so. A PKCS#11 call cannot be interrupted: it goes on in the host up to its own
 * deadline, and its answer is given to `late`, or dropped.
 */
export function abandonable<T>(answer: Promise<T>, signal?: AbortSignal, late?: (value: T) => void): Promise<T> {
  if (signal === undefined) return answer;
  return new Promise((resolve, reject) => {
    const stop = () => reject(cancelled());
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    answer
      .then((value) => {
        if (signal.aborted) late?.(value);
        resolve(value);
      }, reject)
      .finally(() => signal.removeEventListener('abort', stop));
  });
}
