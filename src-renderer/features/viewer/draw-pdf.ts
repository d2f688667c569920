import { getDocument, type PDFDocumentProxy } from 'pdfjs-dist';
import { READER } from './pdf-document.ts';

/**
 * Draws the first page of a small PDF on a canvas, on nothing: what lies beneath shows through. The canvas gets the size of the page.
 * @param scale pixels per point
 * @returns false where a later drawing on the same canvas took its place
 */
export async function drawPdf(bytes: Uint8Array, canvas: HTMLCanvasElement, scale: number): Promise<boolean> {
  const turn = (turns.get(canvas) ?? 0) + 1;
  turns.set(canvas, turn);
  const task = getDocument({ ...READER(), data: bytes.slice() });
  try {
    const pdf: PDFDocumentProxy = await task.promise;
    const page = await pdf.getPage(1);
    const viewport = page.getViewport({ scale });
    const drawn = document.createElement('canvas');
    drawn.width = Math.max(1, Math.round(viewport.width));
    drawn.height = Math.max(1, Math.round(viewport.height));
    const context = drawn.getContext('2d');
    if (context === null) return false;
    // Given the canvas alone, pdf.js makes it opaque.
    await page.render({ canvas: null, canvasContext: context, viewport, background: 'rgba(0,0,0,0)' }).promise;
    if (turns.get(canvas) !== turn) return false;
    canvas.width = drawn.width;
    canvas.height = drawn.height;
    canvas.getContext('2d')?.drawImage(drawn, 0, 0);
    return true;
  } finally {
    void task.destroy();
  }
}

/** Number of the newest drawing on each canvas. */
const turns = new WeakMap<HTMLCanvasElement, number>();
