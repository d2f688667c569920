import { init } from '@embedpdf/pdfium';
import { type WasmInstance, wasmEngine } from '../../platform/web-assembly.ts';
import type { Fault } from './protocol.ts';

/** PDFium's functions and memory. The one door to the package. */
export type Pdfium = Awaited<ReturnType<typeof init>>;

/**
 * Starts PDFium. It holds no script engine, no XFA and no network; its file system is empty memory.
 * @throws Error where WebAssembly does not run
 */
export async function startPdfium(module: WebAssembly.Module): Promise<Pdfium> {
  const pdfium = await init({
    instantiateWasm: (imports: object, receive: (instance: WasmInstance) => void) => {
      const instance = new wasmEngine.Instance(module, imports);
      receive(instance);
      return instance.exports;
    },
    print: () => undefined,
    printErr: () => undefined,
  });
  pdfium.PDFiumExt_Init();
  return pdfium;
}

/** Bytes of PDFium's memory, for as long as nothing is called: its memory moves when it grows. */
export function memoryAt({ pdfium }: Pdfium, pointer: number, length: number): Uint8Array {
  // The package's types leave out what its runtime shares with every other one.
  const { HEAPU8 } = pdfium as unknown as { readonly HEAPU8: Uint8Array };
  return HEAPU8.subarray(pointer, pointer + length);
}

/** Why PDFium did not do what it was asked. */
export class RenderFault extends Error {
  readonly fault: Fault;

  constructor(fault: Fault) {
    super(fault);
    this.fault = fault;
  }
}
