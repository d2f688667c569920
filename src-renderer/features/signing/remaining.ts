/** Seconds left, judged by what is done; null where it would be a guess: in the first second, and before a tenth is done. */
export function remainingSeconds(elapsed: number, fraction: number | null): number | null {
  if (fraction === null || fraction < 0.1 || elapsed < 1) return null;
  return Math.max(1, Math.round((elapsed * (1 - fraction)) / fraction));
}
