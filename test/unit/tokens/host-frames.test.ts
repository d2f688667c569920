import { serialize } from 'node:v8';
import { describe, expect, it } from 'vitest';
import { FrameError, FrameReader, frameOf } from '../../../src-main/tokens/host-frames.ts';

const messages = [{ id: 1, pin: new Uint8Array([49, 50]) }, null, 'x'.repeat(300)];

describe('the line to a token host', () => {
  it.each([1, 3, 4, 7, 1_000])('gives messages as they were sent, in pieces of %i bytes', (size) => {
    const all = Buffer.concat(messages.map(frameOf));
    const reader = new FrameReader();
    const came: unknown[] = [];
    for (let at = 0; at < all.length; at += size) came.push(...reader.read(Buffer.from(all.subarray(at, at + size))));
    expect(came).toEqual(messages);
  });

  it('overwrites what arrived', () => {
    const frame = frameOf({ pin: 'secret' });
    expect([...new FrameReader().read(frame)]).toEqual([{ pin: 'secret' }]);
    expect(frame.every((byte) => byte === 0)).toBe(true);
  });

  const withLength = (length: number, body: Buffer) => {
    const head = Buffer.alloc(4);
    head.writeUInt32LE(length);
    return Buffer.concat([head, body]);
  };
  it.each([
    ['of no length', withLength(0, Buffer.alloc(0))],
    ['of more than any message has', withLength(0xffff_fff0, Buffer.alloc(16))],
    ['that is no structured clone', withLength(8, Buffer.from('xxxxxxxx'))],
    ['that is cut off', withLength(20, serialize({ certificate: Buffer.alloc(100) }).subarray(0, 20))],
  ])('refuses a message %s', (_, bytes) => {
    expect(() => [...new FrameReader().read(bytes)]).toThrow(FrameError);
  });
});
