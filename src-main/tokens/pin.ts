/**
 * Where a PIN comes from, UTF-8. Bytes stay the caller's, to be overwritten by the caller. A function is asked once for each PIN that the
 * token wants, gives bytes that become ours, and is never asked again after a refusal.
 */
export type PinSource = Uint8Array | (() => Promise<Uint8Array>);

/** A copy of the PIN that is ours to overwrite. */
export async function takePin(source: PinSource): Promise<Uint8Array> {
  return typeof source === 'function' ? source() : copyOf(source);
}

/** Bytes of their own, also for a Buffer, whose `slice` would share them. */
export function copyOf(pin: Uint8Array): Uint8Array<ArrayBuffer> {
  const own = ownBytes(pin.length);
  own.set(pin);
  return own;
}

/**
 * Room for a secret. A small array that is made without a buffer lies among the objects of the program, and stays behind there when these are
 * moved, or when its buffer is asked for: what lies in one of its own is overwritten.
 */
export function ownBytes(length: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(new ArrayBuffer(length));
}
