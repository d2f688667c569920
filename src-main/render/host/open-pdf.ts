import type { Box } from '../../../shared/geometry/page-space.ts';
import type { FileBlocks } from './file-blocks.ts';
import { memoryAt, type Pdfium, RenderFault } from './pdfium.ts';
import type { Results, Task } from './protocol.ts';

/** FPDF_GetLastError. */
const WRONG_PASSWORD = 4;
/** FPDF_RenderPageBitmap. */
const FLAG = { annotations: 0x01, rgba: 0x10, printing: 0x800 } as const;
const WHITE = 0xffffffff;
/** Characters of one box: more are not cut, since texts that differ behind the cut would look the same. */
const MOST_CHARACTERS = 1_000_000;

interface Drawing {
  readonly columns: number;
  readonly rows: number;
  readonly flags: number;
}

/** A document in PDFium, read through a callback. */
export class OpenPdf {
  readonly #pdfium: Pdfium;
  readonly #blocks: FileBlocks;
  /** FPDF_FILEACCESS: length, function, parameter. */
  readonly #access: number;
  readonly #callback: number;
  readonly #handle: number;
  /** What draws the widgets of the form. It has no script engine, and none of its events is told to it. */
  readonly #form: { readonly info: number; readonly handle: number };

  /** @throws RenderFault */
  constructor(pdfium: Pdfium, blocks: FileBlocks, size: number, password: string) {
    this.#pdfium = pdfium;
    this.#blocks = blocks;
    const { pdfium: runtime } = pdfium;
    const read = (_parameter: number, position: number, buffer: number, length: number): number =>
      blocks.read(position >>> 0, memoryAt(pdfium, buffer >>> 0, length >>> 0)) ? 1 : 0;
    this.#callback = runtime.addFunction(read, 'iiiii');
    this.#access = runtime.wasmExports.malloc(12);
    // The length is a number of 32 bits without a sign.
    runtime.setValue(this.#access, size | 0, 'i32');
    runtime.setValue(this.#access + 4, this.#callback, 'i32');
    runtime.setValue(this.#access + 8, 0, 'i32');
    this.#handle = pdfium.FPDF_LoadCustomDocument(this.#access, password);
    if (this.#handle === 0) {
      const wrongPassword = pdfium.FPDF_GetLastError() === WRONG_PASSWORD;
      this.#release();
      throw this.#fault(wrongPassword ? 'password' : 'format');
    }
    const info = pdfium.PDFiumExt_OpenFormFillInfo();
    this.#form = { info, handle: pdfium.PDFiumExt_InitFormFillEnvironment(this.#handle, info) };
    pdfium.FPDF_SetFormFieldHighlightAlpha(this.#form.handle, 0);
  }

  get pages(): number {
    return this.#pdfium.FPDF_GetPageCount(this.#handle);
  }

  /** @param pixels largest picture. @throws RenderFault */
  render({ page, width, annotations, printing }: Extract<Task, { op: 'render' }>, pixels: number): Results['render'] {
    const pdfium = this.#pdfium;
    return this.#withPage(page, (handle) => {
      const [across, down] = [pdfium.FPDF_GetPageWidthF(handle), pdfium.FPDF_GetPageHeightF(handle)];
      if (!(across > 0 && down > 0)) throw new RenderFault('page');
      const scale = Math.min(width / across, Math.sqrt(pixels / (across * down)));
      const columns = Math.max(1, Math.round(across * scale));
      const rows = Math.max(1, Math.round(down * scale));
      if (columns * rows > 2 * pixels) throw new RenderFault('page');
      const bitmap = pdfium.FPDFBitmap_Create(columns, rows, 0);
      if (bitmap === 0) throw new RenderFault('memory');
      try {
        pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, columns, rows, WHITE);
        const flags = FLAG.rgba | (annotations ? FLAG.annotations : 0) | (printing ? FLAG.printing : 0);
        pdfium.FPDF_RenderPageBitmap(bitmap, handle, 0, 0, columns, rows, 0, flags);
        if (annotations) this.#drawWidgets(bitmap, handle, { columns, rows, flags });
        if (this.#blocks.state.failed) throw new RenderFault('read');
        const rgba = memoryAt(pdfium, pdfium.FPDFBitmap_GetBuffer(bitmap), columns * rows * 4).slice();
        return { width: columns, height: rows, rgba };
      } finally {
        pdfium.FPDFBitmap_Destroy(bitmap);
      }
    });
  }

  /** @throws RenderFault */
  text({ page, boxes }: Extract<Task, { op: 'text' }>): Results['text'] {
    const pdfium = this.#pdfium;
    return this.#withPage(page, (handle) => {
      const text = pdfium.FPDFText_LoadPage(handle);
      if (text === 0) throw this.#fault('page');
      try {
        return boxes.map((box) => this.#textIn(text, box));
      } finally {
        pdfium.FPDFText_ClosePage(text);
      }
    });
  }

  #textIn(text: number, { x0, y0, x1, y1 }: Box): string {
    const pdfium = this.#pdfium;
    const count = pdfium.FPDFText_GetBoundedText(text, x0, y1, x1, y0, 0, 0);
    if (count <= 0) return '';
    if (count > MOST_CHARACTERS) throw new RenderFault('memory');
    const buffer = pdfium.pdfium.wasmExports.malloc(2 * count);
    try {
      const copied = pdfium.FPDFText_GetBoundedText(text, x0, y1, x1, y0, buffer, count);
      return Buffer.from(memoryAt(pdfium, buffer, 2 * Math.max(0, Math.min(copied, count))))
        .toString('utf16le')
        .replace(/[\s\0]+/gu, ' ')
        .trim();
    } finally {
      pdfium.pdfium.wasmExports.free(buffer);
    }
  }

  #drawWidgets(bitmap: number, page: number, { columns, rows, flags }: Drawing): void {
    const pdfium = this.#pdfium;
    const form = this.#form.handle;
    pdfium.FORM_OnAfterLoadPage(page, form);
    pdfium.FPDF_FFLDraw(form, bitmap, page, 0, 0, columns, rows, 0, flags);
    pdfium.FORM_OnBeforeClosePage(page, form);
  }

  close(): void {
    this.#pdfium.PDFiumExt_ExitFormFillEnvironment(this.#form.handle);
    this.#pdfium.PDFiumExt_CloseFormFillInfo(this.#form.info);
    this.#pdfium.FPDF_CloseDocument(this.#handle);
    this.#release();
  }

  #withPage<T>(page: number, use: (handle: number) => T): T {
    const handle = this.#pdfium.FPDF_LoadPage(this.#handle, page - 1);
    if (handle === 0) throw this.#fault('page');
    try {
      return use(handle);
    } finally {
      this.#pdfium.FPDF_ClosePage(handle);
    }
  }

  #fault(otherwise: RenderFault['fault']): RenderFault {
    return new RenderFault(this.#blocks.state.failed ? 'read' : otherwise);
  }

  #release(): void {
    this.#pdfium.pdfium.wasmExports.free(this.#access);
    this.#pdfium.pdfium.removeFunction(this.#callback);
  }
}
