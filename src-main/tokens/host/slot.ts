import type { PresentToken } from '../token-info.ts';
import { tokenInfo, trimmed } from './listing.ts';
import { ckrFailure, type Handle, HostError, type NativeModule, slotsWithToken, ulongOf } from './native.ts';

/**
 * The slot of the token that was chosen, looked up anew: slots are renumbered, and another token may be in it by now.
 * @throws HostError CKR_TOKEN_NOT_PRESENT, token-changed
 */
export function slotOf(module: NativeModule, { slotId, serial }: Pick<PresentToken, 'slotId' | 'serial'>): Handle {
  const slot = slotsWithToken(module).find((candidate) => ulongOf(candidate) === slotId);
  if (slot === undefined) throw ckrFailure('C_GetSlotList', 'CKR_TOKEN_NOT_PRESENT');
  const token = tokenInfo(module, slot);
  if (trimmed(token.serialNumber) !== serial) throw new HostError({ kind: 'token-changed' });
  return slot;
}
