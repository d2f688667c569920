import { z } from 'zod';
import type { HashName } from '../cms/algorithms.ts';

const HASHES = [
  'md5',
  'sha1',
  'sha224',
  'sha256',
  'sha384',
  'sha512',
  'sha3-256',
  'sha3-384',
  'sha3-512',
  'shake256',
] as const satisfies readonly HashName[];
const SCHEMES = ['rsa-pkcs1', 'rsa-pss', 'ecdsa', 'dsa', 'ed25519', 'ed448', 'ml-dsa', 'slh-dsa', 'composite'] as const;

const end = z
  .union([z.iso.date(), z.literal('never-accepted')])
  .describe('The first day on which it is no longer accepted, or that it never is.');
const day = z.iso.date().describe('Begins at midnight, UTC.');
const oid = z.string().regex(/^[0-2](\.(0|[1-9]\d{0,30})){1,40}$/);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** What a policy file holds: everything in it may be left out. */
export const policyFile = z.strictObject({
  title: z.string().max(500).optional().describe('For people; it stands in every report.'),
  hashes: z.partialRecord(z.enum(HASHES), end).default({}).describe('Ends of hash functions.'),
  schemes: z.partialRecord(z.enum(SCHEMES), end).default({}).describe('Ends of signature schemes.'),
  keys: z
    .array(
      z.strictObject({
        family: z.enum(['rsa', 'ec', 'dsa', 'ed25519', 'ed448', 'slh-dsa']),
        below: z.number().int().min(1).max(100_000).describe('Keys of fewer bits than this.'),
        end,
      }),
    )
    .max(100)
    .default([])
    .describe('Ends of short keys.'),
  revocation: z
    .strictObject({
      maxAgeHours: z
        .number()
        .min(0)
        .max(100_000)
        .optional()
        .describe('Older revocation data are stale (EN 319 102-1, 5.2.5): TRY_LATER.'),
      afterSignature: z
        .boolean()
        .optional()
        .describe('Only data issued after the proved time of a signature count for it once its certificate is out.'),
    })
    .default({}),
  requiredLevel: z
    .enum(['B-B', 'B-T', 'B-LT', 'B-LTA'])
    .optional()
    .describe('A signature below it is SIG_CONSTRAINTS_FAILURE.'),
  signer: z
    .strictObject({
      keyUsages: z
        .array(z.enum(['digitalSignature', 'nonRepudiation']))
        .min(1)
        .optional()
        .describe('Key usage must name one of these.'),
      purposes: z.array(oid).min(1).max(50).optional().describe('Extended key usage must name one of these.'),
    })
    .default({}),
  off: z
    .array(z.enum(['timestamp-authority-revocation', 'authority-revocation', 'signer-key-usage']))
    .default([])
    .describe('Checks that are left out; each report lists them.'),
  experimental: z
    .array(z.enum(['composite']))
    .default([])
    .describe(
      'Drafts that are accepted: `composite` is ML-DSA together with an older algorithm, both halves of which must hold.',
    ),
  anchors: z
    .array(z.strictObject({ sha256, from: day.optional(), until: day.optional() }))
    .max(1000)
    .default([])
    .describe(
      'Trust anchors that are trusted for a time only, by the SHA-256 of the certificate. They must be given as well.',
    ),
  signaturePolicies: z
    .array(
      z.strictObject({
        oid,
        digests: z
          .array(z.string().regex(/^[0-9a-f]{32,128}$/))
          .min(1)
          .max(10),
      }),
    )
    .max(1000)
    .optional()
    .describe('Where present, a signature that names a signature policy must name one of these.'),
});
export type PolicyFile = z.infer<typeof policyFile>;
