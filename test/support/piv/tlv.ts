/** BER-TLV as smart cards use it (ISO/IEC 7816-4, 5.2.2): tags of one to three bytes, definite lengths. */
export function tlv(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(contents);
  return Buffer.concat([bigEndian(tag), lengthOf(content.length), content]);
}

/** The direct children of a constructed object, in order. @throws RangeError where it is cut off */
export function children(bytes: Uint8Array): { readonly tag: number; readonly content: Uint8Array }[] {
  const found: { tag: number; content: Uint8Array }[] = [];
  let at = 0;
  const next = (): number => {
    const byte = bytes[at++];
    if (byte === undefined) throw new RangeError('a data object is cut off');
    return byte;
  };
  while (at < bytes.length) {
    let tag = next();
    if ((tag & 0x1f) === 0x1f) {
      do tag = tag * 256 + next();
      while ((tag & 0x80) !== 0);
    }
    let length = next();
    if (length > 0x80) {
      let count = length & 0x7f;
      length = 0;
      for (; count > 0; count--) length = length * 256 + next();
    }
    if (at + length > bytes.length) throw new RangeError('a data object is cut off');
    found.push({ tag, content: bytes.subarray(at, at + length) });
    at += length;
  }
  return found;
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const bytes = bigEndian(length);
  return Buffer.concat([Buffer.from([0x80 | bytes.length]), bytes]);
}

function bigEndian(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; rest > 0 || bytes.length === 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return Buffer.from(bytes);
}
