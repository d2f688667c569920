import type { PresentToken } from '../token-info.ts';
import { tokenInfo, trimmed } from './listing.ts';
import { ckrFailure, type Handle, HostError, type NativeModule, slotsWithToken, ulongOf } from './native.ts';

/** A token and what C_GetTokenInfo says of it at this moment. */
export interface ChosenToken {
  readonly slot: Handle;
  readonly info: ReturnType<typeof tokenInfo>;
}

/**
 * The token that was chosen, looked up anew: slots are renumbered, and another token may be in its slot by now. A card is asked once for
 * both that and the state of its PIN: each question takes it a while.
 * @throws HostError CKR_TOKEN_NOT_PRESENT, token-changed
 */
export function chosenToken(
  module: NativeModule,
  { slotId, serial }: Pick<PresentToken, 'slotId' | 'serial'>,
): ChosenToken {
  const slot = slotsWithToken(module).find((candidate) => ulongOf(candidate) === slotId);
  if (slot === undefined) throw ckrFailure('C_GetSlotList', 'CKR_TOKEN_NOT_PRESENT');
  const info = tokenInfo(module, slot);
  if (trimmed(info.serialNumber) !== serial) throw new HostError({ kind: 'token-changed' });
  return { slot, info };
}
