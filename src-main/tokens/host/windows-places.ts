import { realpathSync } from 'node:fs';
import path from 'node:path';
import { upwards } from '../discovery/module-safety.ts';
import { openWindowsPlace, sidText, type WindowsPlace } from '../discovery/windows-access.ts';
import { foreignFunctions } from './foreign.ts';

/** SE_FILE_OBJECT; OWNER_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION; SDDL_REVISION_1; TOKEN_QUERY; TokenUser (accctrl.h, winnt.h, sddl.h). */
const [FILE_OBJECT, OWNER_AND_LIST, REVISION, TOKEN_QUERY, TOKEN_USER] = [1, 0x5, 1, 0x8, 1];
/** Bytes. Longer than any TOKEN_USER with its SID. */
const USER_SPACE = 256;
/** Bytes of TOKEN_USER on machines of 64 bits; its SID follows. */
const USER_HEAD = 16;

/**
 * Why a library must not be loaded since somebody else could have put it there; undefined where nobody else can, on other systems, where
 * modes tell it, and where Windows itself cannot be asked.
 * @param module absolute path of a file that exists
 */
export function untrustedOnWindows(module: string): string | undefined {
  if (process.platform !== 'win32') return undefined;
  let asked: { readonly places: WindowsPlace[]; readonly user: string };
  try {
    asked = askWindows(upwards(realpathSync(module)));
  } catch {
    return undefined;
  }
  return openWindowsPlace(asked.places, asked.user);
}

/** @throws Error where a function of Windows refuses, or foreign functions cannot be called at all */
function askWindows(paths: readonly string[]): { places: WindowsPlace[]; user: string } {
  const koffi = foreignFunctions();
  const folder = path.join(process.env.SystemRoot ?? 'C:\\Windows', 'System32');
  const advapi = koffi.load(path.join(folder, 'advapi32.dll'));
  const kernel = koffi.load(path.join(folder, 'kernel32.dll'));
  const out = (type: string) => koffi.out(koffi.pointer(type));
  const securityInfo = advapi.func('GetNamedSecurityInfoW', 'uint32_t', [
    'str16',
    'int',
    'uint32_t',
    ...['void *', 'void *', 'void *', 'void *'],
    out('void *'),
  ]);
  const asText = advapi.func('ConvertSecurityDescriptorToStringSecurityDescriptorW', 'int', [
    ...['void *', 'uint32_t', 'uint32_t'],
    out('str16'),
    out('uint32_t'),
  ]);
  const openToken = advapi.func('OpenProcessToken', 'int', ['void *', 'uint32_t', out('void *')]);
  const tokenFacts = advapi.func('GetTokenInformation', 'int', [
    ...['void *', 'int', 'void *', 'uint32_t'],
    out('uint32_t'),
  ]);
  const thisProcess = kernel.func('GetCurrentProcess', 'void *', []);
  const close = kernel.func('CloseHandle', 'int', ['void *']);
  const free = kernel.func('LocalFree', 'void *', ['void *']);

  const sddlOf = (place: string): string => {
    const descriptor: [unknown] = [null];
    const refused = securityInfo(place, FILE_OBJECT, OWNER_AND_LIST, null, null, null, null, descriptor);
    if (refused !== 0) throw new Error(`GetNamedSecurityInfo: ${refused}`);
    try {
      const text: [string | null] = [null];
      if (asText(descriptor[0], REVISION, OWNER_AND_LIST, text, [0]) === 0) throw new Error('no security descriptor');
      return text[0] ?? '';
    } finally {
      free(descriptor[0]);
    }
  };
  const token: [unknown] = [null];
  if (openToken(thisProcess(), TOKEN_QUERY, token) === 0) throw new Error('no token of the process');
  try {
    const facts = Buffer.alloc(USER_SPACE);
    if (tokenFacts(token[0], TOKEN_USER, facts, USER_SPACE, [0]) === 0) throw new Error('no user of the process');
    const user = sidText(facts.subarray(USER_HEAD));
    return { places: paths.map((place) => ({ path: place, sddl: sddlOf(place) })), user };
  } finally {
    close(token[0]);
  }
}
