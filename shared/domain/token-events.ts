import { z } from 'zod';

const module = z.string().describe('Absolute path of the PKCS#11 module through which it is seen.');
const reader = z.string().describe('Name of the reader, as PC/SC calls it.');
const token = z.strictObject({
  slotId: z.number().int().nonnegative().describe('Number of its slot: it may be another one next time.'),
  slot: z.string().describe('What the module calls the slot; mostly the name of the reader.'),
  label: z.string(),
  serial: z.string(),
});

/** One line of `countersign tokens --watch --json`. */
export const tokenEventLine = z.discriminatedUnion('kind', [
  z
    .strictObject({ kind: z.literal('card-inserted'), reader })
    .describe('A card lies in the reader, at the start or from now on, and is being read.'),
  z
    .strictObject({ kind: z.literal('card-removed'), reader })
    .describe('The card is out. Its tokens are told as removed, each by itself.'),
  z.strictObject({ kind: z.literal('inserted'), module, token }).describe('A token can be used.'),
  z.strictObject({ kind: z.literal('removed'), module, token }).describe('A token can no longer be used.'),
  z
    .strictObject({
      kind: z.literal('failed'),
      module,
      error: z.looseObject({
        code: z.string().describe('Stable name of the failure, such as MODULE_CRASHED.'),
        message: z.string().describe('One sentence for people.'),
      }),
    })
    .describe('A module does not answer. Told once, until it answers again.'),
]);
export type TokenEventLine = z.infer<typeof tokenEventLine>;
