import { z } from 'zod';
import { verificationReport } from '../domain/verification.ts';
import { documentId, taskId } from './ids.ts';
import { problem } from './level-outcome.ts';

const nothing = z.strictObject({});
const time = z.iso.datetime();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** A file that was written where the person wanted it; null: they changed their mind. */
const saved = z.strictObject({ name: z.string(), folder: z.string() }).nullable();

/** The lists of one scheme, such as the European Union, as they are kept here. */
export const trustedScheme = z.strictObject({
  id: z.string(),
  title: z.string(),
  /** When something was last taken over; null where nothing is kept yet. */
  taken: time.nullable(),
  lists: z.array(
    z.strictObject({
      /** ISO 3166 code. */
      territory: z.string(),
      issued: time,
      nextUpdate: time.nullable(),
      /** True where it should have been replaced by now. */
      stale: z.boolean(),
      services: z.number().int().nonnegative(),
    }),
  ),
});
export type TrustedScheme = z.infer<typeof trustedScheme>;

const takenLists = z.strictObject({
  schemes: z.array(trustedScheme),
  /** Number of lists that were taken over. */
  taken: z.number().int().nonnegative(),
  refused: z.array(z.strictObject({ list: z.string(), problem })),
});
export type TakenTrustedLists = z.infer<typeof takenLists>;

/** What the window asks about signatures that are there already, and about whom they are trusted from. */
export const verificationCalls = {
  /**
   * Validates every signature. `online`: what is missing is asked of the addresses that the certificates name, if the network may be
   * used at all; otherwise nothing leaves this computer.
   */
  'verify.run': {
    input: z.strictObject({ id: documentId, task: taskId, online: z.boolean() }),
    output: verificationReport,
  },
  /** Writes the report of the last check of a document where the person wants it. */
  'verify.saveReport': {
    input: z.strictObject({ id: documentId, format: z.enum(['pdf', 'xml', 'json']), task: taskId }),
    output: z.strictObject({ saved }),
  },
  'trust.list': {
    input: nothing,
    output: z.strictObject({
      anchors: z.array(z.strictObject({ subject: z.string(), sha256: z.string(), notAfter: time })),
      /** True where the anchors of the operating system count, too; they are not listed. */
      system: z.boolean(),
    }),
  },
  /** Whether the anchors of the operating system count for every check. Fails with TRUST_UNREADABLE where it has none. */
  'trust.useSystem': { input: z.strictObject({ on: z.boolean() }), output: nothing },
  /** Asks the person for certificates to trust and revocation lists to use; gives how many were new. */
  'trust.add': { input: nothing, output: z.strictObject({ added: z.number().int().nonnegative() }) },
  /** Trusted lists that are kept, and how old they are. */
  'trust.lists': { input: nothing, output: z.strictObject({ schemes: z.array(trustedScheme) }) },
  /** Fetches the current lists. One that cannot be had or verified leaves the one that is kept. */
  'trust.updateLists': { input: z.strictObject({ task: taskId }), output: takenLists },
  /** Asks the person for files of lists and takes over what verifies, with no network. Null: they changed their mind. */
  'trust.importLists': { input: nothing, output: takenLists.nullable() },
  /** Trusts a certificate that a signature of an open document came with, after the person compared its digest. */
  'trust.addFrom': {
    input: z.strictObject({ id: documentId, sha256 }),
    output: z.strictObject({ added: z.boolean() }),
  },
} as const;
