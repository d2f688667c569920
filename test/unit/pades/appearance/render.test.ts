import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { type Box, displayedSize, type Rotation } from '../../../../shared/geometry/page-space.ts';
import { type StampPage, stampPdf } from '../../../support/stamp-pdf.ts';
import { describeWithTool, requireTool } from '../../../support/tools.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'countersign-stamp-'));
afterAll(() => rmSync(folder, { recursive: true }));

const text = {
  name: 'Łucja Müller',
  time: new Date('2026-11-21T08:27:48Z'),
  reason: 'I approve this document',
  location: 'Zürich',
};
/** On the page as displayed; whole points, so that at whole pixels per point every page is drawn on the same grid. */
const rect: Box = { x0: 40, y0: 30, x1: 180, y1: 90 };

interface Picture {
  readonly width: number;
  readonly height: number;
  /** Grey, 255 is white. */
  readonly at: (x: number, y: number) => number;
}

function readPgm(file: string): Picture {
  const bytes = readFileSync(file);
  const header = /^P5\s+(?:#.*\s+)*(\d+)\s+(\d+)\s+255\s/.exec(bytes.subarray(0, 200).toString('latin1'));
  if (header === null) throw new Error(`not a picture: ${file}`);
  const [width, height] = [Number(header[1]), Number(header[2])];
  return { width, height, at: (x, y) => bytes[header[0].length + y * width + x] ?? 0 };
}

const RENDERERS = {
  pdftoppm: (pdf: string, dpi: number) => {
    execFileSync(requireTool('pdftoppm'), ['-gray', '-cropbox', '-r', String(dpi), '-singlefile', pdf, pdf]);
    return readPgm(`${pdf}.pgm`);
  },
  mutool: (pdf: string, dpi: number) => {
    execFileSync(requireTool('mutool'), ['draw', '-q', '-c', 'gray', '-r', String(dpi), '-o', `${pdf}.pgm`, pdf], {
      stdio: 'pipe',
    });
    return readPgm(`${pdf}.pgm`);
  },
};

function pageWith(rotate: Rotation, cropped: boolean, userUnit: number): StampPage {
  const turned = rotate === 90 || rotate === 270;
  const [width, height] = [(turned ? 120 : 240) / userUnit, (turned ? 240 : 120) / userUnit];
  if (!cropped) return { media: box(0, 0, width, height), space: { crop: box(0, 0, width, height), rotate, userUnit } };
  const crop = box(-20, 33, width, height);
  return {
    media: { x0: crop.x0 - 17, y0: crop.y0 - 50, x1: crop.x1 + 90, y1: crop.y1 + 11 },
    space: { crop, rotate, userUnit },
  };
}

function box(x: number, y: number, width: number, height: number): Box {
  return { x0: x, y0: y, x1: x + width, y1: y + height };
}

/** Draws the page at exactly three pixels per displayed point, whether the renderer knows UserUnit or not. */
async function draw(renderer: keyof typeof RENDERERS, page: StampPage, name: string): Promise<Picture> {
  const file = path.join(folder, `${renderer}-${name}.pdf`);
  writeFileSync(file, (await stampPdf(page, [{ rect, text }])).pdf);
  const wanted = 3 * displayedSize(page.space).width;
  const picture = RENDERERS[renderer](file, 216);
  return picture.width === wanted ? picture : RENDERERS[renderer](file, (216 * wanted) / picture.width);
}

describeWithTool(['pdftoppm', 'mutool'], 'the stamp as other programs draw it', () => {
  const cases = ([0, 90, 180, 270] as const).flatMap((rotate) =>
    [false, true].flatMap((cropped) => [1, 2].map((userUnit) => ({ rotate, cropped, userUnit }))),
  );

  for (const renderer of ['pdftoppm', 'mutool'] as const) {
    test(`${renderer}: upright and in its place for every rotation, crop box and user unit`, async () => {
      const reference = await draw(renderer, pageWith(0, false, 1), 'reference');
      expect(inkIn(reference, 3 * rect.x0, 3 * rect.x1)).toBeGreaterThan(5000);
      for (const { rotate, cropped, userUnit } of cases) {
        const name = `${rotate}-${cropped ? 'cropped' : 'whole'}-${userUnit}`;
        const picture = await draw(renderer, pageWith(rotate, cropped, userUnit), name);
        expect([picture.width, picture.height], name).toEqual([720, 360]);
        const { inside, outside, ink } = compare(picture, reference);
        expect(outside, `${name}: ink outside the rectangle`).toBe(0);
        expect(inside / ink, `${name}: difference from the upright stamp, as a part of its ink`).toBeLessThan(0.1);
      }
    });
  }

  test('the difference is large where the stamp stands on its head', async () => {
    const reference = await draw('pdftoppm', pageWith(0, false, 1), 'reference');
    const { x0, x1, y0, y1 } = rect;
    const turned: Picture = {
      ...reference,
      at: (x, y) => reference.at(3 * (x0 + x1) - 1 - x, 3 * (240 - y0 - y1) - 1 - y),
    };
    const { inside, ink } = compare(turned, reference);
    expect(inside / ink).toBeGreaterThan(0.5);
  });
});

/** Sums of blackness: that differs within the rectangle (a pixel of margin included), that lies outside it, and the reference's own. */
function compare(picture: Picture, reference: Picture): { inside: number; outside: number; ink: number } {
  const sums = { inside: 0, outside: 0, ink: 0 };
  for (let y = 0; y < picture.height; y++) {
    for (let x = 0; x < picture.width; x++) {
      const within = x >= 3 * rect.x0 - 1 && x <= 3 * rect.x1 && y >= 360 - 3 * rect.y1 - 1 && y <= 360 - 3 * rect.y0;
      if (within) {
        sums.inside += Math.abs(picture.at(x, y) - reference.at(x, y));
        sums.ink += 255 - reference.at(x, y);
      } else {
        sums.outside += 255 - picture.at(x, y);
      }
    }
  }
  return sums;
}

function inkIn(picture: Picture, from: number, to: number): number {
  let ink = 0;
  for (let y = 0; y < picture.height; y++) {
    for (let x = from; x < to; x++) ink += 255 - picture.at(x, y);
  }
  return ink;
}
