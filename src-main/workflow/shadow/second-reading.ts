import type { ByteSource } from '../../platform/byte-source.ts';

/** Another document that the same bytes could be made to show: by a program that reads them otherwise, or by a few bytes behind them. */
export interface SecondReading {
  /** Where it lies, as the subject of a sentence. */
  readonly what: string;
  readonly source: ByteSource;
  /** Only so many bytes of it. */
  readonly length?: number;
  /** Pages to compare: the number now, the number there. */
  readonly pages: readonly (readonly [now: number, there: number])[];
  /** Whether the number of pages has to be the same. */
  readonly samePages: boolean;
  /** Annotations and fields change in ordinary ways. */
  readonly annotations: boolean;
  /** What makes the two different documents: anything at all, or something to be seen there in the place of something else now. */
  readonly counts: 'anything' | 'exchange';
  /** The same words in another place or look are no other document. */
  readonly comparesText: boolean;
  /** A page of which it would replace the content or a resource: that is enough, however it looks today. */
  readonly replaced: number | undefined;
  /** It replaces the page tree itself: where it cannot be drawn, that is no comfort. */
  readonly replacesPages: boolean;
}

/** The page that looks otherwise or could be made from something else, and where that lies. */
export interface ShadowFinding {
  readonly page: number;
  readonly reading: Pick<SecondReading, 'what' | 'replaced'>;
}
