import { z } from 'zod';
import { certificateId, tokenId } from './ids.ts';

/** Bytes. Longer than any PIN or password that somebody keeps. */
const LONGEST_PIN = 1024;
/** Crosses once, inward, and is overwritten after use. UTF-8. Empty where the PIN is typed on the reader. */
export const secret = z.instanceof(Uint8Array).refine((bytes) => bytes.length <= LONGEST_PIN);

/** What the token says of its PIN (CKF_USER_PIN_*). A PKCS#12 key store has `none`-less states only. */
export const pinState = z.enum(['ok', 'count-low', 'final-try', 'locked', 'to-be-changed', 'unknown']);
export type PinState = z.infer<typeof pinState>;

/** Where the PIN is typed: in this program, on the reader or in a window of the module, or nowhere since none is wanted. */
export const pinEntry = z.enum(['here', 'reader', 'none']);
export type PinEntry = z.infer<typeof pinEntry>;

/** True: the person was told what a lock costs and wants to use the last try all the same. Without it the last try is refused (PIN_FINAL_TRY). */
export const acceptLastTry = z.boolean().default(false);

/** Everything about the PIN of one token. */
export const pinFacts = z.strictObject({
  /** Name of the token. */
  token: z.string(),
  state: pinState,
  /** Of the code that unblocks: the PIN of the security officer. */
  unblocking: pinState,
  entry: pinEntry,
  /** How long the token waits for what is typed on the reader. */
  seconds: z.number().int().positive(),
  /** Length of a PIN in bytes, as far as the token says. */
  shortest: z.number().int().nonnegative().nullable(),
  longest: z.number().int().positive().nullable(),
  /** Program of the vendor in which a PIN can be unblocked where this one cannot do it. */
  tool: z.string().nullable(),
});
export type PinFacts = z.infer<typeof pinFacts>;

/** What unblocks a PIN: the PIN of the security officer, or the PUK where the module takes one. */
export const unblockingCode = z.enum(['so-pin', 'puk']);
export type UnblockingCode = z.infer<typeof unblockingCode>;

/** Whose PIN is meant: a token, which may be empty, or the one that a certificate is on. */
export const pinOwner = z.union([certificateId, tokenId]);
export type PinOwner = z.infer<typeof pinOwner>;

/** What the window does with PINs and with modules that failed. */
export const pinCalls = {
  'tokens.pin': { input: z.strictObject({ of: pinOwner }), output: pinFacts },
  /** One try of the old PIN. Fails with PIN_TOO_SOON (`seconds`) after refused ones. */
  'tokens.changePin': {
    input: z.strictObject({ of: pinOwner, pin: secret, newPin: secret, acceptLastTry }),
    output: pinFacts,
  },
  /** One try of the code. */
  'tokens.unblockPin': {
    input: z.strictObject({
      of: pinOwner,
      by: unblockingCode,
      code: secret,
      newPin: secret,
      acceptLastTry,
    }),
    output: pinFacts,
  },
  /** Lets a module be loaded again that was put aside (MODULE_QUARANTINED); `module` as in the problems of `tokens.list`. */
  'tokens.retryModule': { input: z.strictObject({ module: z.string().min(1).max(255) }), output: z.strictObject({}) },
} as const;
