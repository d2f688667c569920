import { AppError } from '../../shared/contract/app-error.ts';
import { type HelperProgram, systemHelper } from '../tokens/system/helper-program.ts';
import { type SystemKey, systemKeys } from '../tokens/system/system-keys.ts';

/** A key that the operating system keeps. */
export interface SystemWish {
  readonly kind: 'system';
  /** SHA-256 of the certificate, lower-case hexadecimal. */
  readonly certificate: string;
  /** Instead of the helper of this system. */
  readonly helper?: HelperProgram | undefined;
}

/** The keys of the operating system that can sign; none on systems that keep none. @throws AppError SYSTEM_KEYS_UNAVAILABLE, CANCELLED */
export async function listSystemKeys(signal?: AbortSignal): Promise<SystemKey[]> {
  const helper = systemHelper();
  return helper === undefined ? [] : systemKeys(helper, signal);
}

/** @throws AppError CERTIFICATE_NOT_FOUND, SYSTEM_KEYS_UNAVAILABLE */
export async function chooseSystemKey(wish: SystemWish): Promise<SystemKey> {
  const key = (await systemKeys(helperOf(wish))).find(({ sha256 }) => sha256 === wish.certificate);
  if (key !== undefined) return key;
  throw new AppError(
    'CERTIFICATE_NOT_FOUND',
    'The operating system has no such certificate with a key. Insert its token or choose another.',
    { sha256: wish.certificate },
  );
}

/** @throws AppError SYSTEM_KEYS_UNAVAILABLE where this system keeps no keys */
export function helperOf({ helper = systemHelper() }: SystemWish): HelperProgram {
  if (helper !== undefined) return helper;
  throw new AppError(
    'SYSTEM_KEYS_UNAVAILABLE',
    'This operating system keeps no keys for its users, or the helper for them is missing. Use a token or a key store.',
  );
}
