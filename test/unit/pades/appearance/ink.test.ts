import { describe, expect, test } from 'vitest';
import { codeOf } from '../../../../shared/contract/app-error.ts';
import { type Ink, inkDrawing } from '../../../../src-main/pades/appearance/ink.ts';
import { readInk } from '../../../../src-main/pades/appearance/ink-file.ts';
import { readSvgPath } from '../../../../src-main/pades/appearance/svg-path.ts';

const file = (text: string): Ink => readInk(new TextEncoder().encode(text));
const BOX = { x0: 10, y0: 20, x1: 110, y1: 70 };
const drawn = (ink: Ink) => inkDrawing(ink).draw(BOX, '').join('\n');
/** End points of all path segments. */
const points = (operators: string): [number, number][] =>
  [...operators.matchAll(/(-?[\d.]+) (-?[\d.]+) [mlc](?= |$)/gm)].map(([, x, y]) => [Number(x), Number(y)]);

describe('strokes', () => {
  test('lie in their box, y upwards, in proportion', () => {
    const operators = drawn({
      strokes: [
        [
          { x: 0, y: 0 },
          { x: 400, y: 100 },
        ],
      ],
    });
    const [[xa = 0, ya = 0] = [], [xb = 0, yb = 0] = []] = points(operators);
    expect(xa).toBeLessThan(xb);
    expect(ya).toBeGreaterThan(yb);
    expect((xb - xa) / (ya - yb)).toBeCloseTo(4, 1);
    for (const [x, y] of points(operators)) {
      expect(x).toBeGreaterThan(BOX.x0);
      expect(x).toBeLessThan(BOX.x1);
      expect(y).toBeGreaterThan(BOX.y0);
      expect(y).toBeLessThan(BOX.y1);
    }
  });

  test('are thicker where the pen was pressed, dots where it only touched', () => {
    const line = [0, 0.5, 1].map((pressure, x) => ({ x, y: 0, pressure }));
    const widths = [...drawn({ strokes: [line, [{ x: 1, y: 1 }]] }).matchAll(/([\d.]+) w/g)].map((match) =>
      Number(match[1]),
    );
    expect(widths).toHaveLength(3);
    expect(widths[1]).toBeGreaterThan(widths[0] ?? 0);
    expect(drawn({ strokes: [[{ x: 1, y: 1 }]] })).toMatch(/(\S+ \S+) m \1 l S/);
  });

  test('too many, none, or no numbers are refused', () => {
    const many = Array.from({ length: 60_000 }, (_, x) => ({ x, y: x % 7 }));
    for (const strokes of [[], [[]], [many], [[{ x: Number.NaN, y: 0 }]], [[{ x: 0, y: Number.POSITIVE_INFINITY }]]]) {
      expect(codeOf(thrownBy(() => inkDrawing({ strokes })))).toBe('IMAGE_UNREADABLE');
    }
  });
});

describe('files', () => {
  test('JSON with points as lists or objects', () => {
    expect(file('{"strokes":[[[1,2],[3,4,0.5]],[{"x":5,"y":6,"pressure":1}]]}')).toEqual({
      strokes: [
        [
          { x: 1, y: 2, pressure: undefined },
          { x: 3, y: 4, pressure: 0.5 },
        ],
        [{ x: 5, y: 6, pressure: 1 }],
      ],
    });
    expect(file('[[[1,2]]]').strokes).toHaveLength(1);
  });

  test('SVG: what is stroked, what is filled, what is inherited', () => {
    const ink = file(`<?xml version="1.0"?><svg viewBox="0 0 9 9"><!-- <path d="M0 0L9 9" stroke="red"/> -->
      <g fill="none" stroke="#000"><path d="M1 1 L2 2"/><polyline points="0,0 1,0 1,1"/></g>
      <line x1="0" y1="3" x2="4" y2="3" style="stroke: blue"/><polygon points='0 0 4 0 4 4'/></svg>`);
    expect(ink.strokes.map((stroke) => stroke.length)).toEqual([2, 3, 2]);
    expect(ink.shapes).toEqual([
      [
        { x: 0, y: 0 },
        { x: 4, y: 0 },
        { x: 4, y: 4 },
      ],
    ]);
    expect(drawn(ink)).toMatch(/ m\n.* l\n.* l\nh\nf\n/);
  });

  test('what cannot be read is refused', () => {
    const bad = [
      '',
      '{',
      '{"strokes":1}',
      '[[[1]]]',
      '[[["a",2]]]',
      '<svg><path d="L 1 1"/></svg>',
      '<svg><path d="M 1 x"/></svg>',
    ];
    for (const text of [
      ...bad,
      '<svg><g transform="scale(2)"><path d="M0 0"/></g></svg>',
      '<svg><path d="M 1 2 3"/></svg>',
    ]) {
      expect(codeOf(thrownBy(() => file(text))), text).toBe('IMAGE_UNREADABLE');
    }
  });
});

describe('path data', () => {
  const ends = (data: string) => readSvgPath(data)?.map((part) => part.points.at(-1));

  test.each([
    ['M 1 1 l 1 0 v 2 h -3 V 9 H 8', [{ x: 8, y: 9 }]],
    ['m1-1 2.5.5', [{ x: 3.5, y: -0.5 }]],
    ['M0 0C1 1 2 2 3 3s1 1 2 2', [{ x: 5, y: 5 }]],
    ['M0 0q1 1 2 0t2 0', [{ x: 4, y: 0 }]],
    [
      'M0 0h2v2z l1 1 M5 5 6 6',
      [
        { x: 2, y: 2 },
        { x: 1, y: 1 },
        { x: 6, y: 6 },
      ],
    ],
  ])('%s', (data, expected) => {
    expect(ends(data)).toEqual(expected);
  });

  test('curves pass where they should', () => {
    const middle = (data: string) => {
      const all = readSvgPath(data)?.[0]?.points ?? [];
      return all[Math.floor(all.length / 2)];
    };
    expect(middle('M0 0 C 0 4 4 4 4 0')).toEqual({ x: 2, y: 3 });
    expect(middle('M0 0 Q 2 4 4 0')?.y).toBeCloseTo(2, 9);
    // A half circle over the line from (0,0) to (2,0): through (1,-1) clockwise, through (1,1) the other way.
    expect(middle('M0 0 A 1 1 0 0 1 2 0')?.y).toBeCloseTo(-1, 9);
    expect(middle('M0 0 A 1 1 0 0 0 2 0')?.y).toBeCloseTo(1, 9);
  });
});

function thrownBy(action: () => unknown): unknown {
  try {
    return action();
  } catch (error) {
    return error;
  }
}

describe('files that cost more than any handwriting', () => {
  const path = (data: string): string => `<svg><path d="${data}"/></svg>`;
  test.each([
    ['curves', path(`M0 0t${'1 1 '.repeat(500_000)}`)],
    ['arcs', path(`M0 0a${'1 1 0 0 0 1 1 '.repeat(200_000)}`)],
    ['lines', path(`M0 0h${'1 '.repeat(1_500_000)}`)],
    ['paths', `<svg>${path(`M0 0h${'1 '.repeat(30_000)}`).repeat(3)}</svg>`],
    ['comments without an end', `<svg>${'<!--'.repeat(900_000)}`],
    ['a name without an end', `<svg ><${'a'.repeat(3_900_000)}`],
    ['numbers that no page has room for', '[[[1e308, 1e308], [-1e308, -1e308], [0, 0]]]'],
    ['an entity', '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]><svg><path d="&a;"/></svg>'],
  ])('are refused: %s', (_what, text) => {
    let code = '';
    try {
      drawn(file(text));
    } catch (error) {
      code = codeOf(error);
    }
    expect(code).toBe('IMAGE_UNREADABLE');
  });
});
