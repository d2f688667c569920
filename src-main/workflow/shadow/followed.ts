import type { PdfDocument } from '../../pdf/document.ts';
import type { ByteSource } from '../../platform/byte-source.ts';

/** The document with other bytes behind it. */
export function followed({ source, size }: PdfDocument, tail: Uint8Array): ByteSource {
  return {
    size: size + tail.length,
    async read(offset, length) {
      const end = Math.min(size + tail.length, offset + length);
      if (end <= size) return source.read(offset, end - offset);
      const behind = tail.subarray(Math.max(0, offset - size), end - size);
      if (offset >= size) return behind;
      return Buffer.concat([await source.read(offset, size - offset), behind]);
    },
  };
}
