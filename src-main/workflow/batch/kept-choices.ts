import { z } from 'zod';
import { certificateId } from '../../../shared/contract/ids.ts';
import { appearance, drawing, manyFilesChoices } from '../../../shared/contract/signing-choices.ts';
import type { Choices } from '../choices.ts';
import type { BatchWish } from './batch-api.ts';

const picture = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  /** Bytes of the file, base64. */
  z.strictObject({ kind: z.literal('image'), bytes: z.base64() }),
  z.strictObject({ kind: z.literal('drawing'), drawing }),
  z.strictObject({ kind: z.literal('initials'), initials: z.string() }),
]);

const kept = z.strictObject({
  certificate: certificateId,
  /** Who signs, and where the key lives, in words. */
  signer: z.string().nullable(),
  keyHome: z.string().nullable(),
  /** Address of the signing service that keeps the key; null for a key elsewhere. */
  service: z.url().nullable().default(null),
  choices: manyFilesChoices.extend({ appearance: appearance.extend({ picture }) }),
});

/** What was decided about a batch, with who signs it. */
export interface KeptWish extends BatchWish {
  readonly signer: string | null;
  readonly keyHome: string | null;
  readonly service: string | null;
}

/** As the journal of a batch keeps it. */
export function keptWish({ choices, ...rest }: KeptWish): Record<string, unknown> {
  const { picture: shown, text } = choices.appearance;
  const plain = shown.kind === 'image' ? { kind: 'image', bytes: Buffer.from(shown.bytes).toString('base64') } : shown;
  return { ...rest, choices: { ...choices, appearance: { picture: plain, text } } };
}

/** Undefined for what another version of the program has kept. */
export function wishOf(record: Readonly<Record<string, unknown>>): KeptWish | undefined {
  const { success, data } = kept.safeParse(record);
  if (!success) return undefined;
  const { choices, ...rest } = data;
  const { picture: shown, text } = choices.appearance;
  const look: Choices['appearance'] = {
    picture: shown.kind === 'image' ? { kind: 'image', bytes: Buffer.from(shown.bytes, 'base64') } : shown,
    text,
  };
  return { ...rest, choices: { ...choices, appearance: look } };
}
