import pkcs11js from 'pkcs11js';
import type { PresentToken } from '../token-info.ts';
import { tokenInfo, trimmed } from './listing.ts';
import { attempt, call, type Handle, type NativeModule, ulongOf } from './native.ts';

/**
 * Which tokens are there, as cheaply as can be asked: C_GetSlotList, whose first call without a buffer lets the module look for new
 * readers (PKCS#11 v3.1, 5.5.1), and C_GetTokenInfo of each: tokens may be exchanged between two looks. One that is at work is not
 * asked, since it would be slower for that, and tells by itself when it is gone.
 * @param known tokens of the last look
 * @param atWork slots with an open session
 */
export function presentTokens(
  module: NativeModule,
  known: readonly PresentToken[],
  atWork: ReadonlySet<number>,
): { tokens: PresentToken[]; slotIds: ReadonlySet<number> } {
  const slots = call('C_GetSlotList', () => module.C_GetSlotList(true));
  const tokens = slots.flatMap((slot) => {
    const slotId = ulongOf(slot);
    const before = known.find((token) => token.slotId === slotId);
    return (before !== undefined && atWork.has(slotId) ? before : tokenIn(module, slot, before)) ?? [];
  });
  return { tokens, slotIds: new Set(slots.map(ulongOf)) };
}

/** A token that does not answer at this moment is still the one that it was: its slot is not empty. */
function tokenIn(module: NativeModule, slot: Handle, before: PresentToken | undefined): PresentToken | undefined {
  const info = attempt(() => tokenInfo(module, slot));
  if (info === undefined) return before;
  if ((info.flags & pkcs11js.CKF_TOKEN_INITIALIZED) === 0) return undefined;
  return { slotId: ulongOf(slot), label: trimmed(info.label), serial: trimmed(info.serialNumber) };
}
