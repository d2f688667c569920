import { foreignFunctions } from './foreign.ts';
import { HostError } from './native.ts';

/** Place of each function in CK_FUNCTION_LIST, from 0 (PKCS#11 v3.1, 3.6; the same since v2.01), and its parameters. */
const FUNCTIONS = {
  C_InitPIN: { place: 10, parameters: ['unsigned long', 'void *', 'unsigned long'] },
  C_SetPIN: { place: 11, parameters: ['unsigned long', 'void *', 'unsigned long', 'void *', 'unsigned long'] },
  C_Login: { place: 18, parameters: ['unsigned long', 'unsigned long', 'void *', 'unsigned long'] },
} as const;
export type AtReader = keyof typeof FUNCTIONS;

/** Bytes of a pointer, and of CK_VERSION before the first one: structures are packed on Windows only (3.2). */
const POINTER = process.arch === 'ia32' || process.arch === 'arm' ? 4 : 8;
const FIRST = process.platform === 'win32' ? 2 : POINTER;

/**
 * Calls a function of the module with NULL_PTR for its PINs, which are then typed on the reader (CKF_PROTECTED_AUTHENTICATION_PATH). The
 * binding cannot give NULL_PTR, and a module could take a pointer to nothing for an empty PIN and count it as a wrong one.
 * @param path of the module, which is loaded and initialised: it is the same library again
 * @param args with null for each PIN
 * @throws HostError
 */
export function callAtReader(path: string, name: AtReader, ...args: readonly (number | null)[]): void {
  const koffi = foreignFunctions();
  const list: unknown[] = [null];
  const getList = koffi.load(path).func('C_GetFunctionList', 'unsigned long', [koffi.out(koffi.pointer('void *'))]);
  const refused = Number(getList(list));
  if (refused !== 0) throw new HostError({ kind: 'ckr', function: 'C_GetFunctionList', value: refused });
  const { place, parameters } = FUNCTIONS[name];
  const address: unknown = koffi.decode(list[0], FIRST + place * POINTER, 'void *');
  const value = Number(koffi.call(address, koffi.proto('unsigned long', [...parameters]), ...args));
  if (value !== 0) throw new HostError({ kind: 'ckr', function: name, value });
}
