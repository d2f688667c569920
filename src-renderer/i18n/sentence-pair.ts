/** A sentence of main with `{0}`, `{1}` … where it differs from time to time, and the same in another language. */
export type SentencePair = readonly [english: string, other: string];
