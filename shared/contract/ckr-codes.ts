/** One PKCS#11 return value: its number and the exit status of the command line. */
export interface CkrEntry {
  readonly value: number;
  readonly exit: 0 | 1 | 69 | 77;
}

/**
 * Every return value of PKCS#11 v3.2 (pkcs11t.h; section 5.1). Exit 77: the PIN; 69: token, reader or module; 1: the work itself failed.
 * What to tell a person stands in ckr-sentences.ts.
 */
export const CKR = {
  CKR_OK: { value: 0x000, exit: 0 },
  CKR_CANCEL: { value: 0x001, exit: 1 },
  CKR_HOST_MEMORY: { value: 0x002, exit: 69 },
  CKR_SLOT_ID_INVALID: { value: 0x003, exit: 69 },
  CKR_GENERAL_ERROR: { value: 0x005, exit: 69 },
  CKR_FUNCTION_FAILED: { value: 0x006, exit: 69 },
  CKR_ARGUMENTS_BAD: { value: 0x007, exit: 69 },
  CKR_NO_EVENT: { value: 0x008, exit: 69 },
  CKR_NEED_TO_CREATE_THREADS: { value: 0x009, exit: 69 },
  CKR_CANT_LOCK: { value: 0x00a, exit: 69 },
  CKR_ATTRIBUTE_READ_ONLY: { value: 0x010, exit: 1 },
  CKR_ATTRIBUTE_SENSITIVE: { value: 0x011, exit: 1 },
  CKR_ATTRIBUTE_TYPE_INVALID: { value: 0x012, exit: 69 },
  CKR_ATTRIBUTE_VALUE_INVALID: { value: 0x013, exit: 1 },
  CKR_ACTION_PROHIBITED: { value: 0x01b, exit: 1 },
  CKR_DATA_INVALID: { value: 0x020, exit: 1 },
  CKR_DATA_LEN_RANGE: { value: 0x021, exit: 1 },
  CKR_DEVICE_ERROR: { value: 0x030, exit: 69 },
  CKR_DEVICE_MEMORY: { value: 0x031, exit: 69 },
  CKR_DEVICE_REMOVED: { value: 0x032, exit: 69 },
  CKR_ENCRYPTED_DATA_INVALID: { value: 0x040, exit: 1 },
  CKR_ENCRYPTED_DATA_LEN_RANGE: { value: 0x041, exit: 1 },
  CKR_AEAD_DECRYPT_FAILED: { value: 0x042, exit: 1 },
  CKR_FUNCTION_CANCELED: { value: 0x050, exit: 1 },
  CKR_FUNCTION_NOT_PARALLEL: { value: 0x051, exit: 69 },
  CKR_FUNCTION_NOT_SUPPORTED: { value: 0x054, exit: 69 },
  CKR_KEY_HANDLE_INVALID: { value: 0x060, exit: 69 },
  CKR_KEY_SIZE_RANGE: { value: 0x062, exit: 1 },
  CKR_KEY_TYPE_INCONSISTENT: { value: 0x063, exit: 1 },
  CKR_KEY_NOT_NEEDED: { value: 0x064, exit: 1 },
  CKR_KEY_CHANGED: { value: 0x065, exit: 1 },
  CKR_KEY_NEEDED: { value: 0x066, exit: 1 },
  CKR_KEY_INDIGESTIBLE: { value: 0x067, exit: 1 },
  CKR_KEY_FUNCTION_NOT_PERMITTED: { value: 0x068, exit: 1 },
  CKR_KEY_NOT_WRAPPABLE: { value: 0x069, exit: 1 },
  CKR_KEY_UNEXTRACTABLE: { value: 0x06a, exit: 1 },
  CKR_MECHANISM_INVALID: { value: 0x070, exit: 69 },
  CKR_MECHANISM_PARAM_INVALID: { value: 0x071, exit: 69 },
  CKR_OBJECT_HANDLE_INVALID: { value: 0x082, exit: 69 },
  CKR_OPERATION_ACTIVE: { value: 0x090, exit: 69 },
  CKR_OPERATION_NOT_INITIALIZED: { value: 0x091, exit: 69 },
  CKR_PIN_INCORRECT: { value: 0x0a0, exit: 77 },
  CKR_PIN_INVALID: { value: 0x0a1, exit: 77 },
  CKR_PIN_LEN_RANGE: { value: 0x0a2, exit: 77 },
  CKR_PIN_EXPIRED: { value: 0x0a3, exit: 77 },
  CKR_PIN_LOCKED: { value: 0x0a4, exit: 77 },
  CKR_SESSION_CLOSED: { value: 0x0b0, exit: 69 },
  CKR_SESSION_COUNT: { value: 0x0b1, exit: 69 },
  CKR_SESSION_HANDLE_INVALID: { value: 0x0b3, exit: 69 },
  CKR_SESSION_PARALLEL_NOT_SUPPORTED: { value: 0x0b4, exit: 69 },
  CKR_SESSION_READ_ONLY: { value: 0x0b5, exit: 69 },
  CKR_SESSION_EXISTS: { value: 0x0b6, exit: 69 },
  CKR_SESSION_READ_ONLY_EXISTS: { value: 0x0b7, exit: 69 },
  CKR_SESSION_READ_WRITE_SO_EXISTS: { value: 0x0b8, exit: 69 },
  CKR_SIGNATURE_INVALID: { value: 0x0c0, exit: 1 },
  CKR_SIGNATURE_LEN_RANGE: { value: 0x0c1, exit: 1 },
  CKR_TEMPLATE_INCOMPLETE: { value: 0x0d0, exit: 1 },
  CKR_TEMPLATE_INCONSISTENT: { value: 0x0d1, exit: 1 },
  CKR_TOKEN_NOT_PRESENT: { value: 0x0e0, exit: 69 },
  CKR_TOKEN_NOT_RECOGNIZED: { value: 0x0e1, exit: 69 },
  CKR_TOKEN_WRITE_PROTECTED: { value: 0x0e2, exit: 69 },
  CKR_UNWRAPPING_KEY_HANDLE_INVALID: { value: 0x0f0, exit: 1 },
  CKR_UNWRAPPING_KEY_SIZE_RANGE: { value: 0x0f1, exit: 1 },
  CKR_UNWRAPPING_KEY_TYPE_INCONSISTENT: { value: 0x0f2, exit: 1 },
  CKR_USER_ALREADY_LOGGED_IN: { value: 0x100, exit: 69 },
  CKR_USER_NOT_LOGGED_IN: { value: 0x101, exit: 69 },
  CKR_USER_PIN_NOT_INITIALIZED: { value: 0x102, exit: 77 },
  CKR_USER_TYPE_INVALID: { value: 0x103, exit: 69 },
  CKR_USER_ANOTHER_ALREADY_LOGGED_IN: { value: 0x104, exit: 69 },
  CKR_USER_TOO_MANY_TYPES: { value: 0x105, exit: 69 },
  CKR_WRAPPED_KEY_INVALID: { value: 0x110, exit: 1 },
  CKR_WRAPPED_KEY_LEN_RANGE: { value: 0x112, exit: 1 },
  CKR_WRAPPING_KEY_HANDLE_INVALID: { value: 0x113, exit: 1 },
  CKR_WRAPPING_KEY_SIZE_RANGE: { value: 0x114, exit: 1 },
  CKR_WRAPPING_KEY_TYPE_INCONSISTENT: { value: 0x115, exit: 1 },
  CKR_RANDOM_SEED_NOT_SUPPORTED: { value: 0x120, exit: 69 },
  CKR_RANDOM_NO_RNG: { value: 0x121, exit: 69 },
  CKR_DOMAIN_PARAMS_INVALID: { value: 0x130, exit: 1 },
  CKR_CURVE_NOT_SUPPORTED: { value: 0x140, exit: 1 },
  CKR_BUFFER_TOO_SMALL: { value: 0x150, exit: 69 },
  CKR_SAVED_STATE_INVALID: { value: 0x160, exit: 69 },
  CKR_INFORMATION_SENSITIVE: { value: 0x170, exit: 69 },
  CKR_STATE_UNSAVEABLE: { value: 0x180, exit: 69 },
  CKR_CRYPTOKI_NOT_INITIALIZED: { value: 0x190, exit: 69 },
  CKR_CRYPTOKI_ALREADY_INITIALIZED: { value: 0x191, exit: 69 },
  CKR_MUTEX_BAD: { value: 0x1a0, exit: 69 },
  CKR_MUTEX_NOT_LOCKED: { value: 0x1a1, exit: 69 },
  CKR_NEW_PIN_MODE: { value: 0x1b0, exit: 77 },
  CKR_NEXT_OTP: { value: 0x1b1, exit: 77 },
  CKR_EXCEEDED_MAX_ITERATIONS: { value: 0x1b5, exit: 69 },
  CKR_FIPS_SELF_TEST_FAILED: { value: 0x1b6, exit: 69 },
  CKR_LIBRARY_LOAD_FAILED: { value: 0x1b7, exit: 69 },
  CKR_PIN_TOO_WEAK: { value: 0x1b8, exit: 77 },
  CKR_PUBLIC_KEY_INVALID: { value: 0x1b9, exit: 1 },
  CKR_FUNCTION_REJECTED: { value: 0x200, exit: 1 },
  CKR_TOKEN_RESOURCE_EXCEEDED: { value: 0x201, exit: 69 },
  CKR_OPERATION_CANCEL_FAILED: { value: 0x202, exit: 69 },
  CKR_KEY_EXHAUSTED: { value: 0x203, exit: 69 },
  CKR_PENDING: { value: 0x204, exit: 69 },
  CKR_SESSION_ASYNC_NOT_SUPPORTED: { value: 0x205, exit: 69 },
  CKR_SEED_RANDOM_REQUIRED: { value: 0x206, exit: 69 },
  CKR_OPERATION_NOT_VALIDATED: { value: 0x207, exit: 1 },
  CKR_TOKEN_NOT_INITIALIZED: { value: 0x208, exit: 69 },
  CKR_PARAMETER_SET_NOT_SUPPORTED: { value: 0x209, exit: 1 },
  CKR_VENDOR_DEFINED: { value: 0x80000000, exit: 69 },
} as const satisfies Record<string, CkrEntry>;

/** Names of the return values that are failures. */
export type CkrCode = Exclude<keyof typeof CKR, 'CKR_OK'>;

const names = new Map<number, CkrCode>();
for (const [name, entry] of Object.entries(CKR)) if (isCkrCode(name)) names.set(entry.value, name);

/** True for the name of a PKCS#11 return value that is a failure. */
export function isCkrCode(code: string): code is CkrCode {
  return Object.hasOwn(CKR, code) && code !== 'CKR_OK';
}

/** Name of a return value. Unknown ones from 0x80000000 up are the vendor's, all other unknown ones a general error; keep the number beside the name. */
export function ckrCodeOf(value: number): CkrCode {
  return names.get(value) ?? (value >= CKR.CKR_VENDOR_DEFINED.value ? 'CKR_VENDOR_DEFINED' : 'CKR_GENERAL_ERROR');
}
