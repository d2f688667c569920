import { expect, it } from 'vitest';
import { locateHome } from '../../../src-main/platform/home.ts';
import type { CardReaders } from '../../../src-main/tokens/card-readers.ts';
import { discoveredModules, neededNow } from '../../../src-main/workflow/read-modules.ts';
import { readers } from '../../support/card-readers.ts';
import { describeWith, temporaryFolder } from '../../support/tools.ts';

const UNKNOWN: CardReaders = { service: 'unknown', readers: [] };
const home = locateHome({ COUNTERSIGN_HOME: temporaryFolder() });
const installed = await discoveredModules(home);
const forCards = installed.filter(({ always }) => !always).length;

describeWith('where PC/SC cannot tell', forCards > 0 ? undefined : 'no module for cards installed', () => {
  /** How many modules are needed at each look. */
  const looks = async (answers: readonly CardReaders[]): Promise<number[]> => {
    const left = [...answers];
    const needed = neededNow(home, { readers: async () => left.shift() ?? UNKNOWN });
    const counts: number[] = [];
    for (const _ of answers) counts.push((await needed()).modules.length);
    return counts;
  };
  const [none, all] = [installed.length - forCards, installed.length];

  it('what was needed before is needed for a while, and all modules afterwards', async () => {
    const counts = await looks([readers({ Left: '3b00' }), ...Array(16).fill(UNKNOWN)]);
    expect(counts.slice(0, 16)).toEqual(Array(16).fill(counts[0]));
    expect(counts[0]).toBeGreaterThan(none);
    expect(counts[16]).toBe(all);
  });

  it('at the beginning the modules that need no card are', async () => {
    expect(await looks([UNKNOWN, UNKNOWN, readers({})])).toEqual([none, none, none]);
    expect((await looks(Array(16).fill(UNKNOWN)))[15]).toBe(all);
  });
});
