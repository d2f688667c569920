import { AppError } from '../../shared/contract/app-error.ts';
import type { ByteSource } from '../platform/byte-source.ts';

const BLOCK = 64 * 1024;
const BLOCKS = 64;
/** Longer reads go past the cache: they would only push everything else out of it. */
const LONG = 8 * BLOCK;

/** Positioned reads over a source through a small cache of aligned blocks: memory stays constant however long the file. */
export class BlockReader {
  readonly source: ByteSource;
  private readonly blocks = new Map<number, Uint8Array>();

  constructor(source: ByteSource) {
    this.source = source;
  }

  /**
   * Exactly `length` bytes from `offset`. The result may share memory with the cache: it is not to be written to, and to be copied if kept.
   * @throws AppError INPUT_UNREADABLE where the source ends before that
   */
  async read(offset: number, length: number): Promise<Uint8Array> {
    if (length <= 0) return new Uint8Array(0);
    if (length > LONG) return this.exactly(offset, length);
    const first = Math.floor(offset / BLOCK);
    const last = Math.floor((offset + length - 1) / BLOCK);
    if (first === last) {
      const block = this.blocks.get(first) ?? (await this.load(first));
      const start = offset - first * BLOCK;
      if (start + length > block.length) throw this.short(offset, length);
      return block.subarray(start, start + length);
    }
    const result = new Uint8Array(length);
    for (let index = first; index <= last; index++) {
      const block = this.blocks.get(index) ?? (await this.load(index));
      const from = Math.max(offset - index * BLOCK, 0);
      const to = Math.min(offset + length - index * BLOCK, BLOCK);
      if (to > block.length) throw this.short(offset, length);
      result.set(block.subarray(from, to), index * BLOCK + from - offset);
    }
    return result;
  }

  private async load(index: number): Promise<Uint8Array> {
    const offset = index * BLOCK;
    const block = await this.exactly(offset, Math.max(0, Math.min(BLOCK, this.source.size - offset)));
    const oldest = this.blocks.keys().next();
    if (this.blocks.size >= BLOCKS && oldest.done !== true) this.blocks.delete(oldest.value);
    this.blocks.set(index, block);
    return block;
  }

  private async exactly(offset: number, length: number): Promise<Uint8Array> {
    if (offset + length > this.source.size) throw this.short(offset, length);
    const bytes = await this.source.read(offset, length);
    if (bytes.length !== length) throw this.short(offset, length);
    return bytes;
  }

  private short(offset: number, length: number): AppError {
    return new AppError(
      'INPUT_UNREADABLE',
      'The file is shorter than it was when it was opened; wait until it is written completely and open it again.',
      { offset, length, size: this.source.size },
    );
  }
}
