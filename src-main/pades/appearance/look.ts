import type { Ink } from './ink.ts';

/** Languages that the usual text and dates in words can be in. */
export type LookLanguage = 'en' | 'de';

/** How a visible signature looks. Nothing given: the usual text with an accent rule. */
export interface AppearanceLook {
  /** Template of the text (see template.ts). Absent: the usual text; empty: none. */
  readonly text?: string | undefined;
  /** Stands left of the text, or above it in a high box; alone it fills the box. */
  readonly mark?: Mark | undefined;
  /** Of the usual text's labels. English where absent. */
  readonly language?: LookLanguage | undefined;
  /** How `{date}` is written where it does not say so itself. ISO order where absent. */
  readonly dates?: 'iso' | LookLanguage | undefined;
  /** IANA name of the zone in which times are given, always with the zone. UTC where absent. */
  readonly timeZone?: string | undefined;
}

/** What stands beside the text. */
export type Mark =
  /** A PNG or JPEG file. */
  | { readonly kind: 'image'; readonly bytes: Uint8Array }
  | { readonly kind: 'handwriting'; readonly ink: Ink }
  /** Given, or the first letters of the name. */
  | { readonly kind: 'initials'; readonly text?: string | undefined };
