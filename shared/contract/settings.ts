import { z } from 'zod';
import { certificateId } from './ids.ts';
import { appearance, signatureLevel } from './signing-choices.ts';

/** What was chosen last for documents of one kind with one certificate. */
export const habit = z.strictObject({
  /** The words of the documents' names, without numbers and endings: "invoice". */
  documents: z.string().max(255),
  certificate: certificateId,
  reason: z.string().max(200),
  location: z.string().max(200),
  contact: z.string().max(200),
  level: signatureLevel,
  text: appearance.shape.text,
});
export type Habit = z.infer<typeof habit>;
export const MOST_HABITS = 50;

export const settings = z.strictObject({
  theme: z.enum(['system', 'light', 'dark']),
  language: z.enum(['en', 'de']),
  /** Certificate chosen last, offered first. */
  lastCertificate: certificateId.nullable(),
  reason: z.string().max(200),
  location: z.string().max(200),
  /** Whether a check may ask the addresses that certificates name by itself. Null: the person was not asked yet, and nothing is asked unbidden. */
  lookOnline: z.boolean().nullable(),
  /** Newest first. */
  habits: z.array(habit).max(MOST_HABITS),
});
export type Settings = z.infer<typeof settings>;

/** What holds where nothing was chosen. */
export const DEFAULT_SETTINGS: Settings = {
  theme: 'system',
  language: 'en',
  lastCertificate: null,
  reason: '',
  location: '',
  lookOnline: null,
  habits: [],
};
