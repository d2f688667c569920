import { promisify } from 'node:util';
import { crc32, deflate } from 'node:zlib';
import type { PagePicture } from '../platform/page-renderer.ts';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** Bits of a channel, colour type RGB with alpha, and nothing unusual (ISO/IEC 15948, 11.2.2). */
const FORM = [8, 6, 0, 0, 0];
/** Pages are mostly white: more effort makes them hardly smaller. */
const EFFORT = 3;

const deflated = promisify(deflate);

/** A picture as a PNG file. */
export async function pngOf({ width, height, rgba }: PagePicture): Promise<Uint8Array> {
  const rows = Buffer.alloc(height * (1 + 4 * width));
  // Each row begins with its filter: 0, none.
  for (let y = 0; y < height; y++) rows.set(rgba.subarray(4 * y * width, 4 * (y + 1) * width), y * (1 + 4 * width) + 1);
  const size = Buffer.alloc(8);
  size.writeUInt32BE(width, 0);
  size.writeUInt32BE(height, 4);
  const data = await deflated(rows, { level: EFFORT });
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', Buffer.concat([size, Buffer.from(FORM)])),
    chunk('IDAT', data),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}
