import { packageFile } from '../platform/program-files.ts';
import { wasmEngine } from '../platform/web-assembly.ts';

/** Pages of 64 KiB that PDFium may grow to: 1 GiB. Its own limit is 2 GiB. */
const MOST_MEMORY_PAGES = 16_384;
const MEMORY_SECTION = 5;
const HEADER = 8;

let compiled: Promise<WebAssembly.Module> | undefined;

/** PDFium, compiled once for all workers, with less memory than it would take. @throws Error where the program is not complete */
export function pdfiumModule(): Promise<WebAssembly.Module> {
  compiled ??= packageFile('@embedpdf/pdfium/pdfium.wasm').then((bytes) => wasmEngine.compile(withLessMemory(bytes)));
  return compiled;
}

/** Lowers the maximum of its memory section in place (WebAssembly core specification, 5.5.8): the only bound that holds while it runs. */
function withLessMemory(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  let offset = HEADER;
  while (offset < bytes.length) {
    const section = bytes[offset];
    const size = readNumber(bytes, offset + 1);
    if (section === MEMORY_SECTION) {
      // Vector of one memory, limits with a maximum, minimum, maximum.
      const minimum = readNumber(bytes, size.end + 2);
      const maximum = readNumber(bytes, minimum.end);
      if (bytes[size.end] !== 1 || bytes[size.end + 1] !== 1) throw new Error('PDFium has a memory of another form');
      writeNumber(bytes, minimum.end, maximum.end, Math.min(maximum.value, MOST_MEMORY_PAGES));
      return bytes;
    }
    offset = size.end + size.value;
  }
  throw new Error('PDFium has no memory');
}

/** LEB128 without a sign. */
function readNumber(bytes: Uint8Array, offset: number): { value: number; end: number } {
  let value = 0;
  for (let at = offset, factor = 1; ; at++, factor *= 128) {
    const byte = bytes[at] ?? 0;
    value += (byte & 0x7f) * factor;
    if (byte < 0x80) return { value, end: at + 1 };
  }
}

/** In as many bytes as there are. */
function writeNumber(bytes: Uint8Array, start: number, end: number, value: number): void {
  let rest = value;
  for (let at = start; at < end; at++) {
    bytes[at] = (rest % 128) | (at < end - 1 ? 0x80 : 0);
    rest = Math.floor(rest / 128);
  }
}
