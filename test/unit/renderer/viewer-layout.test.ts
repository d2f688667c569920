import { describe, expect, it } from 'vitest';
import {
  clampScale,
  currentPage,
  GAP,
  pagesWithin,
  pageTops,
  SCALE_100,
  scaleOf,
  scrollAfterZoom,
  stepScale,
} from '../../../src-renderer/features/viewer/layout.ts';

const A4 = { width: 595, height: 842 };
const pages = (count: number) => Array.from({ length: count }, () => A4);

describe('the column of pages', () => {
  it('puts each page below the one before and ends below the last', () => {
    const tops = pageTops([A4, { width: 842, height: 595 }], 1);
    expect(tops).toEqual([GAP, GAP + 842 + GAP, GAP + 842 + GAP + 595 + GAP]);
  });

  it('finds the pages in view among thousands', () => {
    const tops = pageTops(pages(10_000), 1);
    const top = tops[5000] ?? 0;
    expect(pagesWithin(tops, top, top + 100)).toEqual({ first: 5000, last: 5000 });
    expect(pagesWithin(tops, top - GAP - 1, top + 842 + GAP)).toEqual({ first: 4999, last: 5001 });
  });

  it('never names a page that does not exist', () => {
    const tops = pageTops(pages(3), 1);
    expect(pagesWithin(tops, -500, -1)).toEqual({ first: 0, last: 0 });
    expect(pagesWithin(tops, 1e9, 2e9)).toEqual({ first: 2, last: 2 });
    expect(currentPage(tops, 0, 900)).toBe(0);
  });

  it('fits the widest page, the current page, and keeps the automatic zoom readable', () => {
    const mixed = [A4, { width: 1190, height: 842 }];
    const viewport = { width: 1190 + 2 * GAP, height: 421 + 2 * GAP };
    expect(scaleOf({ kind: 'fit-width' }, mixed, viewport, 0)).toBeCloseTo(1);
    expect(scaleOf({ kind: 'fit-page' }, mixed, viewport, 0)).toBeCloseTo(0.5);
    expect(scaleOf({ kind: 'automatic' }, [A4], { width: 4000, height: 2000 }, 0)).toBeCloseTo(SCALE_100 * 1.25);
  });

  it('keeps what lay under the pointer there while zooming', () => {
    const list = pages(50);
    const before = 1;
    const after = 1.7;
    const scrollTop = (pageTops(list, before)[30] ?? 0) + 200;
    const next = scrollAfterZoom(list, before, after, scrollTop, 150);
    expect(next + 150).toBeCloseTo((pageTops(list, after)[30] ?? 0) + 350 * after, 5);
  });

  it('steps through round percentages and stops at the ends', () => {
    expect(stepScale(SCALE_100, 1)).toBeCloseTo(SCALE_100 * 1.1);
    expect(stepScale(SCALE_100 * 0.83, -1)).toBeCloseTo(SCALE_100 * 0.75);
    expect(stepScale(SCALE_100 * 8, 1)).toBeCloseTo(SCALE_100 * 8);
  });

  it('never lets a long document outgrow what a browser can scroll', () => {
    const list = pages(20_000);
    expect((pageTops(list, clampScale(5, list)).at(-1) ?? 0) - 20_001 * GAP).toBeLessThan(16_100_000);
  });
});
