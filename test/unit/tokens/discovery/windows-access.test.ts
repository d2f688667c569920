import { describe, expect, it } from 'vitest';
import { openWindowsPlace, sidText } from '../../../../src-main/tokens/discovery/windows-access.ts';
import { untrustedOnWindows } from '../../../../src-main/tokens/host/windows-places.ts';

const USER = 'S-1-5-21-1004336348-1177238915-682003330-1001';
const OTHER = 'S-1-5-21-1004336348-1177238915-682003330-1002';
const INSTALLER = 'S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464';
/** As Windows 10 and 11 set them up. */
const SYSTEM32 = `O:${INSTALLER}D:PAI(A;OICIIO;GA;;;CO)(A;OICIIO;GA;;;SY)(A;;0x1301bf;;;SY)(A;OICIIO;GA;;;BA)(A;;0x1301bf;;;BA)(A;OICIIO;GXGR;;;BU)(A;;0x1200a9;;;BU)(A;CIIO;GA;;;${INSTALLER})(A;;FA;;;${INSTALLER})(A;;0x1200a9;;;AC)`;
const LIBRARY = `O:${INSTALLER}D:PAI(A;;0x1200a9;;;SY)(A;;0x1200a9;;;BA)(A;;0x1200a9;;;BU)(A;;FA;;;${INSTALLER})`;
const DRIVE = `O:${INSTALLER}D:PAI(A;OICI;FA;;;BA)(A;OICI;FA;;;SY)(A;OICI;0x1200a9;;;BU)(A;OICIIO;SDGXGWGR;;;AU)(A;;LC;;;AU)`;
const OWN = `O:${USER}D:AI(A;OICIID;FA;;;SY)(A;OICIID;FA;;;BA)(A;OICIID;FA;;;${USER})`;
/** What a folder that an installer makes beside Windows inherits from the drive. */
const BESIDE = 'O:BAD:AI(A;OICIID;FA;;;BA)(A;OICIID;FA;;;SY)(A;OICIID;0x1200a9;;;BU)(A;ID;0x1301bf;;;AU)';

const fault = (file: string, ...folders: string[]) =>
  openWindowsPlace(
    [file, ...folders].map((sddl, index) => ({ path: ['file', 'folder', 'above', 'drive'][index] ?? '', sddl })),
    USER,
  );

describe('who may change a library of Windows', () => {
  it('administrators, the system and the person: nothing to say', () => {
    expect(fault(LIBRARY, SYSTEM32, SYSTEM32, DRIVE)).toBeUndefined();
    expect(fault(OWN, OWN, OWN, DRIVE)).toBeUndefined();
    expect(fault('O:BAD:(A;;FA;;;BA)(D;;FA;;;WD)(XA;;FR;;;WD;(x))', SYSTEM32), 'denied, or read only').toBeUndefined();
  });

  it.each([
    ['everybody may write to the file', ['O:BAD:(A;;0x12019f;;;WD)', SYSTEM32], 'file can be written to by others'],
    ['so may they in letters', ['O:BAD:(A;;FRFW;;;BU)', SYSTEM32], 'file can be written to by others'],
    ['a condition is no protection', ['O:BAD:(XA;;GA;;;BU;(Member_of {SID(BA)}))', SYSTEM32], 'file can be written to'],
    [
      'what follows a condition counts',
      ['O:BAD:(XA;;FR;;;BU;(Member_of {SID(BA)}))(A;;GA;;;BU)', SYSTEM32],
      'file can be written to',
    ],
    ['they may put a file beside it', [LIBRARY, 'O:BAD:(A;;DC;;;BU)', DRIVE], 'folder can be written to by others'],
    ['a folder beside Windows', [LIBRARY, BESIDE, DRIVE], 'folder can be written to by others'],
    ['they may delete what is in a folder above', [OWN, OWN, 'O:BAD:(A;;DT;;;AU)', DRIVE], 'above can be written to'],
    ['they may change its access', [OWN, OWN, 'O:BAD:(A;;WD;;;AU)', DRIVE], 'above can be written to by others'],
    ['no list at all', ['O:BA', SYSTEM32], 'file can be written to by others'],
    ['a list of nobody’s making', ['O:BAD:NO_ACCESS_CONTROL', SYSTEM32], 'file can be written to by others'],
    ['another person owns it', [OWN.replaceAll(USER, OTHER), SYSTEM32], 'file belongs to somebody else'],
    [
      'another person owns a folder above',
      [OWN, OWN, OWN.replace(`O:${USER}`, `O:${OTHER}`)],
      'above belongs to somebody else',
    ],
    ['nobody is told as the owner', ['D:(A;;FA;;;BA)', SYSTEM32], 'file belongs to somebody else'],
  ] as const)('%s', (_name, [file, ...folders], says) => {
    expect(fault(file, ...folders)).toContain(says);
  });

  it('more files above the folder change nothing', () => {
    expect(fault(OWN, OWN, 'O:BAD:(A;;0x100006;;;AU)', DRIVE)).toBeUndefined();
  });

  it('reads a SID as its bytes have it', () => {
    expect(sidText(Buffer.from('01020000000000052000000020020000ffff', 'hex'))).toBe('S-1-5-32-544');
  });
});

// Elsewhere there is nothing to ask; there the library of a module of Windows is as it was installed.
it('a library of the system is found in order by Windows itself', () => {
  const library = `${process.env.SystemRoot ?? 'C:\\Windows'}\\System32\\winscard.dll`;
  expect(untrustedOnWindows(library)).toBeUndefined();
});
