import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { contentDigests } from '../../../../src-main/pades/verify/content-digest.ts';
import { bytesSource } from '../../../../src-main/platform/byte-source.ts';

const bytes = Buffer.alloc(5_000_000, 'Countersign');
const ranges = [
  { gapStart: 3_000_000, gapEnd: 3_100_000, end: 5_000_000 },
  { gapStart: 100, gapEnd: 200, end: 2_500_000 },
  { gapStart: 100, gapEnd: 200, end: 300 },
];

describe('contentDigests', () => {
  it('gives each range what a plain hash over its two parts gives, in the order asked for', async () => {
    const requests = ranges.flatMap((range) => (['sha256', 'sha512'] as const).map((hash) => ({ range, hash })));
    const digests = await contentDigests(bytesSource(bytes), requests);
    expect(digests.map((digest) => Buffer.from(digest).toString('hex'))).toEqual(
      requests.map(({ range, hash }) =>
        createHash(hash)
          .update(bytes.subarray(0, range.gapStart))
          .update(bytes.subarray(range.gapEnd, range.end))
          .digest('hex'),
      ),
    );
  });

  it('reads a shared beginning once', async () => {
    let read = 0;
    const source = bytesSource(bytes);
    const counting = {
      size: source.size,
      read: (offset: number, length: number) => {
        read += length;
        return source.read(offset, length);
      },
    };
    const many = Array.from({ length: 10 }, (_, index) => ({
      range: { gapStart: 4_000_000 + index * 1000, gapEnd: 4_000_100 + index * 1000, end: 4_001_000 + index * 1000 },
      hash: 'sha256' as const,
    }));
    await contentDigests(counting, many);
    expect(read).toBeLessThan(4_100_000);
  });

  it('stops when told to', async () => {
    const controller = new AbortController();
    const request = { range: { gapStart: 3_000_000, gapEnd: 3_100_000, end: 5_000_000 }, hash: 'sha256' as const };
    const onProgress = () => controller.abort();
    await expect(
      contentDigests(bytesSource(bytes), [request], { signal: controller.signal, onProgress }),
    ).rejects.toMatchObject({ code: 'CANCELLED' });
  });
});
