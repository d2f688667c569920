import type { PdfDocument } from '../../../pdf/document.ts';
import { PdfDict, type PdfObject, PdfRef } from '../../../pdf/objects.ts';
import type { RevisionDiff } from './revision-diff.ts';

/** Part of a page that the boxes of signatures may take. One that takes more hides what was signed before ("sneaky signature"). */
const LARGEST_SHARE = 0.5;
/** Widget flags (ISO 32000-2, table 167). */
const FLAG = { hidden: 2, print: 4, noView: 32, toggleNoView: 256 } as const;
const HIGHEST_TREE = 64;
/** US Letter, for pages without a usable box. */
const LETTER_AREA = 612 * 792;

/** The boxes that the new signatures of one revision put on pages. */
export class SignatureBoxes {
  readonly #diff: RevisionDiff;
  readonly #listed: ReadonlySet<number>;
  /** Widget → the page that shows it. */
  readonly #pages = new Map<number, number>();

  constructor(diff: RevisionDiff, listed: ReadonlySet<number>) {
    this.#diff = diff;
    this.#listed = listed;
  }

  /** A sentence where new widgets on this page hide too much of it, or stand on another page too. */
  async fault(page: PdfRef, dict: PdfDict): Promise<string | undefined> {
    const list = await this.#diff.after.resolve(dict.get('Annots'));
    let area = 0;
    for (const item of Array.isArray(list) ? list : []) {
      if (!(item instanceof PdfRef) || !this.#listed.has(item.num)) continue;
      if (this.#pages.has(item.num)) return 'A new signature stands on the document in more than one place.';
      this.#pages.set(item.num, page.num);
      const widget = await this.#diff.after.resolve(item);
      if (widget instanceof PdfDict) area += await boxArea(this.#diff.after, widget);
    }
    const tooMuch = area > LARGEST_SHARE * (await pageArea(this.#diff.after, dict));
    return tooMuch ? 'New signatures cover most of a page.' : undefined;
  }
}

/** True where the box of a widget takes more of its page than a signature may. */
export async function coversPage(view: PdfDocument, widget: PdfDict): Promise<boolean> {
  const page = await view.resolve(widget.get('P'));
  const room = page instanceof PdfDict ? await pageArea(view, page) : LETTER_AREA;
  return (await boxArea(view, widget)) > LARGEST_SHARE * room;
}

/** True for a widget that no viewer draws, neither on screen nor on paper: no area, no appearance, or hidden by a direct /F. */
export function isInvisible(widget: PdfDict): boolean {
  const flags = widget.get('F');
  if (typeof flags === 'number' && isHidden(flags)) return true;
  if ((widget.get('AP') ?? null) === null && (widget.get('MK') ?? null) === null) return true;
  const box = widget.get('Rect') ?? null;
  return box === null || (Array.isArray(box) && box.length === 4 && (box[0] === box[2] || box[1] === box[3]));
}

/** NoView alone still prints, and may be toggled by a mouse over it. */
export function isHidden(flags: number): boolean {
  if ((flags & FLAG.hidden) !== 0) return true;
  return (flags & FLAG.noView) !== 0 && (flags & (FLAG.print | FLAG.toggleNoView)) === 0;
}

async function boxArea(view: PdfDocument, widget: PdfDict): Promise<number> {
  return isInvisible(widget) ? 0 : ((await areaOf(view, widget.get('Rect'))) ?? Number.POSITIVE_INFINITY);
}

/** The smaller of /MediaBox and /CropBox, inherited (7.7.3.4). */
async function pageArea(view: PdfDocument, page: PdfDict): Promise<number> {
  const areas: number[] = [];
  for (const key of ['MediaBox', 'CropBox']) {
    let node: PdfObject = page;
    for (let height = 0; node instanceof PdfDict && height < HIGHEST_TREE; height++) {
      const area = await areaOf(view, node.get(key));
      if (area !== undefined) {
        areas.push(area);
        break;
      }
      node = await view.resolve(node.get('Parent'));
    }
  }
  return areas.length === 0 ? LETTER_AREA : Math.min(...areas);
}

/** Area of a rectangle; undefined for what is none. */
async function areaOf(view: PdfDocument, value: PdfObject | undefined): Promise<number | undefined> {
  const items = await view.resolve(value);
  if (!Array.isArray(items) || items.length !== 4) return undefined;
  const [a, b, c, d] = await Promise.all(items.map((item) => view.resolve(item)));
  if (typeof a !== 'number' || typeof b !== 'number' || typeof c !== 'number' || typeof d !== 'number')
    return undefined;
  return Math.abs(c - a) * Math.abs(d - b);
}
