import {
  getDocument,
  PDFDataRangeTransport,
  type PDFDocumentLoadingTask,
  type PDFDocumentProxy,
  PDFWorker,
} from 'pdfjs-dist';
import workerUrl from 'pdfjs-dist/build/pdf.worker.min.mjs?url';
import type { PdfInfo } from '../../../shared/contract/document-calls.ts';
import type { Failure } from '../../components/failure.ts';
import { trustedScriptUrl } from './trusted-script-url.ts';

const CHUNK = 256 * 1024;
const resources = new URL('./pdfjs/', document.baseURI).href;
let worker: PDFWorker | null = null;

export type Opened =
  | { readonly ok: true; readonly pdf: PDFDocumentProxy }
  | { readonly ok: false; readonly failure: Failure };

/** Bytes of one document, asked for piece by piece from our own origin. A failed piece ends the loading instead of hanging it. */
class DocumentBytes extends PDFDataRangeTransport {
  readonly #url: string;
  readonly #onFailure: () => void;
  readonly #abort = new AbortController();

  constructor(info: PdfInfo, onFailure: () => void) {
    super(info.size, null);
    this.#url = `/doc/${info.id}`;
    this.#onFailure = onFailure;
  }

  override requestDataRange(begin: number, end: number): void {
    void this.#load(begin, end).catch(() => {
      if (!this.#abort.signal.aborted) this.#onFailure();
    });
  }

  override abort(): void {
    this.#abort.abort();
  }

  async #load(begin: number, end: number): Promise<void> {
    const answer = await fetch(this.#url, {
      headers: { Range: `bytes=${begin}-${end - 1}` },
      signal: this.#abort.signal,
    });
    const bytes = new Uint8Array(await answer.arrayBuffer());
    if (answer.status !== 206 || bytes.length !== end - begin) throw new RangeError(`bytes ${begin} to ${end}`);
    this.onDataRange(begin, bytes);
  }
}

/** How every PDF of the window is read. */
export const READER = () => ({
  // The same glyphs on every computer: bundled fonts, never those that happen to be installed.
  useSystemFonts: false,
  enableXfa: false,
  stopAtErrors: false,
  disableWorkerRendering: true,
  worker: sharedWorker(),
  cMapUrl: `${resources}cmaps/`,
  standardFontDataUrl: `${resources}standard_fonts/`,
  wasmUrl: `${resources}wasm/`,
  iccUrl: `${resources}iccs/`,
  verbosity: 0,
});

/**
 * Opens a document for showing. What is shown is what is signed: pdf.js must agree with our own reader about the number of
 * pages. Scripts, XFA and actions of the document never run; everything pdf.js needs comes from our own origin.
 */
export function openPdf(
  info: PdfInfo,
  password: string | undefined,
): { readonly opened: Promise<Opened>; readonly close: () => void } {
  let reportFailure: () => void = () => {};
  const failed = new Promise<never>((_, reject) => {
    reportFailure = () => reject(new Error('a range could not be read'));
  });
  const task = getDocument({
    ...READER(),
    range: new DocumentBytes(info, reportFailure),
    rangeChunkSize: CHUNK,
    disableAutoFetch: true,
    disableStream: true,
    ...(password === undefined ? {} : { password }),
  });
  const opened = settle(info, task, failed);
  // A reader that is ended in the middle of its opening complains of it in the console: it is let finish.
  return { opened, close: () => void opened.then(() => task.destroy()) };
}

async function settle(info: PdfInfo, task: PDFDocumentLoadingTask, failed: Promise<never>): Promise<Opened> {
  try {
    const pdf = await Promise.race([task.promise, failed]);
    if (pdf.numPages === info.pages.length) return { ok: true, pdf };
    const details = { shown: pdf.numPages, signed: info.pages.length };
    return { ok: false, failure: { code: 'VIEW_MISMATCH', details } };
  } catch (error) {
    if (error instanceof Error && error.name === 'PasswordException')
      return { ok: false, failure: { code: 'PDF_PASSWORD_REQUIRED', details: {} } };
    return {
      ok: false,
      failure: { code: 'VIEW_FAILED', details: { cause: error instanceof Error ? error.name : '' } },
    };
  }
}

/** Starts the reader before the first document asks for it: the first page is then there at once. */
export function warmUp(): void {
  sharedWorker();
}

function sharedWorker(): PDFWorker {
  if (worker !== null) return worker;
  const port = new Worker(trustedScriptUrl(new URL(workerUrl, import.meta.url).href), { type: 'module' });
  // The published types allow only null for `port`; the library takes a Worker (GlobalWorkerOptions.workerPort is one).
  worker = new PDFWorker({ port, verbosity: 0 } as unknown as ConstructorParameters<typeof PDFWorker>[0]);
  return worker;
}
