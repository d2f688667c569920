import pkcs11js from 'pkcs11js';
import { attribute, bufferOf, call, find, type Handle, type NativeModule, ulongOf } from './native.ts';
import type { GenerateArgs, HostObject, HostObjects, HostTemplate } from './protocol.ts';

/** What is asked of every object. */
const COMMON = [pkcs11js.CKA_CLASS, pkcs11js.CKA_LABEL, pkcs11js.CKA_ID, pkcs11js.CKA_PRIVATE];

const OF_PUBLIC_KEY = [
  pkcs11js.CKA_KEY_TYPE,
  pkcs11js.CKA_MODULUS,
  pkcs11js.CKA_PUBLIC_EXPONENT,
  pkcs11js.CKA_EC_PARAMS,
  pkcs11js.CKA_EC_POINT,
  pkcs11js.CKA_LOCAL,
];

/** SECURITY: CKA_VALUE of a key is not among them. */
const OF_SECRET = [pkcs11js.CKA_SENSITIVE, pkcs11js.CKA_EXTRACTABLE, pkcs11js.CKA_SIGN];

const BY_CLASS: Readonly<Record<number, readonly number[]>> = {
  [pkcs11js.CKO_CERTIFICATE]: [pkcs11js.CKA_CERTIFICATE_TYPE, pkcs11js.CKA_VALUE],
  [pkcs11js.CKO_PUBLIC_KEY]: OF_PUBLIC_KEY,
  [pkcs11js.CKO_PRIVATE_KEY]: [...OF_PUBLIC_KEY, ...OF_SECRET, pkcs11js.CKA_ALWAYS_AUTHENTICATE],
  [pkcs11js.CKO_SECRET_KEY]: [pkcs11js.CKA_KEY_TYPE, pkcs11js.CKA_LOCAL, ...OF_SECRET],
};

/** Everything stored on the token that the session sees. @throws HostError */
export function listObjects(module: NativeModule, session: Handle): HostObjects {
  const { handles, more } = find(module, session, [{ type: pkcs11js.CKA_TOKEN, value: true }]);
  return { objects: handles.map((handle) => objectOf(module, session, handle)), more };
}

/** @throws HostError */
export function createObject(module: NativeModule, session: Handle, template: HostTemplate): Uint8Array {
  return new Uint8Array(call('C_CreateObject', () => module.C_CreateObject(session, nativeTemplate(template))));
}

/** @throws HostError */
export function generateKeyPair(
  module: NativeModule,
  session: Handle,
  { mechanism, publicKey, privateKey }: GenerateArgs,
): { publicKey: HostObject; privateKey: HostObject } {
  const pair = call('C_GenerateKeyPair', () =>
    module.C_GenerateKeyPair(session, { mechanism }, nativeTemplate(publicKey), nativeTemplate(privateKey)),
  );
  return {
    publicKey: objectOf(module, session, pair.publicKey),
    privateKey: objectOf(module, session, pair.privateKey),
  };
}

/** @throws HostError */
export function destroyObject(module: NativeModule, session: Handle, object: Uint8Array): void {
  call('C_DestroyObject', () => module.C_DestroyObject(session, bufferOf(object)));
}

function objectOf(module: NativeModule, session: Handle, handle: Handle): HostObject {
  const attributes = new Map<number, Uint8Array>();
  const read = (type: number) => {
    const value = attribute(module, session, handle, type);
    if (value !== undefined) attributes.set(type, new Uint8Array(value));
  };
  COMMON.forEach(read);
  const kind = attributes.get(pkcs11js.CKA_CLASS);
  (kind === undefined ? [] : (BY_CLASS[ulongOf(kind)] ?? [])).forEach(read);
  return { handle: new Uint8Array(handle), attributes };
}

function nativeTemplate(template: HostTemplate): pkcs11js.Template {
  return template.map(({ type, value }) => ({ type, value: value instanceof Uint8Array ? bufferOf(value) : value }));
}
