import { statSync } from 'node:fs';

/** Documents that are signed at the same time: enough that key, disk and processors all have something to do. */
const AT_ONCE = 16;

/** With those that only wait for the disk: each has its files open. */
const UNFINISHED = 64;

/** How work on several things is held. */
export interface SideBySide<T> {
  /** True where each waits for the one before. Asked when the first one is proven or done. */
  oneByOne(): boolean;
  /** True for what is so large that one at a time is enough: it would only take memory and the disk from the others. */
  isLarge(item: T): boolean;
  /** Resolves when a further one may be begun; at once where nothing holds it up. */
  gate?(): Promise<void>;
  /** Resolves as soon as it is clear that the first one does not stop them all; absent: that is clear when it is done. */
  readonly proven?: Promise<void> | undefined;
  /**
   * Does one; gives false where no further one is to be begun.
   * @param handOver may be called when nothing is left to do but to wait: then the next one is begun
   */
  work(item: T, index: number, handOver: () => void): Promise<boolean>;
}

/**
 * Works on several things at the same time. The first one goes alone: what would stop them all stops it, and what it fetches serves
 * the others.
 */
export async function sideBySide<T>(
  items: readonly T[],
  { oneByOne, isLarge, gate, proven, work }: SideBySide<T>,
): Promise<void> {
  const left = [...items.entries()];
  const first = left.shift();
  if (first === undefined) return;
  const unfinished = new Set<Promise<void>>();
  const begin = (doing: Promise<boolean>): Promise<void> => {
    const done = doing.then((goesOn) => {
      unfinished.delete(done);
      if (!goesOn) left.length = 0;
    });
    unfinished.add(done);
    // What failed is told at the end.
    done.catch(() => undefined);
    return done;
  };
  const alone = begin(work(first[1], first[0], () => undefined));
  if (proven !== undefined && !isLarge(first[1])) await Promise.race([alone, proven]);
  if (proven === undefined || isLarge(first[1]) || oneByOne()) await alone;
  const isRow = oneByOne();
  let large: Promise<unknown> = Promise.resolve();
  const worker = async (): Promise<void> => {
    for (;;) {
      await gate?.();
      const next = left.shift();
      if (next === undefined) return;
      const [index, item] = next;
      let handOver = (): void => undefined;
      const handedOver = new Promise<void>((resolve) => {
        handOver = resolve;
      });
      const before = large;
      const done = begin(isLarge(item) ? before.then(() => work(item, index, handOver)) : work(item, index, handOver));
      if (isLarge(item)) large = done.catch(() => undefined);
      await Promise.race(isRow || unfinished.size >= UNFINISHED ? [done] : [done, handedOver]);
    }
  };
  const workers = Array.from({ length: isRow ? 1 : Math.min(AT_ONCE, left.length) }, worker);
  await Promise.all([alone, ...workers]);
  await Promise.all(unfinished);
}

/** Bytes from which a file keeps key, disk and thread busy by itself. */
const LARGE = 16_000_000;

/** False also for what is not there or cannot be looked at. */
export function isLargeFile(file: string): boolean {
  try {
    return (statSync(file, { throwIfNoEntry: false })?.size ?? 0) > LARGE;
  } catch {
    return false;
  }
}
