/** On which further pages the mark is repeated. */
export type PageChoice =
  | { readonly kind: 'none' | 'all' | 'odd' | 'even' | 'last' }
  | { readonly kind: 'these'; readonly text: string };

/**
 * The pages of a choice, each once, in order, without the page of the mark itself. Null where the text does not say pages of the
 * document: "1-3, 5" is the form.
 */
export function pagesOf(choice: PageChoice, count: number, own: number): number[] | null {
  const all = Array.from({ length: count }, (_, index) => index + 1);
  const chosen =
    choice.kind === 'these' ? parse(choice.text, count) : all.filter((page) => fits(choice.kind, page, count));
  return chosen?.filter((page) => page !== own) ?? null;
}

function fits(kind: Exclude<PageChoice['kind'], 'these'>, page: number, count: number): boolean {
  switch (kind) {
    case 'none':
      return false;
    case 'all':
      return true;
    case 'odd':
      return page % 2 === 1;
    case 'even':
      return page % 2 === 0;
    case 'last':
      return page === count;
  }
}

function parse(text: string, count: number): number[] | null {
  const pages = new Set<number>();
  for (const part of text.split(/[,;]/)) {
    const match = /^\s*(\d{1,6})\s*(?:[-–]\s*(\d{1,6})\s*)?$/.exec(part);
    if (match === null) return null;
    const first = Number(match[1]);
    const last = Number(match[2] ?? match[1]);
    if (first < 1 || last < first || last > count) return null;
    for (let page = first; page <= last; page += 1) pages.add(page);
  }
  return [...pages].sort((a, b) => a - b);
}
