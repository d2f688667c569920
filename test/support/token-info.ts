import type { TokenInfo } from '../../src-main/tokens/token-info.ts';

/** A token in order that says nothing of itself but what is given. */
export function tokenInfo(more: Partial<TokenInfo> = {}): TokenInfo {
  return {
    slotId: 0,
    slotDescription: '',
    slotManufacturer: '',
    label: 'Card',
    serial: '',
    manufacturer: '',
    model: '',
    flags: 0,
    initialized: true,
    pinState: 'ok',
    loginRequired: true,
    protectedPath: false,
    signMechanisms: [],
    certificates: [],
    bareKeys: [],
    more: false,
    problem: null,
    ...more,
  };
}
