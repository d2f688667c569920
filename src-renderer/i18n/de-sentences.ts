import { SAID_OF_CHANGES } from './de-said/changes.ts';
import { SAID_OF_LISTS } from './de-said/lists.ts';
import { SAID_OF_SIGNATURES } from './de-said/signatures.ts';
import { SAID_OF_SIGNING } from './de-said/signing.ts';
import { SAID_OF_TRUST } from './de-said/trust.ts';
import type { SentencePair } from './sentence-pair.ts';

/** Sentences of main, and parts of sentences that stand in gaps of others, in German. */
export const DE_SENTENCES: readonly SentencePair[] = [
  ...SAID_OF_CHANGES,
  ...SAID_OF_SIGNATURES,
  ...SAID_OF_TRUST,
  ...SAID_OF_LISTS,
  ...SAID_OF_SIGNING,
];
