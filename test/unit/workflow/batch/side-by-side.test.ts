import { describe, expect, it } from 'vitest';
import { progressText } from '../../../../src-cli/batch-progress.ts';
import { sideBySide } from '../../../../src-main/workflow/batch/side-by-side.ts';

const pause = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('work side by side', () => {
  it('does the first one alone, then several at a time, each once', async () => {
    const items = Array.from({ length: 50 }, (_, index) => index);
    const begun: number[] = [];
    let [now, most] = [0, 0];
    await sideBySide(items, {
      oneByOne: () => false,
      isLarge: () => false,
      async work(item, index) {
        expect(index).toBe(item);
        if (item > 0 && begun.length === 1) expect(now).toBe(0);
        begun.push(item);
        most = Math.max(most, ++now);
        await pause();
        now -= 1;
        return true;
      },
    });
    expect(begun).toEqual(items);
    expect(most).toBeGreaterThan(3);
  });

  it('goes on beside the first one once that is proven not to stop them all, unless each waits for the one before', async () => {
    const done = async (oneByOne: boolean): Promise<string[]> => {
      let prove = (): void => undefined;
      const proven = new Promise<void>((resolve) => {
        prove = resolve;
      });
      const story: string[] = [];
      await sideBySide(['a', 'b'], {
        oneByOne: () => oneByOne,
        isLarge: () => false,
        proven,
        async work(item) {
          story.push(`${item} begun`);
          await pause();
          if (item === 'a') prove();
          for (let turn = 0; item === 'a' && turn < 3; turn += 1) await pause();
          story.push(`${item} done`);
          return true;
        },
      });
      return story;
    };
    expect(await done(false)).toEqual(['a begun', 'b begun', 'b done', 'a done']);
    expect(await done(true)).toEqual(['a begun', 'a done', 'b begun', 'b done']);
  });

  it('begins the next one where one only waits, up to a limit, and ends when all have ended', async () => {
    let [now, most, ended] = [0, 0, 0];
    let end = (): void => undefined;
    const waited = new Promise<void>((resolve) => {
      end = resolve;
    });
    const all = sideBySide(Array.from({ length: 200 }), {
      oneByOne: () => false,
      isLarge: () => false,
      proven: Promise.resolve(),
      async work(_item, index, handOver) {
        most = Math.max(most, ++now);
        handOver();
        await waited;
        now -= 1;
        ended += 1;
        return index >= 0;
      },
    });
    for (let turn = 0; turn < 20; turn += 1) await pause();
    expect([now, ended]).toEqual([most, 0]);
    expect(most).toBeGreaterThan(40);
    expect(most).toBeLessThan(100);
    end();
    await all;
    expect(ended).toBe(200);
  });

  it('tells what failed, also after it was handed over', async () => {
    const work = async (item: number, _index: number, handOver: () => void) => {
      handOver();
      await pause();
      if (item === 3) throw new Error('disk');
      return true;
    };
    const all = sideBySide([1, 2, 3, 4, 5], { oneByOne: () => false, isLarge: () => false, work });
    await expect(all).rejects.toThrow('disk');
  });

  it('begins nothing more once the first one says so after it was proven', async () => {
    const begun: number[] = [];
    const work = async (item: number) => {
      begun.push(item);
      await pause();
      return item > 0;
    };
    const items = Array.from({ length: 500 }, (_, index) => index);
    await sideBySide(items, { oneByOne: () => false, isLarge: () => false, proven: Promise.resolve(), work });
    expect(begun.length).toBeLessThan(50);
  });

  it('begins nothing more once one has said so', async () => {
    const begun: number[] = [];
    const work = async (item: number) => {
      begun.push(item);
      await pause();
      return item !== 4;
    };
    await sideBySide(
      Array.from({ length: 500 }, (_, index) => index),
      { oneByOne: () => false, isLarge: () => false, work },
    );
    expect(begun.length).toBeLessThan(50);
    begun.length = 0;
    await sideBySide([4, 5, 6], { oneByOne: () => false, isLarge: () => false, work });
    expect(begun).toEqual([4]);
  });

  it('does one after the other where that is asked for', async () => {
    let [now, most] = [0, 0];
    const work = async () => {
      most = Math.max(most, ++now);
      await pause();
      now -= 1;
      return true;
    };
    await sideBySide([1, 2, 3, 4, 5], { oneByOne: () => true, isLarge: () => false, work });
    expect(most).toBe(1);
  });

  it('does one large thing at a time beside the small ones', async () => {
    const items = Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? 'large' : 'small'));
    let [large, most] = [0, 0];
    await sideBySide(items, {
      oneByOne: () => false,
      isLarge: (item) => item === 'large',
      async work(item) {
        if (item === 'large') most = Math.max(most, ++large);
        await pause();
        if (item === 'large') large -= 1;
        return true;
      },
    });
    expect(most).toBe(1);
  });
});

describe('progress in words', () => {
  it.each([
    [{ signed: 120, failed: 0, total: 1000 }, 0.4, '120 of 1000 signed, 300/s, 3 s left'],
    [{ signed: 1, failed: 0, total: 1000 }, 1, '1 of 1000 signed, 1.0/s, 16 min 39 s left'],
    [{ signed: 5, failed: 5, total: 100_000 }, 10, '5 of 100000 signed, 5 failed, 0.5/s, 27 h 46 min left'],
    [{ signed: 0, failed: 4, total: 8 }, 0.1, '0 of 8 signed, 4 failed, 1 s left'],
  ])('%o after %s s', (counts, seconds, text) => {
    expect(progressText(counts, seconds)).toBe(text);
  });

  it.each([
    [{ signed: 1000, failed: 0, total: 1000 }, 3.2, '1000 of 1000 signed, in 4 s, 313/s'],
    [{ signed: 0, failed: 4, total: 4 }, 0.1, '0 of 4 signed, 4 failed, in 1 s'],
    [{ signed: 3, failed: 1, total: 9 }, 2, '3 of 9 signed, 1 failed, in 2 s, 1.5/s'],
  ])('%o at the end, after %s s', (counts, seconds, text) => {
    expect(progressText(counts, seconds, true)).toBe(text);
  });
});
