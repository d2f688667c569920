import type { Tone } from '../../pades/appearance/stamp-layout.ts';

/** A piece of text that begins on a line of its own. */
export interface Phrase {
  readonly text: string;
  readonly tone?: Tone;
  readonly strong?: boolean;
}

/** What a printed report is made of, from top to bottom. */
export type Block =
  | { readonly kind: 'heading'; readonly level: 1 | 2 | 3; readonly text: string }
  | { readonly kind: 'paragraph'; readonly text: string }
  /** A verdict: a coloured field with a line and a sentence. */
  | { readonly kind: 'verdict'; readonly tone: VerdictTone; readonly title: string; readonly text: string }
  /** Labels at the left, what they are about at the right. */
  | { readonly kind: 'facts'; readonly rows: readonly Fact[] }
  | { readonly kind: 'table'; readonly columns: readonly Column[]; readonly rows: readonly (readonly Phrase[])[] };

export type VerdictTone = 'good' | 'warn' | 'bad' | 'detail';

export interface Fact {
  readonly label: string;
  readonly phrases: readonly Phrase[];
}

export interface Column {
  readonly title: string;
  /** Part of the width; all together 1. */
  readonly share: number;
}

/** A table under a heading of its own. @param columns titles with their part of the width */
export function headedTable(
  level: 2 | 3,
  heading: string,
  columns: readonly (readonly [title: string, share: number])[],
  rows: readonly (readonly Phrase[])[],
): Block[] {
  return [
    { kind: 'heading', level, text: heading },
    { kind: 'table', columns: columns.map(([title, share]) => ({ title, share })), rows },
  ];
}

/** Every text of the blocks: what fonts are needed for. */
export function textsOf(blocks: readonly Block[]): string[] {
  return blocks.flatMap((block): string[] => {
    switch (block.kind) {
      case 'facts':
        return block.rows.flatMap(({ label, phrases }) => [label, ...phrases.map(({ text }) => text)]);
      case 'table':
        return [...block.columns.map(({ title }) => title), ...block.rows.flat().map(({ text }) => text)];
      case 'verdict':
        return [block.title, block.text];
      default:
        return [block.text];
    }
  });
}
