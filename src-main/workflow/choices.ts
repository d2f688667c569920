import type { Appearance, Picture, SigningChoices } from '../../shared/contract/signing-choices.ts';

/** The look of a mark with the bytes of its picture at hand (PNG or JPEG). */
export interface Look {
  readonly picture: Exclude<Picture, { kind: 'image' }> | { readonly kind: 'image'; readonly bytes: Uint8Array };
  readonly text: Appearance['text'];
}

/** What the person decided before the key is asked. */
export type Choices = Omit<SigningChoices, 'appearance'> & { readonly appearance: Look };
