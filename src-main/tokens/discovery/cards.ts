import cards from './cards.json' with { type: 'json' };

/** A kind of card, told by its answer to reset, and what reads it. */
export interface KnownCard {
  readonly card: string;
  /** Bytes in hexadecimal with a blank between them; a dot stands for any digit. */
  readonly atr: string;
  /** Names in products.json, the one that is known to be best first. */
  readonly products: readonly string[];
  readonly source: string;
}

/** Made once: each card in each reader is looked up five times a second. */
let patterns: (readonly [KnownCard, RegExp])[] | undefined;

/**
 * The card of an answer to reset (ISO/IEC 7816-3, 8.2); undefined for one that is not in the table. Of several rows the one that leaves
 * least open counts.
 * @param atr lower-case hexadecimal
 */
export function knownCard(atr: string): KnownCard | undefined {
  patterns ??= (cards satisfies readonly KnownCard[]).map((row) => [row, patternOf(row)]);
  const matching = patterns.flatMap(([row, pattern]) => (pattern.test(atr) ? [row] : []));
  return matching.toSorted((a, b) => openDigits(a) - openDigits(b))[0];
}

function patternOf({ atr }: KnownCard): RegExp {
  return new RegExp(`^${atr.replaceAll(' ', '').toLowerCase()}$`);
}

const openDigits = ({ atr }: KnownCard): number => atr.split('.').length;
