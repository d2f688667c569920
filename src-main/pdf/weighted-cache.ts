/** Values by key up to a total weight; the longest unused go first. A value heavier than the whole is kept alone, until the next comes. */
export class WeightedCache<K, V> {
  private readonly values = new Map<K, { value: V; weight: number }>();
  private readonly capacity: number;
  private weight = 0;

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  get(key: K): V | undefined {
    const kept = this.values.get(key);
    if (kept === undefined) return undefined;
    this.values.delete(key);
    this.values.set(key, kept);
    return kept.value;
  }

  set(key: K, value: V, weight: number): void {
    if (this.values.has(key)) return;
    this.values.set(key, { value, weight });
    this.weight += weight;
    for (const [oldest, kept] of this.values) {
      if (this.weight <= this.capacity || this.values.size === 1) return;
      this.values.delete(oldest);
      this.weight -= kept.weight;
    }
  }
}
