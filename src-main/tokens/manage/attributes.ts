import type { HostObject } from '../host/protocol.ts';

/** CKA_* (PKCS#11 v3.1, pkcs11t.h) as far as objects are looked at and written here. */
export const CKA = {
  class: 0x000,
  token: 0x001,
  private: 0x002,
  label: 0x003,
  value: 0x011,
  certificateType: 0x080,
  issuer: 0x081,
  serialNumber: 0x082,
  keyType: 0x100,
  subject: 0x101,
  id: 0x102,
  sensitive: 0x103,
  sign: 0x108,
  verify: 0x10a,
  modulus: 0x120,
  modulusBits: 0x121,
  publicExponent: 0x122,
  privateExponent: 0x123,
  prime1: 0x124,
  prime2: 0x125,
  exponent1: 0x126,
  exponent2: 0x127,
  coefficient: 0x128,
  extractable: 0x162,
  local: 0x163,
  ecParams: 0x180,
  ecPoint: 0x181,
  alwaysAuthenticate: 0x202,
} as const;

/** CKO_*. */
export const CKO = { data: 0, certificate: 1, publicKey: 2, privateKey: 3, secretKey: 4 } as const;

/** CKA_EC_PARAMS of Ed25519: the name as a PrintableString (PKCS#11 v3.1, 6.3.3), or the OID of RFC 8410, which younger modules want. */
export const EDWARDS_25519 = {
  name: Uint8Array.from(Buffer.from('130c656477617264733235353139', 'hex')),
  oid: Uint8Array.from(Buffer.from('06032b6570', 'hex')),
} as const;

/** A CK_ULONG in the order of bytes of every machine that this runs on; undefined where the object does not have it. */
export function numberIn({ attributes }: HostObject, type: number): number | undefined {
  const value = attributes.get(type);
  if (value === undefined || value.length === 0) return undefined;
  return value.slice(0, 6).reduceRight((sum, octet) => sum * 256 + octet, 0);
}

/** A CK_BBOOL; null where the object does not have it. */
export function flagIn({ attributes }: HostObject, type: number): boolean | null {
  const value = attributes.get(type);
  return value === undefined || value.length === 0 ? null : value[0] !== 0;
}

/** Lower-case hexadecimal; empty where the object does not have it. */
export function hexIn({ attributes }: HostObject, type: number): string {
  return Buffer.from(attributes.get(type) ?? []).toString('hex');
}

/** Text, cut at the first zero that some modules pad with. */
export function textIn({ attributes }: HostObject, type: number): string {
  const text = Buffer.from(attributes.get(type) ?? []).toString('utf8');
  const end = text.indexOf('\0');
  return (end < 0 ? text : text.slice(0, end)).trim();
}
