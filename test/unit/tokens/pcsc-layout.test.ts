import { describe, expect, it } from 'vitest';
import { foreignFunctions } from '../../../src-main/tokens/host/foreign.ts';
import { readerStateType } from '../../../src-main/tokens/host/pcsc.ts';

const koffi = foreignFunctions();

/**
 * Where the members lie in 64 bits. Linux: DWORD is unsigned long, 33 bytes of answer to reset (pcsclite.h); macOS: DWORD is uint32_t and the
 * structure is packed (PCSC/pcsclite.h); Windows: DWORD has 32 bits, 36 bytes of answer to reset (winscard.h).
 */
const LAYOUT = {
  linux: { size: 80, dwCurrentState: 16, dwEventState: 24, cbAtr: 32, rgbAtr: 40 },
  darwin: { size: 61, dwCurrentState: 16, dwEventState: 20, cbAtr: 24, rgbAtr: 28 },
  win32: { size: 64, dwCurrentState: 16, dwEventState: 20, cbAtr: 24, rgbAtr: 28 },
} as const;

describe('what PC/SC is given', () => {
  // The width of “unsigned long” is that of the system that runs this: Linux’s own layout can be looked at there alone.
  const systems = (Object.keys(LAYOUT) as (keyof typeof LAYOUT)[]).filter(
    (system) => system !== 'linux' || koffi.sizeof('unsigned long') === 8,
  );

  it.each(systems)('the state of a reader lies as %s wants it', (system) => {
    const type = readerStateType(koffi, system);
    const { size, ...members } = LAYOUT[system];
    expect(koffi.sizeof(type)).toBe(size);
    for (const [member, offset] of Object.entries(members)) expect(koffi.offsetof(type, member), member).toBe(offset);
  });
});
