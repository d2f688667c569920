import { AppError } from '../../../shared/contract/app-error.ts';
import { PdfSlot } from '../../pdf/objects.ts';

/** Digits of each number in /ByteRange: a file of almost a terabyte fits, and every update has the same length. */
const DIGITS = 12;

/** Bytes kept free beyond what a signature or a timestamp is expected to need: what no authority has been seen to go beyond. */
export const TOKEN_ROOM = 16 * 1024;

/** A /ByteRange whose numbers are filled in once the file is laid out (ISO 32000-2, 12.8.1). */
export function byteRangeSlot(): PdfSlot {
  return new PdfSlot(encode(byteRangeText(0, 0, 0)));
}

/** A /Contents of `capacity` bytes, all zero, as the hexadecimal string that the signature fills. */
export function contentsSlot(capacity: number): PdfSlot {
  const slot = new Uint8Array(2 * capacity + 2).fill(0x30);
  slot[0] = 0x3c;
  slot[slot.length - 1] = 0x3e;
  return new PdfSlot(slot);
}

/** Bytes that fit into a /Contents. */
export function capacityOf(contents: PdfSlot): number {
  return (contents.bytes.length - 2) / 2;
}

/** Offsets of a signature: everything from 0 to `gapStart` and from `gapEnd` to `end` is signed. Absolute bytes. */
export interface SignedRange {
  readonly gapStart: number;
  readonly gapEnd: number;
  readonly end: number;
}

/**
 * Writes the numbers into `update`, the bytes that will stand at `base` in the file.
 * The gap is exactly the hexadecimal string with its delimiters (EN 319 142-1, 6.3 k).
 */
export function fillByteRange(update: Uint8Array, base: number, byteRange: PdfSlot, contents: PdfSlot): SignedRange {
  const range = {
    gapStart: contents.offset,
    gapEnd: contents.offset + contents.bytes.length,
    end: base + update.length,
  };
  update.set(encode(byteRangeText(range.gapStart, range.gapEnd, range.end - range.gapEnd)), byteRange.offset - base);
  return range;
}

/**
 * Writes the CMS structure into its gap, the rest stays zero.
 * @throws AppError SIGNATURE_TOO_LARGE
 */
export function fillContents(update: Uint8Array, base: number, contents: PdfSlot, cms: Uint8Array): void {
  const capacity = capacityOf(contents);
  if (cms.length > capacity) {
    throw new AppError(
      'SIGNATURE_TOO_LARGE',
      `The signature needs ${cms.length} bytes and ${capacity} were reserved. Nothing was saved.`,
      { needed: cms.length, reserved: capacity },
    );
  }
  update.set(encode(Buffer.from(cms).toString('hex')), contents.offset - base + 1);
}

/** A hexadecimal string with its delimiters. */
export function hexOf(bytes: Uint8Array): Uint8Array {
  return encode(`<${Buffer.from(bytes).toString('hex')}>`);
}

function byteRangeText(gapStart: number, gapEnd: number, rest: number): string {
  const padded = [gapStart, gapEnd, rest].map((n) => String(n).padStart(DIGITS, '0'));
  return `[0 ${padded.join(' ')}]`;
}

function encode(text: string): Uint8Array {
  return Buffer.from(text, 'latin1');
}
