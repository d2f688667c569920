/** An instance as far as its owner needs it. */
export interface WasmInstance {
  readonly exports: object;
}

interface WasmEngine {
  compile(bytes: Uint8Array<ArrayBuffer>): Promise<WebAssembly.Module>;
  readonly Instance: new (module: WebAssembly.Module, imports: object) => WasmInstance;
}

/** The engine's interface for WebAssembly: Node's types name its modules only. */
export const wasmEngine: WasmEngine = (globalThis as unknown as { readonly WebAssembly: WasmEngine }).WebAssembly;
