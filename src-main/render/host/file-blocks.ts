import type { MessagePort } from 'node:worker_threads';
import { BLOCK, type Message, SHARED_HEAD, STATE } from './protocol.ts';

/** Blocks kept of one document. */
const KEPT = 64;
/** A read that takes longer failed: the other thread kills this one before that. */
const LONGEST_READ = 120_000;

/** Why bytes are missing. Thrown through PDFium it would leave it in disorder, so it is kept and asked for afterwards. */
export interface ReadState {
  failed: boolean;
}

/**
 * The bytes of a document for a reader that cannot wait for a promise: each block is asked of the other thread, and this one sleeps until
 * it is there.
 */
export class FileBlocks {
  readonly #document: number;
  readonly #port: MessagePort;
  readonly #control: Int32Array;
  readonly #data: Uint8Array;
  readonly #size: number;
  /** By number, the one used last at the end. */
  readonly #blocks = new Map<number, Uint8Array>();
  readonly state: ReadState = { failed: false };

  constructor(document: number, size: number, port: MessagePort, shared: SharedArrayBuffer) {
    this.#document = document;
    this.#size = size;
    this.#port = port;
    this.#control = new Int32Array(shared, 0, 2);
    this.#data = new Uint8Array(shared, SHARED_HEAD, BLOCK);
  }

  /** Fills `target` from `offset`. False where the bytes are not to be had. */
  read(offset: number, target: Uint8Array): boolean {
    if (offset < 0 || offset + target.length > this.#size) return false;
    for (let filled = 0; filled < target.length; ) {
      const at = offset + filled;
      const number = Math.floor(at / BLOCK);
      const block = this.#block(number);
      if (block === undefined) return false;
      const part = block.subarray(at - number * BLOCK, at - number * BLOCK + target.length - filled);
      if (part.length === 0) return false;
      target.set(part, filled);
      filled += part.length;
    }
    return true;
  }

  #block(number: number): Uint8Array | undefined {
    const known = this.#blocks.get(number) ?? this.#fetch(number);
    if (known === undefined) return undefined;
    this.#blocks.delete(number);
    this.#blocks.set(number, known);
    const [oldest] = this.#blocks.keys();
    if (this.#blocks.size > KEPT && oldest !== undefined) this.#blocks.delete(oldest);
    return known;
  }

  #fetch(number: number): Uint8Array | undefined {
    const offset = number * BLOCK;
    const length = Math.min(BLOCK, this.#size - offset);
    Atomics.store(this.#control, 0, STATE.waiting);
    this.#port.postMessage({ kind: 'read', document: this.#document, offset, length } satisfies Message);
    Atomics.wait(this.#control, 0, STATE.waiting, LONGEST_READ);
    const filled = Atomics.load(this.#control, 0) === STATE.filled ? Atomics.load(this.#control, 1) : -1;
    if (filled === length) return this.#data.slice(0, length);
    this.state.failed = true;
    return undefined;
  }
}
