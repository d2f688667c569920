import { TAG } from './der.ts';

/** Joins encodings into the content of a constructed value. */
export function concat(parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/** One value: tag, shortest definite length (X.690, 10.1), content. */
export function encode(tag: number, ...content: readonly Uint8Array[]): Uint8Array {
  const length = content.reduce((sum, part) => sum + part.length, 0);
  return concat([Uint8Array.of(tag, ...encodeLength(length)), ...content]);
}

function encodeLength(length: number): number[] {
  if (length < 0x80) {
    return [length];
  }
  const octets: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) {
    octets.unshift(rest & 0xff);
  }
  return [0x80 | octets.length, ...octets];
}

export function sequence(...members: readonly Uint8Array[]): Uint8Array {
  return encode(TAG.sequence, ...members);
}

/** SET OF in DER order (X.690, 11.6). `tag` for an implicitly tagged one. */
export function setOf(members: readonly Uint8Array[], tag: number = TAG.set): Uint8Array {
  return encode(tag, ...[...members].sort(Buffer.compare));
}

/** A small non-negative INTEGER. */
export function integer(value: number): Uint8Array {
  const octets = [value & 0xff];
  for (let rest = Math.floor(value / 256); rest > 0; rest = Math.floor(rest / 256)) {
    octets.unshift(rest & 0xff);
  }
  if ((octets[0] ?? 0) >= 0x80) {
    octets.unshift(0);
  }
  return encode(TAG.integer, Uint8Array.from(octets));
}

export function octetString(bytes: Uint8Array): Uint8Array {
  return encode(TAG.octetString, bytes);
}

/** A BIT STRING of whole octets. */
export function bitString(bytes: Uint8Array): Uint8Array {
  return encode(TAG.bitString, Uint8Array.of(0), bytes);
}

/** A Time in whole seconds of UTC: UTCTime to 2049, GeneralizedTime after (RFC 5280, 4.1.2.5; RFC 5652, 11.3). */
export function time(date: Date): Uint8Array {
  const digits = `${date.toISOString().replaceAll(/[-:T]/g, '').slice(0, 14)}Z`;
  const year = date.getUTCFullYear();
  return year >= 1950 && year < 2050
    ? encode(TAG.utcTime, Buffer.from(digits.slice(2), 'latin1'))
    : encode(TAG.generalizedTime, Buffer.from(digits, 'latin1'));
}

export const NULL = Uint8Array.of(TAG.null, 0);
