import { homedir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { shownPath } from '../../../src-main/workflow/doctor/driver.ts';
import { withoutSerials } from '../../../src-main/workflow/doctor/reader.ts';
import { shownSlot } from '../../../src-main/workflow/doctor/token.ts';

it('names the folder of a person by ~ only', () => {
  expect(shownPath(join(homedir(), 'lib', 'a.so'))).toBe('~/lib/a.so');
  expect(shownPath('/usr/lib/a.so')).toBe('/usr/lib/a.so');
  // Not the folder of somebody whose name begins alike.
  expect(shownPath(`${homedir()}2/a.so`)).toBe(`${homedir()}2/a.so`);
});

it.each([
  ['Shell Token V2 (A1B2C3D4) 00 00, ACS ACR38U 01 00', 'Shell Token V2 (…C3D4) 00 00, ACS ACR38U 01 00'],
  ['YubiKey OTP+FIDO+CCID (0006181234) 00 00', 'YubiKey OTP+FIDO+CCID (…1234) 00 00'],
  ['Reader (PIN) 00 00', 'Reader (PIN) 00 00'],
  ['Reader (contactless) here', 'Reader (contactless) here'],
])('tells of the serial number of a reader its end: %s', (name, shown) => {
  expect(withoutSerials(name)).toBe(shown);
});

it.each([
  ['SoftHSM slot ID 0x3f5c1e05', 'abcdef12bf5c1e05', 'SoftHSM slot ID …1e05'],
  ['SoftHSM slot ID 0x3f5c1e05', '1122334455667788', 'SoftHSM slot ID 0x3f5c1e05'],
  ['Reader 00 00', '00', 'Reader 00 00'],
  ['Slot 1', '', 'Slot 1'],
])('tells no more of the serial number of a token by its slot: %s of %s', (slotDescription, serial, shown) => {
  expect(shownSlot({ slotDescription, serial })).toBe(shown);
});
