import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { begin, record, redo, undo } from '../../../src-renderer/features/placement/history.ts';
import {
  between,
  type Handle,
  inCorner,
  moved,
  onPage,
  pulled,
  SMALLEST,
} from '../../../src-renderer/features/placement/rectangle.ts';

const PAGE = { width: 595, height: 842 };
const HANDLES: Handle[] = ['n', 'e', 's', 'w', 'ne', 'nw', 'se', 'sw'];
const delta = fc.double({ min: -2000, max: 2000, noNaN: true });
const rect = fc
  .record({
    x: delta,
    y: delta,
    width: fc.double({ min: 1, max: 2000, noNaN: true }),
    height: fc.double({ min: 1, max: 2000, noNaN: true }),
  })
  .map((box) => onPage({ page: 1, ...box }, PAGE));

function expectOnPage(box: { x: number; y: number; width: number; height: number }) {
  expect(box.x).toBeGreaterThanOrEqual(-1e-9);
  expect(box.y).toBeGreaterThanOrEqual(-1e-9);
  expect(box.x + box.width).toBeLessThanOrEqual(PAGE.width + 1e-9);
  expect(box.y + box.height).toBeLessThanOrEqual(PAGE.height + 1e-9);
  expect(box.width).toBeGreaterThanOrEqual(SMALLEST.width - 1e-9);
  expect(box.height).toBeGreaterThanOrEqual(SMALLEST.height - 1e-9);
}

describe('the mark on the page', () => {
  it('stays on the page and readable whatever is done to it', () => {
    fc.assert(
      fc.property(rect, fc.constantFrom(...HANDLES), delta, delta, (box, handle, dx, dy) => {
        expectOnPage(box);
        expectOnPage(moved(box, dx, dy, PAGE));
        expectOnPage(pulled(box, handle, dx, dy, PAGE));
        expectOnPage(between(1, { x: dx, y: dy }, { x: dy, y: dx }, PAGE));
      }),
    );
  });

  it('keeps the opposite corner where it is while a handle is pulled', () => {
    const box = { page: 1, x: 100, y: 200, width: 200, height: 80 };
    const pulledNorthWest = pulled(box, 'nw', -30, 40, PAGE);
    expect(pulledNorthWest).toEqual({ page: 1, x: 70, y: 200, width: 230, height: 120 });
    const pulledSouthEast = pulled(box, 'se', 15, -20, PAGE);
    expect(pulledSouthEast).toEqual({ page: 1, x: 100, y: 180, width: 215, height: 100 });
  });

  it('is drawn from any corner to any other', () => {
    const a = { x: 300, y: 400 };
    const b = { x: 100, y: 300 };
    expect(between(2, a, b, PAGE)).toEqual({ page: 2, x: 100, y: 300, width: 200, height: 100 });
    expect(between(2, b, a, PAGE)).toEqual(between(2, a, b, PAGE));
  });

  it('fits into pages smaller than itself', () => {
    const tiny = { width: 50, height: 20 };
    expect(inCorner(1, 'right', tiny)).toEqual({ page: 1, x: 0, y: 0, width: 50, height: 20 });
  });
});

describe('undo and redo', () => {
  it('walks back and forth and forgets what was undone after a new step', () => {
    let history = record(record(begin('a'), 'b'), 'c');
    history = undo(undo(history));
    expect(history.present).toBe('a');
    history = redo(history);
    expect(history.present).toBe('b');
    history = record(history, 'd');
    expect(redo(history).present).toBe('d');
    expect(undo(history).present).toBe('b');
  });

  it('undoes a key held down in one step', () => {
    const history = record(record(record(begin(0), 1), 2, true), 3, true);
    expect(undo(history).present).toBe(0);
  });

  it('does nothing at either end', () => {
    expect(undo(begin('a'))).toEqual(begin('a'));
    expect(redo(begin('a'))).toEqual(begin('a'));
  });
});
