import { z } from 'zod';
import { newKeyKind, objectCertificate, tokenObject, tokenObjects } from '../domain/token-object.ts';
import { certificateId, fileToken, tokenId } from './ids.ts';
import { acceptLastTry, pinEntry, pinState, secret } from './pin-calls.ts';

/** One try of the token's PIN. The bytes are empty where it is typed on the reader. */
const login = { token: tokenId, pin: secret, acceptLastTry };
const importedKeys = z.strictObject({ keys: z.number().int().positive() });

/** A token that is inserted, be anything on it or not. */
export const presentToken = z.strictObject({
  id: tokenId,
  label: z.string(),
  /** Model and serial, as in the home of a certificate on it. */
  detail: z.string(),
  pin: pinState,
  pinEntry,
  /** Keys that no certificate on the token belongs to. `keyId`: CKA_ID, lower-case hexadecimal. */
  keys: z.array(z.strictObject({ keyId: z.string(), label: z.string() })),
  /** True where it holds more objects of a kind than are read: what is beyond is not listed. */
  more: z.boolean(),
});
export type PresentToken = z.infer<typeof presentToken>;

/** A key that is to be made, and whom it is for. */
export const newTokenKey = z.strictObject({
  kind: newKeyKind,
  /** CKA_LABEL. */
  label: z.string().min(1).max(200),
  /** RFC 4514: "CN=Alice,O=Example,C=DE". */
  subject: z.string().min(1).max(1000),
});
export type NewTokenKey = z.infer<typeof newTokenKey>;

/** A key that is on the token already, and whom its certificate is to be for. */
export const keyRequest = z.strictObject({
  /** CKA_ID, lower-case hexadecimal. */
  keyId: z.string().regex(/^(?:[0-9a-f]{2})+$/),
  subject: newTokenKey.shape.subject,
});
export type KeyRequest = z.infer<typeof keyRequest>;

/** A key in the program's own folder, by its certificate. */
export const keptKey = objectCertificate.extend({ sha256: certificateId });
export type KeptKey = z.infer<typeof keptKey>;

/** A certification request (RFC 7468, 7). */
const requestPem = z
  .string()
  .max(20_000)
  .regex(/^-----BEGIN CERTIFICATE REQUEST-----\n[A-Za-z0-9+/=\n]+\n-----END CERTIFICATE REQUEST-----\n$/);

/** What is on a token beside what can be signed with, and changing it. */
export const objectCalls = {
  /** Tokens that are inserted. */
  'tokens.present': { input: z.strictObject({}), output: z.strictObject({ tokens: z.array(presentToken) }) },
  /** Objects of the token, as far as they are seen without the PIN. */
  'tokens.objects': {
    input: z.strictObject({ token: tokenId }),
    output: tokenObjects,
  },
  /** All of them, private ones included. Nothing is changed. */
  'tokens.privateObjects': {
    input: z.strictObject(login),
    output: tokenObjects,
  },
  /** Makes a key that never leaves the token, and a request for its certificate. `key`: "RSA 3072". */
  'tokens.generate': {
    input: newTokenKey.extend(login),
    output: z.strictObject({ key: z.string(), request: requestPem }),
  },
  /** Makes a request for a key that is on the token: for its first certificate, where the request was lost, or for the next one. */
  'tokens.request': {
    input: keyRequest.extend(login),
    output: z.strictObject({ key: z.string(), request: requestPem }),
  },
  /** Saves a request where the person wants it. Null: they changed their mind. */
  'tokens.saveRequest': {
    input: z.strictObject({ request: requestPem }),
    output: z.strictObject({ saved: z.strictObject({ name: z.string(), folder: z.string() }).nullable() }),
  },
  /** Asks the person for a file to import. Null: they changed their mind. */
  'tokens.chooseFile': {
    input: z.strictObject({ purpose: z.enum(['certificate', 'key-store']) }),
    output: z.strictObject({ file: z.strictObject({ id: fileToken, name: z.string() }).nullable() }),
  },
  /** Writes a certificate to the token, to the key that it belongs to. */
  'tokens.importCertificate': {
    input: z.strictObject({ ...login, file: fileToken }),
    output: z.strictObject({}),
  },
  /** Writes the keys of a PKCS#12 file to the token; `password` is that of the file. */
  'tokens.importKeyStore': {
    input: z.strictObject({ ...login, file: fileToken, password: secret }),
    output: importedKeys,
  },
  /** Keeps the keys of a PKCS#12 file in the program's own folder, under the password of the file. */
  'tokens.keepKeyStore': { input: z.strictObject({ file: fileToken, password: secret }), output: importedKeys },
  /** Certificates of the keys in the program's own folder. */
  'tokens.kept': { input: z.strictObject({}), output: z.strictObject({ keys: z.array(keptKey) }) },
  /** Deletes a key from the program's own folder for good, as the person has confirmed. */
  'tokens.deleteKept': { input: z.strictObject({ certificate: certificateId }), output: z.strictObject({}) },
  /** Deletes for good what the person has confirmed: objects by their refs, or all that has a CKA_ID. */
  'tokens.delete': {
    input: z.strictObject({
      ...login,
      what: z.union([
        z.strictObject({ refs: z.array(tokenObject.shape.ref).min(1).max(100) }),
        keyRequest.pick({ keyId: true }),
      ]),
    }),
    output: z.strictObject({ deleted: z.number().int().positive() }),
  },
} as const;
