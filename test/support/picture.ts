import { readFileSync } from 'node:fs';
import type { Box } from '../../shared/geometry/page-space.ts';
import { runProgram } from './cli.ts';
import { requireTool } from './tools.ts';
import { popplerWords } from './witnesses.ts';

/** A page as pdftoppm draws it, grey. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** One byte per pixel, 255 is white, rows from the top. */
  readonly pixels: Uint8Array;
}

/** Draws one page, its CropBox only. `page` counts from 1. `password` opens an encrypted file. */
export async function drawPage(pdf: string, page: number, dpi: number, password?: string): Promise<Picture> {
  const number = String(page);
  const words = [
    '-gray',
    '-cropbox',
    '-r',
    String(dpi),
    '-f',
    number,
    '-l',
    number,
    '-singlefile',
    ...popplerWords(password),
    pdf,
    pdf,
  ];
  const { status, stderr } = await runProgram(requireTool('pdftoppm'), words);
  if (status !== 0) throw new Error(stderr);
  const bytes = readFileSync(`${pdf}.pgm`);
  const header = /^P5\s+(\d+)\s+(\d+)\s+255\s/.exec(bytes.subarray(0, 100).toString('latin1'));
  if (header === null) throw new Error(`not a picture: ${pdf}.pgm`);
  return { width: Number(header[1]), height: Number(header[2]), pixels: bytes.subarray(header[0].length) };
}

/** The smallest box around everything in which two pictures differ, in pixels from the lower left; undefined where they are the same. */
export function difference(before: Picture, after: Picture): Box | undefined {
  if (before.width !== after.width || before.height !== after.height) throw new Error('pictures of different size');
  const box = { x0: Number.POSITIVE_INFINITY, y0: Number.POSITIVE_INFINITY, x1: 0, y1: 0 };
  for (const [index, value] of before.pixels.entries()) {
    if (after.pixels[index] === value) continue;
    const x = index % before.width;
    const y = before.height - 1 - Math.floor(index / before.width);
    box.x0 = Math.min(box.x0, x);
    box.y0 = Math.min(box.y0, y);
    box.x1 = Math.max(box.x1, x + 1);
    box.y1 = Math.max(box.y1, y + 1);
  }
  return box.x1 === 0 ? undefined : box;
}
