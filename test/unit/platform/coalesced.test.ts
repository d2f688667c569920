import { describe, expect, it } from 'vitest';
import { coalesced } from '../../../src-main/platform/coalesced.ts';

/** Work that is ended by hand. */
function steps() {
  const ends: { resolve: () => void; reject: (error: Error) => void }[] = [];
  let begun = 0;
  const work = () => {
    begun += 1;
    return new Promise<void>((resolve, reject) => ends.push({ resolve, reject }));
  };
  return { ends, work, begun: () => begun };
}

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('work that many ask for', () => {
  it('begins at once where nothing is under way, and once more for all who ask meanwhile', async () => {
    const { ends, work, begun } = steps();
    const ask = coalesced(work);
    const first = ask();
    expect(begun()).toBe(1);
    const [second, third] = [ask(), ask()];
    await settled();
    expect(begun()).toBe(1);
    ends[0]?.resolve();
    await first;
    await settled();
    expect(begun()).toBe(2);
    ends[1]?.resolve();
    await Promise.all([second, third]);
    const fourth = ask();
    expect(begun()).toBe(3);
    ends[2]?.resolve();
    await fourth;
  });

  it('rests between two runs for those who are patient, and not for others', async () => {
    let begun = 0;
    const work = async () => {
      begun += 1;
    };
    const ask = coalesced(work, 200);
    await ask(true);
    const patient = ask(true);
    expect(begun).toBe(1);
    await patient;
    expect(begun).toBe(2);
    const other = ask();
    expect(begun).toBe(3);
    await other;
  });

  it('tells a failure to those whose run it was, and goes on', async () => {
    const { ends, work } = steps();
    const ask = coalesced(work);
    const [first, second, third] = [ask(), ask(), ask()];
    ends[0]?.reject(new Error('disk'));
    await expect(first).rejects.toThrow('disk');
    await settled();
    ends[1]?.reject(new Error('again'));
    await expect(second).rejects.toThrow('again');
    await expect(third).rejects.toThrow('again');
    const fourth = ask();
    ends[2]?.resolve();
    await fourth;
  });
});
