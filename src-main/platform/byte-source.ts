/** Random access to bytes that do not change while they are read. Offsets and lengths in bytes. */
export interface ByteSource {
  /** Total length in bytes. */
  readonly size: number;
  /**
   * Reads exactly `length` bytes from `offset`, fewer only where the source ends first.
   * @throws AppError INPUT_UNREADABLE
   */
  read(offset: number, length: number): Promise<Uint8Array>;
  /**
   * As `read`, into memory of the caller's; gives the part that was filled. For whoever reads the whole source in constant memory.
   * @throws AppError INPUT_UNREADABLE
   */
  readInto?(bytes: Uint8Array, offset: number): Promise<Uint8Array>;
}

/** A source over bytes already in memory: tests, streams out of an object stream. */
export function bytesSource(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.length,
    read: async (offset, length) => bytes.subarray(offset, Math.min(bytes.length, offset + length)),
  };
}

/** The same bytes, read whole at the first question and kept: for a small source that is asked for many pieces. */
export function heldSource(source: ByteSource): ByteSource {
  let whole: Promise<Uint8Array> | undefined;
  return {
    size: source.size,
    async read(offset, length) {
      whole ??= source.read(0, source.size);
      return (await whole).subarray(offset, Math.min(source.size, offset + length));
    },
  };
}
