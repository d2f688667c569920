import { z } from 'zod';
import { certificateFault, qualifiedFor, signingPurpose } from '../domain/doctor.ts';
import { certificateId } from './ids.ts';
import { presentToken } from './object-calls.ts';
import { pinEntry, pinState } from './pin-calls.ts';

const time = z.iso.datetime();
const nothing = z.strictObject({});

export const keyHome = z.strictObject({
  /** `system`: the operating system keeps the key or shows that of a card, and asks for its PIN by itself. `service`: a remote signing service. */
  kind: z.enum(['pkcs11', 'pkcs12', 'system', 'service']),
  /** "Alice" (token label), "alice.p12", "macOS keychain", or the host of a service. */
  label: z.string(),
  /** Model and serial of a token, what a service calls its key, empty for a key store. */
  detail: z.string(),
  pin: pinState,
  /** Where its PIN or password is typed. */
  pinEntry,
});

export const signingCertificate = z.strictObject({
  /** SHA-256 of the certificate, or of the file for a key store not yet opened. */
  id: certificateId,
  /** Common name for people; the file name for a key store that has not been opened. */
  name: z.string(),
  /** RFC 4514 strings. Null for a key store that has not been opened: its content is encrypted. */
  subject: z.string().nullable(),
  issuer: z.string().nullable(),
  /** "RSA 2048", "ECDSA P-256", "Ed25519". */
  key: z.string().nullable(),
  notBefore: time.nullable(),
  notAfter: time.nullable(),
  home: keyHome,
  /** False where it cannot sign; `reason` says why. */
  usable: z.boolean(),
  fault: certificateFault.nullable(),
  reason: z.string().nullable(),
  /** What the certificate says that it is qualified for; trusted lists say whether that is so. */
  qualified: qualifiedFor.nullable(),
  /** What it was last chosen for among those of its token. */
  chosenFor: z.array(signingPurpose),
  /** Sentences: self-signed, not trusted, expires soon … */
  warnings: z.array(z.string()),
});
export type SigningCertificate = z.infer<typeof signingCertificate>;

/** Keys to sign with, and where further ones come from. */
export const tokenListCalls = {
  'tokens.list': {
    input: z.strictObject({ refresh: z.boolean() }),
    output: z.strictObject({
      certificates: z.array(signingCertificate),
      /** Tokens that are set up, whatever is on them. */
      tokens: z.array(presentToken.pick({ label: true, pin: true })),
      /** Modules that could not be used and why, one sentence each. */
      problems: z.array(z.strictObject({ module: z.string(), code: z.string(), message: z.string() })),
      /** Readers whose cards are still being read, and modules still being asked whatever lies there: `tokens.changed` tells when that is done. */
      reading: z.array(z.string()),
      asked: z.array(z.string()),
    }),
  },
  /** Asks the person for a .p12/.pfx file. Null: they changed their mind. */
  'tokens.addKeyStore': { input: nothing, output: z.strictObject({ certificate: signingCertificate.nullable() }) },
  'tokens.addModule': { input: nothing, output: z.strictObject({ added: z.boolean() }) },
} as const;
