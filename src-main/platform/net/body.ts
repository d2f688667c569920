import type { IncomingMessage } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createInflate } from 'node:zlib';
import { networkError } from './net-errors.ts';

/**
 * Reads a body of at most `maxBytes`, unpacked. It is asked for unpacked; a server that packs it all the same is borne with, and the
 * limit holds for what comes out.
 * @throws AppError NETWORK_TOO_LARGE, NETWORK_STATUS for a packing that is not known; the stream's errors
 */
export async function readBody(
  answer: IncomingMessage,
  maxBytes: number,
  purpose: string,
  host: string,
): Promise<Uint8Array> {
  const tooLarge = () =>
    networkError(
      'NETWORK_TOO_LARGE',
      purpose,
      `${host} sends more than the ${maxBytes} bytes that are accepted. Ask whoever runs the service.`,
      { host, limit: maxBytes },
    );
  if (Number(answer.headers['content-length'] ?? 0) > maxBytes) {
    answer.destroy();
    throw tooLarge();
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  const collect = async (source: AsyncIterable<Uint8Array>): Promise<void> => {
    for await (const chunk of source) {
      size += chunk.length;
      if (size > maxBytes) throw tooLarge();
      chunks.push(chunk);
    }
  };
  const packing = (answer.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (packing === 'identity' || packing === '') await pipeline(answer, collect);
  else if (packing === 'gzip' || packing === 'x-gzip') await pipeline(answer, createGunzip(), collect);
  else if (packing === 'deflate') await pipeline(answer, createInflate(), collect);
  else {
    answer.destroy();
    const why = `${host} packs its answer in a way that is not understood. Ask whoever runs the service.`;
    throw networkError('NETWORK_STATUS', purpose, why, { host, encoding: packing.slice(0, 40) });
  }
  return new Uint8Array(Buffer.concat(chunks, size));
}
