import type { Box } from '../../../shared/geometry/page-space.ts';

/** What a worker is started with. */
export interface WorkerStart {
  /** PDFium, compiled. */
  readonly module: WebAssembly.Module;
  /** Two numbers of 32 bits (state, length) and after them one block of the file that is being read. */
  readonly shared: SharedArrayBuffer;
  /** Largest picture. */
  readonly pixels: number;
}

/** Bytes asked for at a time. */
export const BLOCK = 256 * 1024;
/** Bytes before the block in the shared memory. */
export const SHARED_HEAD = 8;
/** States of the shared memory; a length below 0 says that the bytes could not be read. */
export const STATE = { waiting: 0, filled: 1 } as const;

export type Task =
  | { readonly op: 'open'; readonly document: number; readonly size: number; readonly password: string }
  | {
      readonly op: 'render';
      readonly document: number;
      readonly page: number;
      readonly width: number;
      readonly annotations: boolean;
      readonly printing: boolean;
    }
  | { readonly op: 'text'; readonly document: number; readonly page: number; readonly boxes: readonly Box[] }
  | { readonly op: 'close'; readonly document: number };

/** Why a task failed. */
export type Fault = 'format' | 'password' | 'page' | 'memory' | 'read';

export interface Results {
  open: { readonly pages: number };
  render: { readonly width: number; readonly height: number; readonly rgba: Uint8Array<ArrayBuffer> };
  text: readonly string[];
  close: null;
}

export type Message =
  | { readonly kind: 'read'; readonly document: number; readonly offset: number; readonly length: number }
  | { readonly kind: 'done'; readonly value: Results[Task['op']] }
  | { readonly kind: 'failed'; readonly fault: Fault };
