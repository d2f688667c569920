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
export function copyOf(pin: Uint8Array): Uint8Array {
  return new Uint8Array(pin);
}
