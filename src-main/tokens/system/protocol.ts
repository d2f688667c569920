import { z } from 'zod';

/**
 * What a helper for the keys of the operating system is asked and answers: one JSON object a line, on its standard input and output, UTF-8.
 * It ends when its input does. The helpers are resources/helpers/windows-keys.ps1 and resources/helpers/mac-keys.swift.
 */
export type HelperRequest =
  | { readonly id: number; readonly call: 'list' }
  | {
      readonly id: number;
      readonly call: 'sign';
      /** Lower-case hexadecimal SHA-256 of the certificate whose key is to sign. */
      readonly certificate: string;
      readonly scheme: 'pkcs1' | 'pss' | 'ecdsa';
      readonly hash: 'sha256' | 'sha384' | 'sha512';
      /** Base64 of the hash of what is to be signed. */
      readonly digest: string;
    };

/** A certificate with its key, base64 of DER; `chain` in no promised order. */
const listedKey = z.object({ certificate: z.base64(), chain: z.array(z.base64()).max(50) });

const failure = z.object({
  id: z.number().int(),
  ok: z.literal(false),
  /** `cancelled`: by the person, in a window of the system. */
  kind: z.enum(['cancelled', 'missing', 'unsupported', 'failed']),
  /** In the system's words. */
  reason: z.string().max(2000),
});

export const listReply = z.union([
  z.object({ id: z.number().int(), ok: z.literal(true), value: z.array(listedKey).max(2000) }),
  failure,
]);
/** Base64 of the signature: RSA as it is, ECDSA as DER or as two numbers side by side. */
export const signReply = z.union([
  z.object({ id: z.number().int(), ok: z.literal(true), value: z.base64().max(8192) }),
  failure,
]);
export type HelperFailure = z.infer<typeof failure>;
