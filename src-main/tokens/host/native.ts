import type pkcs11js from 'pkcs11js';
import { CKR, type CkrCode } from '../../../shared/contract/ckr-codes.ts';
import type { HostFailure } from './protocol.ts';

export type NativeModule = InstanceType<typeof pkcs11js.PKCS11>;
export type Handle = Buffer;

/** What crossed from the library or the host's own checks; carried to the parent as data. */
export class HostError extends Error {
  readonly failure: HostFailure;
  constructor(failure: HostFailure) {
    super(failure.kind);
    this.failure = failure;
  }
}

/**
 * Runs one C_* function and gives its failure the function's name and its number.
 * @throws HostError
 */
export function call<T>(name: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw new HostError(failureOf(name, error));
  }
}

/** As `call`, for what is done in another thread. @throws HostError */
export async function callLater<T>(name: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw new HostError(failureOf(name, error));
  }
}

/** As `call`, and undefined for any return value but CKR_OK: for what a module may lack. */
export function attempt<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}

function failureOf(name: string, error: unknown): HostFailure {
  if (error instanceof Error && 'code' in error && typeof error.code === 'number' && error.code !== 0) {
    return { kind: 'ckr', function: name, value: error.code };
  }
  // Some functions of the binding leave the number in the message: "CKR_FUNCTION_NOT_SUPPORTED:84".
  const [, number] = error instanceof Error ? (/^\w+:(\d+)$/.exec(error.message) ?? []) : [];
  if (number !== undefined) return { kind: 'ckr', function: name, value: Number(number) };
  return { kind: 'internal', reason: `${name}: ${error instanceof Error ? error.message : 'unknown'}` };
}

/** As if the function had returned this value. */
export function ckrFailure(name: string, code: CkrCode): HostError {
  return new HostError({ kind: 'ckr', function: name, value: CKR[code].value });
}

/** True for the failure of this function, with this value where one is given. */
export function isCkrFailure(error: unknown, name: string, code?: CkrCode): boolean {
  if (!(error instanceof HostError) || error.failure.kind !== 'ckr' || error.failure.function !== name) return false;
  return code === undefined || error.failure.value === CKR[code].value;
}

/** CK_ULONG has the size of the platform's C long and its byte order, which is little-endian wherever we run. */
export function ulongOf(value: Uint8Array): number {
  let result = 0;
  for (let i = Math.min(value.length, 6) - 1; i >= 0; i--) result = result * 256 + (value[i] ?? 0);
  return result;
}

/** Slots that a module may have: several times as many as the largest installation. */
const MAX_SLOTS = 1024;

/** C_GetSlotList: the slots that hold a token. @throws HostError */
export function slotsWithToken(module: NativeModule): Handle[] {
  const slots = call('C_GetSlotList', () => module.C_GetSlotList(true));
  if (slots.length <= MAX_SLOTS) return slots;
  throw new HostError({ kind: 'nonsense', reason: `told of ${slots.length} slots` });
}

/** Bytes. Longer than any certificate, those with post-quantum signatures included. */
const LONGEST_VALUE = 512 * 1024;

/** One attribute, or undefined where the object has none, keeps it to itself, or gives what no object has room for. */
export function attribute(module: NativeModule, session: Handle, object: Handle, type: number): Buffer | undefined {
  const value = attempt(() => module.C_GetAttributeValue(session, object, [{ type }])[0]?.value);
  return value === undefined || value.length > LONGEST_VALUE ? undefined : value;
}

/** True, false, or undefined where the object does not say. */
export function flag(module: NativeModule, session: Handle, object: Handle, type: number): boolean | undefined {
  const value = attribute(module, session, object, type);
  return value === undefined || value.length === 0 ? undefined : value[0] !== 0;
}

/** Objects that match. */
export interface Found {
  readonly handles: readonly Handle[];
  /** True where there are more than these. */
  readonly more: boolean;
}

/** The objects that match, as many as are read of a kind. @throws HostError */
export function find(module: NativeModule, session: Handle, template: pkcs11js.Template): Found {
  call('C_FindObjectsInit', () => module.C_FindObjectsInit(session, template));
  try {
    const found: Handle[] = [];
    for (;;) {
      const some = call('C_FindObjects', () => module.C_FindObjects(session, 64));
      found.push(...some);
      const more = found.length > MAX_OBJECTS;
      if (some.length === 0 || more) return { handles: found.slice(0, MAX_OBJECTS), more };
    }
  } finally {
    attempt(() => module.C_FindObjectsFinal(session));
  }
}

/** Objects of a kind that are read: a module that never stops finding some must not fill the memory, and each is asked for one by one. */
const MAX_OBJECTS = 4096;

/** The library handles of a Buffer view; structured clone gives plain byte arrays. */
export function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
