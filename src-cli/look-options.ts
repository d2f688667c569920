import type { LookLanguage } from '../src-main/pades/appearance/look.ts';
import { readMark } from '../src-main/workflow/look-files.ts';
import type { FurtherWish, LookWish } from '../src-main/workflow/look-plan.ts';
import { parsePage, parseRect, usage } from './arguments.ts';

/** No range is longer. */
const MOST_PAGES = 100_000;

/** The options that say how a visible signature looks. */
export interface LookOptions {
  readonly text?: string;
  readonly image?: string;
  readonly handwriting?: string;
  readonly initials?: string | true;
  readonly language?: LookLanguage;
  readonly dates?: 'iso' | LookLanguage;
  readonly timeZone?: string;
  readonly alsoPages?: string;
  readonly alsoAs?: 'stamp' | 'content';
  readonly alsoRect?: string;
}

/** @throws AppError USAGE, PAGE_OUT_OF_RANGE, RECT_INVALID, INPUT_*, IMAGE_UNREADABLE */
export async function parseLook(options: LookOptions): Promise<LookWish> {
  const mark = await readMark(options);
  const { language, dates, timeZone } = options;
  const text = options.text?.replaceAll('\\n', '\n');
  const isPlain = [text, mark, language, dates, timeZone].every((value) => value === undefined);
  return { look: isPlain ? undefined : { text, mark, language, dates, timeZone }, further: parseFurther(options) };
}

function parseFurther({ alsoPages, alsoAs, alsoRect }: LookOptions): FurtherWish | undefined {
  if (alsoPages === undefined) {
    if (alsoAs === undefined && alsoRect === undefined) return undefined;
    throw usage('--also-as and --also-rect belong to --also-pages: say which pages.');
  }
  const rect = alsoRect === undefined ? undefined : parseRect(alsoRect);
  return { pages: parsePages(alsoPages), as: alsoAs, rect };
}

/** `all`, `odd`, `even`, `last`, or numbers and ranges with commas between them. */
function parsePages(text: string): FurtherWish['pages'] {
  if (text === 'all' || text === 'odd' || text === 'even' || text === 'last') return text;
  return text.split(',').flatMap((part) => {
    const range = /^\s*(\d+)\s*-\s*(\d+)\s*$/.exec(part);
    if (range === null) return [parsePage(part)];
    const [first, last] = [parsePage(range[1] ?? ''), parsePage(range[2] ?? '')];
    if (last < first || last - first > MOST_PAGES)
      throw usage(`“${part.trim()}” is no range of pages. Give it as 3-7.`);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}
