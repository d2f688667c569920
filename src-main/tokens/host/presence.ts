import pkcs11js from 'pkcs11js';
import type { PresentToken } from '../token-info.ts';
import { trimmed } from './listing.ts';
import { attempt, type NativeModule, slotsWithToken, ulongOf } from './native.ts';

/**
 * Which tokens are there, as cheaply as can be asked: C_GetSlotList, whose first call without a buffer lets the module look for new
 * readers (PKCS#11 v3.1, 5.5.1), and C_GetTokenInfo and C_GetSlotInfo only for slots that held no token before: a card is not to be talked to each second.
 */
export function presentTokens(
  module: NativeModule,
  known: readonly PresentToken[],
): { tokens: PresentToken[]; slotIds: ReadonlySet<number> } {
  const slots = slotsWithToken(module);
  const tokens = slots.flatMap((slot) => {
    const slotId = ulongOf(slot);
    const before = known.find((token) => token.slotId === slotId);
    if (before !== undefined) return [before];
    const info = attempt(() => module.C_GetTokenInfo(slot));
    if (info === undefined || (info.flags & pkcs11js.CKF_TOKEN_INITIALIZED) === 0) return [];
    const about = attempt(() => module.C_GetSlotInfo(slot));
    return [
      { slotId, slot: trimmed(about?.slotDescription), label: trimmed(info.label), serial: trimmed(info.serialNumber) },
    ];
  });
  return { tokens, slotIds: new Set(slots.map(ulongOf)) };
}
