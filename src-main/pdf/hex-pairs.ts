import { latin1 } from './characters.ts';

/** What the room that a signature leaves is filled with: the digit 0. */
const ZEROS = new Uint8Array(64 * 1024).fill(0x30);
/** So many zeros in a row are taken for the beginning of such room. */
const ROW = Buffer.from(ZEROS.subarray(0, 64));

/**
 * The bytes that `digits` stand for. Undefined where they are anything else than pairs of hexadecimal digits, be it white space.
 * What is room and not content costs next to nothing.
 */
export function hexPairs(digits: Uint8Array): Uint8Array | undefined {
  if (digits.length % 2 === 1) return undefined;
  const length = digits.length / 2;
  const content = contentOf(digits);
  // Ends at the first pair that is none.
  const decoded = Buffer.from(latin1(digits, 0, content), 'hex');
  if (decoded.length !== content / 2) return undefined;
  const bytes = new Uint8Array(length);
  bytes.set(decoded);
  return bytes;
}

/** How many digits come before zeros that go on to the end; an even number. */
function contentOf(digits: Uint8Array): number {
  if (digits.length < 4 * ROW.length) return digits.length;
  const view = Buffer.from(digits.buffer, digits.byteOffset, digits.length);
  const found = view.indexOf(ROW);
  const start = found + (found % 2);
  const rest = digits.length - start;
  const isRoom = found >= 0 && rest <= ZEROS.length && view.compare(ZEROS, 0, rest, start) === 0;
  return isRoom ? start : digits.length;
}
