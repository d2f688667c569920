import type { PDFDocumentProxy } from 'pdfjs-dist';
import type { PageSize } from './layout.ts';

/**
 * A page drawn on a canvas of its own.
 * @param number from 1
 * @param size as our own reader says, points
 * @param scale pixels per point
 */
export async function pagePicture(
  pdf: PDFDocumentProxy,
  number: number,
  size: PageSize,
  scale: number,
): Promise<HTMLCanvasElement> {
  const page = await pdf.getPage(number);
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(size.width * scale));
  canvas.height = Math.max(1, Math.round(size.height * scale));
  const viewport = page.getViewport({ scale: (scale * size.width) / page.getViewport({ scale: 1 }).width });
  await page.render({ canvas, viewport }).promise;
  return canvas;
}

/** The pixels of a canvas. */
export function pixelsOf(canvas: HTMLCanvasElement): ImageData {
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('a canvas without a context');
  return context.getImageData(0, 0, canvas.width, canvas.height);
}
