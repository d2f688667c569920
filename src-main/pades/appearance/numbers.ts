/** A tenth of a thousandth of a point is below what any device shows. */
export function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
