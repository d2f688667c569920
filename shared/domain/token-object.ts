import { z } from 'zod';

/** CKO_* (PKCS#11 v3.1, 4.1) as far as people meet them. */
export const tokenObjectKind = z.enum(['private-key', 'public-key', 'certificate', 'secret-key', 'data', 'other']);
export type TokenObjectKind = z.infer<typeof tokenObjectKind>;

/** A certificate as it is told in a list. */
export const objectCertificate = z.strictObject({
  /** Lower-case hexadecimal SHA-256 of its DER. */
  sha256: z.string(),
  /** Common name. */
  name: z.string(),
  /** RFC 4514. */
  subject: z.string(),
  issuer: z.string(),
  notAfter: z.iso.datetime(),
});
export type ObjectCertificate = z.infer<typeof objectCertificate>;

/** One object on a token. A flag is null where the object does not have it or does not tell it. */
export const tokenObject = z.strictObject({
  /** Names the object from one look to the next: 16 hexadecimal digits made of what the object tells of itself. Copies share it. */
  ref: z.string().regex(/^[0-9a-f]{16}$/),
  kind: tokenObjectKind,
  label: z.string(),
  /** CKA_ID, lower-case hexadecimal; what a key and its certificate have in common. */
  keyId: z.string(),
  /** "RSA 2048", "ECDSA P-256", "Ed25519"; null for what is no key and no certificate. */
  key: z.string().nullable(),
  /** CKA_PRIVATE: seen only after the login. */
  private: z.boolean().nullable(),
  sensitive: z.boolean().nullable(),
  extractable: z.boolean().nullable(),
  /** CKA_LOCAL: made on the token itself. */
  local: z.boolean().nullable(),
  /** CKA_SIGN of a private key. */
  signs: z.boolean().nullable(),
  /** CKA_ALWAYS_AUTHENTICATE. */
  pinPerSignature: z.boolean().nullable(),
  /** The certificate itself, or the one that belongs to the key. */
  certificate: objectCertificate.nullable(),
});
export type TokenObject = z.infer<typeof tokenObject>;

/** What is on a token. */
export const tokenObjects = z.strictObject({
  objects: z.array(tokenObject),
  /** True where the token holds more than are read and listed. */
  more: z.boolean(),
});
export type TokenObjects = z.infer<typeof tokenObjects>;

/** Keys that can be made on a token. */
export const newKeyKind = z.enum(['rsa-2048', 'rsa-3072', 'rsa-4096', 'p-256', 'p-384', 'ed25519']);
export type NewKeyKind = z.infer<typeof newKeyKind>;
