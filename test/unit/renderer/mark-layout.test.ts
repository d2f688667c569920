import { describe, expect, it } from 'vitest';
import { loadStampFonts } from '../../../src-main/pades/appearance/font-files.ts';
import { layOutStamp } from '../../../src-main/pades/appearance/stamp-layout.ts';
import { setLine } from '../../../src-main/pades/appearance/text-line.ts';
import { layOutMark, type MarkText } from '../../../src-renderer/features/placement/mark-layout.ts';

const TEXTS: MarkText[] = [
  {
    name: 'Ndapewa Iyambo',
    time: new Date('2026-11-21T08:15:00Z'),
    reason: 'I agree to the terms',
    location: 'Windhoek',
    issuer: 'Meridian Qualified CA 3',
  },
  {
    name: 'Jürgen Großmann-Świątek von und zu Hohenlohe-Langenburg',
    time: new Date('2027-01-01T00:00:00Z'),
    reason: '',
    location: '',
    issuer: 'CA',
  },
  { name: 'A', time: new Date('2026-02-03T04:05:06Z'), reason: 'x'.repeat(180), location: '', issuer: '' },
];
const SIZES = [
  [200, 72],
  [72, 28],
  [400, 200],
  [120, 200],
  [500, 30],
] as const;

const fonts = await loadStampFonts();

describe('the preview of the mark', () => {
  const measure = (text: string, strong: boolean) => setLine(fonts, text, strong ? 'strong' : 'regular').width;

  for (const text of TEXTS)
    for (const [width, height] of SIZES)
      it(`is what is written into the file: ${text.name.slice(0, 12)} in ${width} × ${height}`, () => {
        const drawn = layOutStamp(fonts, text, width, height);
        const shown = layOutMark(text, width, height, measure);
        expect(shown.ruleWidth).toBe(drawn.rule.width);
        expect(shown.lines.map((line) => line.text)).toEqual(drawn.lines.map((line) => line.line.text));
        drawn.lines.forEach((line, index) => {
          const own = shown.lines[index];
          expect(own?.size).toBeCloseTo(line.size, 6);
          expect(own?.x).toBeCloseTo(line.x, 6);
          expect(own?.y).toBeCloseTo(line.y, 1);
          expect(own?.strong).toBe(line.tone === 'name');
        });
      });
});
