import pkcs11js from 'pkcs11js';
import { call, type Handle, isCkrFailure, type NativeModule } from './native.ts';
import type { PinDoor } from './pin-door.ts';
import type { SignArgs } from './protocol.ts';
import { mechanismOf } from './sign-mechanism.ts';

/** Where a signature is made. */
export interface Place {
  readonly session: Handle;
  readonly key: Handle;
}

/**
 * C_SignInit, and the context-specific C_Login of a key that wants its PIN for each signature (PKCS#11 v3.1, 5.6.8).
 * @throws HostError
 */
export function beginSignature(
  module: NativeModule,
  door: PinDoor,
  { session, key }: Place,
  { pin, ...args }: SignArgs,
): void {
  call('C_SignInit', () => module.C_SignInit(session, mechanismOf(args), key));
  if (pin !== undefined) door.login(session, pkcs11js.CKU_CONTEXT_SPECIFIC, pin);
}

/** True where the operation is still active after this failure of a signature: nothing else can be begun in that session. */
export function leavesOperation(error: unknown): boolean {
  return isCkrFailure(error, 'C_Login') || isCkrFailure(error, 'C_Sign', 'CKR_BUFFER_TOO_SMALL');
}
