const inNumbers = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

/** Compares names as people put them in order: “2” before “10”, small and capital letters side by side. For sorting; 0 for equal names alone. */
export function byName(one: string, other: string): number {
  return inNumbers.compare(one, other) || (one < other ? -1 : one > other ? 1 : 0);
}
