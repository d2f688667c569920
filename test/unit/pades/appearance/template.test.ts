import { describe, expect, test } from 'vitest';
import { codeOf } from '../../../../shared/contract/app-error.ts';
import { writeTime } from '../../../../src-main/pades/appearance/dates.ts';
import { loadStampFonts } from '../../../../src-main/pades/appearance/font-files.ts';
import { layOutLook } from '../../../../src-main/pades/appearance/look-layout.ts';
import { fillTemplate, PLACEHOLDERS } from '../../../../src-main/pades/appearance/template.ts';
import { flowText } from '../../../../src-main/pades/appearance/text-flow.ts';

const fonts = await loadStampFonts();
const text = {
  name: 'Łucja Müller',
  time: new Date('2026-03-29T00:30:05Z'),
  reason: 'Approved',
  organisation: 'Beispiel GmbH',
};
const filled = (template: string, look = {}) => fillTemplate(template, text, look).map((line) => line.text);

describe('templates', () => {
  test('placeholders, lines, braces; lines without content are left out', () => {
    expect(filled('{name}\n{reason} ({organisation})\nat {location}\n\n{{fixed}}')).toEqual([
      'Łucja Müller',
      'Approved (Beispiel GmbH)',
      '',
      '{fixed}',
    ]);
    expect(fillTemplate('{name}\r\nby {name}', text, {}).map(({ heading }) => heading)).toEqual([true, false]);
    for (const name of PLACEHOLDERS) expect(() => filled(`{${name}}`)).not.toThrow();
  });

  test('what does not exist is named, with what does', () => {
    for (const template of ['{nmae}', '{name', 'name}', '{}', '{name:de}', '{date:fr}', '{date:de:en}', '{toString}']) {
      const error = (() => {
        try {
          return filled(template);
        } catch (thrown) {
          return thrown;
        }
      })();
      expect(codeOf(error), template).toBe('USAGE');
      expect(String(error)).toContain('{organisation}');
    }
  });

  test('a value carries no line and no placeholder of its own into the template', () => {
    const lines = fillTemplate('{name}|{reason}', { ...text, name: '{reason}\nX\u202e', reason: '$& {name}' }, {});
    expect(lines.map((line) => line.text)).toEqual(['{reason} X|$& {name}']);
  });

  test('in a line from right to left each value keeps its own order', async () => {
    const [line] = fillTemplate('التاريخ {day}', text, {});
    const fonts = await loadStampFonts([line?.text ?? '']);
    const { lines } = flowText(fonts, line === undefined ? [] : [line], { width: 400, height: 20 });
    const seen = lines[0]?.line.runs.map(({ glyphs }) => glyphs.map((glyph) => glyph.text).join('')).join('');
    expect(seen).toMatch(/^2026-03-29 /);
    expect(lines[0]?.line.text).toBe('التاريخ 2026-03-29');
  });
});

describe('dates', () => {
  test.each([
    ['iso', 'UTC', '2026-03-29 00:30:05 UTC'],
    ['iso', 'Europe/Berlin', '2026-03-29 01:30:05 +01:00'],
    ['iso', 'America/St_Johns', '2026-03-28 22:00:05 -02:30'],
    ['iso', '+05:30', '2026-03-29 06:00:05 +05:30'],
    ['en', 'UTC', '29 March 2026 00:30 UTC'],
    ['de', 'Europe/Berlin', '29. März 2026 01:30 MEZ'],
    ['de', 'America/New_York', '28. März 2026 20:30 GMT-4'],
  ] as const)('%s in %s', (style, zone, expected) => {
    const { day, clock, zone: shown } = writeTime(text.time, style, zone);
    expect(`${day} ${clock} ${shown}`).toBe(expected);
  });

  test('an hour later summer has begun', () => {
    expect(writeTime(new Date('2026-03-29T01:30:00Z'), 'iso', 'Europe/Berlin').zone).toBe('+02:00');
  });

  test('an unknown zone is a matter of usage', () => {
    expect(() => writeTime(text.time, 'iso', 'Mars/Olympus')).toThrow(/no time zone “Mars\/Olympus”/);
  });
});

describe('flowing text', () => {
  const long = 'I have read this document with all its annexes and agree to every part of it without reservation';
  const flow = async (content: string, width: number, height: number) => {
    const fonts = await loadStampFonts([content]);
    return flowText(fonts, [{ text: content, heading: false }], { width, height }).lines;
  };

  test('all of it stands in the box, as large as it can', async () => {
    for (const [width, height] of [
      [200, 60],
      [80, 120],
      [400, 14],
    ] as const) {
      const lines = await flow(long, width, height);
      expect(lines.map(({ line }) => line.text).join(' ')).toBe(long);
      for (const { line, size, x, y } of lines) {
        expect(x + line.width * size).toBeLessThanOrEqual(width + 1e-6);
        expect(y).toBeGreaterThan(0);
        expect(y + size * 0.73).toBeLessThanOrEqual(height + 1e-6);
      }
    }
    expect((await flow(long, 200, 60))[0]?.size).toBeGreaterThan((await flow(long, 200, 40))[0]?.size ?? 0);
  });

  test('what does not fit ends in an ellipsis', async () => {
    const lines = await flow(long.repeat(20), 60, 20);
    expect(lines.at(-1)?.line.text).toMatch(/…$/);
    expect((await flow('Unbreakable'.repeat(20), 60, 20))[0]?.line.text).toMatch(/^Unbreak.*…$/);
  });

  test('scripts without spaces break between words and not before their punctuation', async () => {
    const japanese = '私はこの契約書の内容をすべて確認し、これに同意して電子署名を行いました。';
    const lines = (await flow(japanese, 90, 80)).map(({ line }) => line.text);
    expect(lines.length).toBeGreaterThan(2);
    expect(lines.join('')).toBe(japanese);
    for (const line of lines) expect(line).not.toMatch(/^[、。]/);
    const thai = 'ข้าพเจ้าได้อ่านและเข้าใจเนื้อหาทั้งหมดของสัญญาฉบับนี้แล้ว';
    const broken = (await flow(thai, 90, 80)).map(({ line }) => line.text);
    expect(broken.length).toBeGreaterThan(1);
    expect(broken.join('')).toBe(thai);
  });

  test('a paragraph from right to left stands at the right', async () => {
    const [line] = await flow('محمد بن عبد الله', 300, 20);
    expect(line?.line.rightToLeft).toBe(true);
    expect((line?.x ?? 0) + (line?.line.width ?? 0) * (line?.size ?? 0)).toBeCloseTo(300, 6);
  });
});

describe('marks beside text', () => {
  const drawing = { width: 2, height: 1, draw: () => [] };

  test('stand left of it in a wide box, above it in a high one, alone in the middle', () => {
    const image = { kind: 'image', bytes: new Uint8Array() } as const;
    const wide = layOutLook(fonts, text, { mark: image }, drawing, { width: 200, height: 60 });
    expect(wide.drawing?.x1).toBeLessThanOrEqual(Math.min(...wide.lines.map(({ x }) => x)));
    const high = layOutLook(fonts, text, { mark: image }, drawing, { width: 80, height: 120 });
    expect(high.drawing?.y0).toBeGreaterThanOrEqual(Math.max(...high.lines.map(({ y, size }) => y + size * 0.7)));
    const alone = layOutLook(fonts, text, { mark: image, text: '' }, drawing, { width: 200, height: 60 });
    expect(alone).toMatchObject({ lines: [], bars: [] });
    expect(alone.drawing).toEqual({ x0: 48, y0: 4, x1: 152, y1: 56 });
  });

  test('initials are those of the name, titles left out', () => {
    const initials = (name: string) => {
      const look = { mark: { kind: 'initials' }, text: '' } as const;
      return layOutLook(fonts, { ...text, name }, look, undefined, { width: 60, height: 60 }).lines[0]?.line.text;
    };
    expect(initials('Dr. Łucja Müller-Österreicher')).toBe('ŁMÖ');
    expect(initials('Anna van der Berg')).toBe('AB');
    expect(initials('x')).toBe('x');
  });
});
