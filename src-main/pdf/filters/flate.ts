import { promisify } from 'node:util';
import { inflate, inflateSync } from 'node:zlib';
import { damaged, limitExceeded } from '../pdf-errors.ts';

const inflateAsync = promisify(inflate);
/** Up to here inflating takes less than a turn of the thread pool. */
const SHORT = 32 * 1024;

/** FlateDecode (ISO 32000-2, 7.4.4). Long input is inflated off the main thread. @throws AppError PDF_DAMAGED, PDF_LIMIT_EXCEEDED above `limit` bytes */
export async function decodeFlate(data: Uint8Array, limit: number): Promise<Uint8Array> {
  const options = { maxOutputLength: limit };
  try {
    const result = data.length <= SHORT ? inflateSync(data, options) : await inflateAsync(data, options);
    return new Uint8Array(result.buffer, result.byteOffset, result.length);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') {
      throw limitExceeded('decoded bytes of one stream', { limit });
    }
    throw damaged('a compressed stream cannot be decompressed', { bytes: data.length });
  }
}
