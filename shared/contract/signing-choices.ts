import { z } from 'zod';

/** PAdES baseline levels (EN 319 142-1, 6), each holding what the one before holds. */
export const signatureLevel = z.enum(['B-B', 'B-T', 'B-LT', 'B-LTA']);
export type SignatureLevel = z.infer<typeof signatureLevel>;

/** Where a visible mark goes: points on the page as displayed, origin lower left. Pages count from 1. */
export const placement = z.strictObject({
  page: z.number().int().min(1),
  x: z.number(),
  y: z.number(),
  width: z.number().positive(),
  height: z.number().positive(),
});
export type Placement = z.infer<typeof placement>;

/** What a certification allows afterwards (DocMDP, ISO 32000-2, 12.8.2.2); `none`: an approval signature. */
export const certification = z.enum(['none', 'no-changes', 'forms', 'annotations']);
export type Certification = z.infer<typeof certification>;

const fieldName = z.string().min(1).max(1000);

/** Which form fields may no longer be changed afterwards (FieldMDP, ISO 32000-2, 12.8.2.4). */
export const fieldLock = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({ kind: z.literal('all') }),
  z.strictObject({ kind: z.literal('include'), fields: z.array(fieldName).min(1).max(10_000) }),
  z.strictObject({ kind: z.literal('exclude'), fields: z.array(fieldName).min(1).max(10_000) }),
]);
export type FieldLockChoice = z.infer<typeof fieldLock>;

/** A picture file that main has read. Its bytes never come to the page. */
export const imageId = z
  .string()
  .regex(/^image-[0-9a-f]{32}$/)
  .brand('ImageId');
export type ImageId = z.infer<typeof imageId>;

const LARGEST_PAD = 10_000;
const coordinate = z.number().min(0).max(LARGEST_PAD);
/** A stroke of the pen: from the upper left corner of the pad, pressure 0 to 1. */
const stroke = z
  .array(z.strictObject({ x: coordinate, y: coordinate, pressure: z.number().min(0).max(1) }))
  .min(1)
  .max(5000);

export const drawing = z.strictObject({
  width: z.number().positive().max(LARGEST_PAD),
  height: z.number().positive().max(LARGEST_PAD),
  strokes: z.array(stroke).min(1).max(500),
});
export type Drawing = z.infer<typeof drawing>;

/** What the mark shows beside or instead of its words. */
export const picture = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({ kind: z.literal('image'), image: imageId }),
  z.strictObject({ kind: z.literal('drawing'), drawing }),
  z.strictObject({ kind: z.literal('initials'), initials: z.string().min(1).max(8) }),
]);
export type Picture = z.infer<typeof picture>;

export const LONGEST_TEMPLATE = 1000;

/** The look of the mark. */
export const appearance = z.strictObject({
  picture,
  /** Its words: the usual ones, a template of one's own ("{name}\n{date}"), or null: none. */
  text: z.union([z.literal('usual'), z.strictObject({ template: z.string().min(1).max(LONGEST_TEMPLATE) }), z.null()]),
});
export type Appearance = z.infer<typeof appearance>;

/** The same look on further pages of the same revision: as stamp annotations, or as part of the pages' content. */
export const furtherPages = z.strictObject({
  pages: z.array(z.number().int().min(1)).min(1).max(100_000),
  as: z.enum(['stamp', 'content']),
});
export type FurtherPages = z.infer<typeof furtherPages>;

const words = z.string().max(200);

/** Everything a person decides about a signature before the key is asked. */
export const signingChoices = z.strictObject({
  /** A new mark, or null: none. Null too where `field` is given. */
  placement: placement.nullable(),
  /** Name of an existing empty signature field, or null: a new one. */
  field: fieldName.nullable(),
  appearance,
  furtherPages: furtherPages.nullable(),
  level: signatureLevel,
  certify: certification,
  lock: fieldLock,
  reason: words,
  location: words,
  contact: words,
  /** Sign although the document looks prepared to show something else later (SHADOW_CONTENT). */
  acceptShadow: z.boolean(),
});
export type SigningChoices = z.infer<typeof signingChoices>;

/** The same for files of which each has its own number of pages: negative ones count from the end, -1 is the last. */
export const manyFilesChoices = signingChoices.extend({
  placement: placement
    .extend({
      page: z
        .number()
        .int()
        .refine((page) => page !== 0),
    })
    .nullable(),
  /** What becomes of files that are no PDFs: a signature beside each (CAdES), or a container around it (ASiC-E). */
  others: z.enum(['beside', 'container']).default('beside'),
});
export type ManyFilesChoices = z.infer<typeof manyFilesChoices>;
