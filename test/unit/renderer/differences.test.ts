import { describe, expect, it } from 'vitest';
import { differences, type Pixels } from '../../../src-renderer/features/viewer/differences.ts';

const white = (width = 120, height = 240): Pixels => ({
  width,
  height,
  data: new Uint8ClampedArray(width * height * 4).fill(255),
});

function ink(pixels: Pixels, x: number, y: number, width: number, height: number, value = 0): Pixels {
  for (let row = y; row < y + height; row += 1)
    pixels.data.fill(value, (row * pixels.width + x) * 4, (row * pixels.width + x + width) * 4);
  return pixels;
}

describe('where two pages differ', () => {
  it('is nowhere for the same page, and for what rounding alone changed', () => {
    expect(differences(white(), white())).toEqual([]);
    expect(differences(white(), ink(white(), 10, 10, 40, 40, 245))).toEqual([]);
  });

  it('is one box around each place, from the top down, that holds every pixel that differs', () => {
    const present = ink(ink(white(), 60, 180, 1, 1), 12, 30, 25, 10);
    const found = differences(white(), present);
    expect(found).toHaveLength(2);
    const [first, second] = found;
    expect((first?.x ?? 1) * 120).toBeLessThanOrEqual(12);
    expect((first?.y ?? 1) * 240).toBeLessThanOrEqual(30);
    expect(((first?.x ?? 0) + (first?.width ?? 0)) * 120).toBeGreaterThanOrEqual(37);
    expect(((first?.y ?? 0) + (first?.height ?? 0)) * 240).toBeGreaterThanOrEqual(40);
    expect((second?.y ?? 0) * 240).toBeGreaterThan(170);
  });

  it('joins the letters of a word and keeps paragraphs apart', () => {
    const word = white();
    for (const x of [10, 22, 34]) ink(word, x, 50, 6, 8);
    expect(differences(white(), word)).toHaveLength(1);
    expect(differences(white(), ink(word, 10, 120, 6, 8))).toHaveLength(2);
  });

  it('is the whole page where the sizes differ, and one box where there are too many', () => {
    expect(differences(white(), white(121, 240))).toEqual([{ x: 0, y: 0, width: 1, height: 1 }]);
    const dotted = white(600, 600);
    for (let y = 0; y < 600; y += 40) for (let x = 0; x < 600; x += 40) ink(dotted, x, y, 2, 2);
    expect(differences(white(600, 600), dotted)).toHaveLength(1);
  });
});
