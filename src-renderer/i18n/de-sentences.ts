import type { SentencePair } from './sentences.ts';

/** Sentences of main in German. */
export const DE_SENTENCES: readonly SentencePair[] = [
  [
    'The digest in the signature is not the digest of the bytes it covers.',
    'Der Hashwert in der Signatur ist nicht der Hashwert der Bytes, die sie abdeckt.',
  ],
];
