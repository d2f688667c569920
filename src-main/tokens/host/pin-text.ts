import { ckrFailure } from './native.ts';

/**
 * The binding takes the PIN as text and hands the module its UTF-8 bytes. Null (PIN pad) becomes an empty PIN: a pointer with length 0,
 * since the binding cannot give NULL_PTR. The bytes are overwritten.
 * @throws HostError CKR_PIN_INVALID for bytes that are not UTF-8
 */
export function pinText(pin: Uint8Array | null): string {
  if (pin === null) return '';
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(pin);
  } catch {
    throw ckrFailure('C_Login', 'CKR_PIN_INVALID');
  } finally {
    pin.fill(0);
  }
}
