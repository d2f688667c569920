import { damaged } from './pdf-errors.ts';

/** Where an object stands (ISO 32000-2, 7.5.4 and 7.5.8). */
export type XrefEntry =
  | { type: 'free' }
  | { type: 'offset'; offset: number; gen: number }
  | { type: 'compressed'; stream: number; index: number };

const FREE: XrefEntry = Object.freeze({ type: 'free' });
const KIND_FREE = 0;
const KIND_OFFSET = 1;
const KIND_COMPRESSED = 2;

/** Consecutive object numbers; `at` is the column index of the first. */
interface Run {
  first: number;
  count: number;
  at: number;
}

/** Collects the entries of one section, then freezes them. 13 bytes an entry, plus 3 numbers a run of consecutive objects. */
export class XrefEntriesBuilder {
  private readonly runs: Run[] = [];
  private kinds = new Uint8Array(64);
  private places = new Float64Array(64);
  private extras = new Uint32Array(64);
  private length = 0;

  get size(): number {
    return this.length;
  }

  free(num: number): void {
    this.add(num, KIND_FREE, 0, 0);
  }
  offset(num: number, offset: number, gen: number): void {
    this.add(num, KIND_OFFSET, offset, gen);
  }
  compressed(num: number, stream: number, index: number): void {
    this.add(num, KIND_COMPRESSED, stream, index);
  }

  private add(num: number, kind: number, place: number, extra: number): void {
    if (this.length === this.kinds.length) this.grow();
    this.kinds[this.length] = kind;
    this.places[this.length] = place;
    this.extras[this.length] = extra;
    const run = this.runs.at(-1);
    if (run !== undefined && run.first + run.count === num) run.count++;
    else this.runs.push({ first: num, count: 1, at: this.length });
    this.length++;
  }

  private grow(): void {
    const size = this.length * 2;
    const kinds = new Uint8Array(size);
    kinds.set(this.kinds);
    this.kinds = kinds;
    const places = new Float64Array(size);
    places.set(this.places);
    this.places = places;
    const extras = new Uint32Array(size);
    extras.set(this.extras);
    this.extras = extras;
  }

  /**
   * Readers disagree on which of two entries for one object in one section counts, so two that differ are damage.
   * @throws AppError PDF_DAMAGED
   */
  finish(): XrefEntries {
    const entries = new XrefEntries(
      [...this.runs].sort((a, b) => a.first - b.first || a.at - b.at),
      this.kinds.slice(0, this.length),
      this.places.slice(0, this.length),
      this.extras.slice(0, this.length),
    );
    entries.refuseDoubles();
    return entries;
  }
}

/** The entries of one section by object number, in columns: a million objects cost 13 MB. */
export class XrefEntries implements ReadonlyMap<number, XrefEntry> {
  private runs: Run[];
  private readonly kinds: Uint8Array;
  private readonly places: Float64Array;
  private readonly extras: Uint32Array;

  constructor(runs: Run[], kinds: Uint8Array, places: Float64Array, extras: Uint32Array) {
    this.runs = runs;
    this.kinds = kinds;
    this.places = places;
    this.extras = extras;
  }

  get size(): number {
    let count = 0;
    for (const run of this.runs) count += run.count;
    return count;
  }

  /** Entries that are not free, one listed twice counted twice. */
  get inUse(): number {
    let count = 0;
    for (const kind of this.kinds) if (kind !== KIND_FREE) count += 1;
    return count;
  }

  /** Highest object number, -1 where there is none. */
  get highest(): number {
    const run = this.runs.at(-1);
    return run === undefined ? -1 : run.first + run.count - 1;
  }

  get(num: number): XrefEntry | undefined {
    let low = 0;
    let high = this.runs.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const run = this.runs[middle];
      if (run === undefined) return undefined;
      if (num < run.first) high = middle - 1;
      else if (num >= run.first + run.count) low = middle + 1;
      else return this.column(run.at + num - run.first);
    }
    return undefined;
  }

  has(num: number): boolean {
    return this.get(num) !== undefined;
  }

  *[Symbol.iterator](): MapIterator<[number, XrefEntry]> {
    for (const run of this.runs) {
      for (let index = 0; index < run.count; index++) yield [run.first + index, this.column(run.at + index)];
    }
  }

  entries(): MapIterator<[number, XrefEntry]> {
    return this[Symbol.iterator]();
  }

  *keys(): MapIterator<number> {
    for (const [num] of this) yield num;
  }

  *values(): MapIterator<XrefEntry> {
    for (const [, entry] of this) yield entry;
  }

  forEach(callback: (entry: XrefEntry, num: number, map: ReadonlyMap<number, XrefEntry>) => void): void {
    for (const [num, entry] of this) callback(entry, num, this);
  }

  /** These entries with those of `newer` in front of them: the two sections of a linearised file are one revision. */
  under(newer: XrefEntries): XrefEntries {
    const builder = new XrefEntriesBuilder();
    const copy = (num: number, entry: XrefEntry): void => {
      if (entry.type === 'free') builder.free(num);
      else if (entry.type === 'offset') builder.offset(num, entry.offset, entry.gen);
      else builder.compressed(num, entry.stream, entry.index);
    };
    for (const [num, entry] of newer) copy(num, entry);
    for (const [num, entry] of this) if (!newer.has(num)) copy(num, entry);
    return builder.finish();
  }

  /** Only the entries that are not free. */
  inUseOnly(): XrefEntries {
    const builder = new XrefEntriesBuilder();
    for (const [num, entry] of this) {
      if (entry.type === 'offset') builder.offset(num, entry.offset, entry.gen);
      else if (entry.type === 'compressed') builder.compressed(num, entry.stream, entry.index);
    }
    return builder.finish();
  }

  /** Cuts runs that repeat what an earlier one says. @throws AppError PDF_DAMAGED where they say something else */
  refuseDoubles(): void {
    const kept: Run[] = [];
    for (const run of this.runs) {
      const last = kept.at(-1);
      const from = last === undefined ? run.first : Math.max(run.first, last.first + last.count);
      for (let num = run.first; num < Math.min(from, run.first + run.count); num++) {
        if (last !== undefined && !this.same(last.at + num - last.first, run.at + num - run.first)) {
          throw damaged('one cross-reference section lists an object twice', { object: num });
        }
      }
      const cut = from - run.first;
      if (cut < run.count) kept.push({ first: from, count: run.count - cut, at: run.at + cut });
    }
    this.runs = kept;
  }

  private same(a: number, b: number): boolean {
    return this.kinds[a] === this.kinds[b] && this.places[a] === this.places[b] && this.extras[a] === this.extras[b];
  }

  private column(at: number): XrefEntry {
    const place = this.places[at] ?? 0;
    const extra = this.extras[at] ?? 0;
    switch (this.kinds[at]) {
      case KIND_OFFSET:
        return { type: 'offset', offset: place, gen: extra };
      case KIND_COMPRESSED:
        return { type: 'compressed', stream: place, index: extra };
      default:
        return FREE;
    }
  }
}
