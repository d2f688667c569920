import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { previewAppearance } from '../../../../src-main/pades/appearance/preview.ts';
import { drawPage } from '../../../support/picture.ts';
import { makePng } from '../../../support/png.ts';
import { describeWithTool, requireTool, temporaryFolder } from '../../../support/tools.ts';

const folder = temporaryFolder();
/** Greys of the stored picture's quarters: upper left, upper right, lower left, lower right. */
const [A, B, C, D] = [0, 80, 160, 230];
/** Where they are to be seen for each value of the Exif tag. */
const SEEN: Readonly<Record<number, readonly number[]>> = {
  1: [A, B, C, D],
  2: [B, A, D, C],
  3: [D, C, B, A],
  4: [C, D, A, B],
  5: [A, C, B, D],
  6: [C, A, D, B],
  7: [D, B, C, A],
  8: [B, D, A, C],
};

async function shown(bytes: Uint8Array, name: string, size: { width: number; height: number }): Promise<string> {
  const look = { mark: { kind: 'image', bytes }, text: '' } as const;
  const { pdf } = await previewAppearance({ size, text: { name: '', time: new Date(0) }, look });
  const file = path.join(folder, `${name}.pdf`);
  writeFileSync(file, pdf);
  return file;
}

/** The stored picture as a JPEG file, encoded by another program. */
async function jpegFile(): Promise<Buffer> {
  const at = (x: number, y: number): number[] => [(y < 30 ? (x < 40 ? A : B) : x < 40 ? C : D) ?? 0];
  const png = makePng({ width: 80, height: 60, type: 0, depth: 8, at });
  const file = await shown(png, 'stored', { width: 88, height: 68 });
  const crop = ['-x', '4', '-y', '4', '-W', '80', '-H', '60'];
  execFileSync(requireTool('pdftoppm'), ['-jpeg', '-gray', '-r', '72', ...crop, '-singlefile', file, file]);
  return readFileSync(`${file}.jpg`);
}

function withOrientation(jpeg: Buffer, orientation: number): Buffer {
  const tiff = Buffer.alloc(26);
  tiff.write('II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0', 'latin1');
  tiff.writeUInt16LE(orientation, 18);
  const exif = Buffer.concat([Buffer.from([0xff, 0xe1, 0, 34]), Buffer.from('Exif\0\0'), tiff]);
  return Buffer.concat([jpeg.subarray(0, 2), exif, jpeg.subarray(2)]);
}

describeWithTool('pdftoppm', 'a photograph', () => {
  test('stands upright however the camera was held', async () => {
    const jpeg = await jpegFile();
    for (const [orientation, expected] of Object.entries(SEEN)) {
      const size = Number(orientation) >= 5 ? { width: 68, height: 88 } : { width: 88, height: 68 };
      const file = await shown(withOrientation(jpeg, Number(orientation)), `turned-${orientation}`, size);
      const { width, height, pixels } = await drawPage(file, 1, 72);
      const quarter = (right: number, low: number) =>
        pixels[Math.round(height * (0.3 + 0.4 * low)) * width + Math.round(width * (0.3 + 0.4 * right))] ?? -1;
      const greys = [quarter(0, 0), quarter(1, 0), quarter(0, 1), quarter(1, 1)];
      for (const [i, grey] of greys.entries()) {
        expect(Math.abs(grey - (expected[i] ?? 0)), `${orientation}: ${greys.join()}`).toBeLessThan(25);
      }
    }
  });
});
