import type { Box, PageSpace, Rotation } from '../../shared/geometry/page-space.ts';
import { throwIfCancelled } from '../platform/cancel.ts';
import type { PdfLimits } from './limits.ts';
import { PdfDict, PdfName, type PdfObject, PdfRef } from './objects.ts';
import { damaged, limitExceeded } from './pdf-errors.ts';

/** A page with what it inherits (ISO 32000-2, 7.7.3.4). */
export interface Page {
  /** From 1. */
  readonly number: number;
  readonly ref: PdfRef;
  readonly dict: PdfDict;
  readonly inherited: {
    readonly resources?: PdfObject;
    readonly mediaBox: Box;
    /** Clipped to the MediaBox; the MediaBox where nothing is left. */
    readonly cropBox: Box;
    readonly rotate: Rotation;
    readonly userUnit: number;
  };
  readonly space: PageSpace;
}

/** What the tree needs of its document. */
export interface ObjectLookup {
  resolve(object: PdfObject | undefined): Promise<PdfObject>;
  catalog(): Promise<{ ref: PdfRef; dict: PdfDict }>;
}

/** Attributes that pass down the tree, as the nearest node gave them. */
interface Inherited {
  readonly resources: PdfObject | undefined;
  readonly mediaBox: PdfObject | undefined;
  readonly cropBox: PdfObject | undefined;
  readonly rotate: PdfObject | undefined;
}

interface Leaf {
  readonly ref: PdfRef;
  readonly inherited: Inherited;
}

/** A node whose kids are being walked. */
interface Level {
  readonly num: number;
  readonly kids: readonly PdfObject[];
  readonly inherited: Inherited;
  next: number;
}

/** US Letter: what viewers take where there is no usable MediaBox. */
const LETTER: Box = { x0: 0, y0: 0, x1: 612, y1: 792 };
const NOTHING: Inherited = { resources: undefined, mediaBox: undefined, cropBox: undefined, rotate: undefined };

/**
 * Walks the page tree (7.7.3.2) in order, only as far as asked, and remembers where the pages are, not the pages. /Count and a missing
 * /Type do not matter; a node that is its own ancestor and kids that are nothing are passed over.
 */
export class PageTree {
  private readonly document: ObjectLookup;
  private readonly limits: PdfLimits;
  private readonly signal: AbortSignal | undefined;
  private readonly leaves: Leaf[] = [];
  private levels: Level[] | undefined;
  private nodes = 0;
  /** The walk has one position, so walkers queue. */
  private turn: Promise<unknown> = Promise.resolve();

  constructor(document: ObjectLookup, limits: PdfLimits, signal: AbortSignal | undefined) {
    this.document = document;
    this.limits = limits;
    this.signal = signal;
  }

  async count(): Promise<number> {
    await this.walk(Number.POSITIVE_INFINITY);
    return this.leaves.length;
  }

  async page(number: number): Promise<Page | undefined> {
    if (!Number.isSafeInteger(number) || number < 1) return undefined;
    await this.walk(number);
    const leaf = this.leaves[number - 1];
    return leaf === undefined ? undefined : this.read(leaf, number);
  }

  async all(): Promise<Page[]> {
    const count = await this.count();
    const pages: Page[] = [];
    for (let number = 1; number <= count; number++) {
      const page = await this.page(number);
      if (page !== undefined) pages.push(page);
    }
    return pages;
  }

  private walk(until: number): Promise<void> {
    if (this.leaves.length >= until || this.levels?.length === 0) return Promise.resolve();
    const walked = this.turn.then(() => this.advance(until));
    this.turn = walked.catch(() => undefined);
    return walked;
  }

  private async advance(until: number): Promise<void> {
    if (this.levels === undefined) {
      const { dict } = await this.document.catalog();
      this.levels = [{ num: -1, kids: [dict.get('Pages') ?? null], inherited: NOTHING, next: 0 }];
    }
    while (this.leaves.length < until) {
      const level = this.levels.at(-1);
      if (level === undefined) return;
      const kid = level.kids[level.next];
      if (kid === undefined) {
        this.levels.pop();
        continue;
      }
      await this.visit(kid, level, this.levels);
      level.next++;
    }
  }

  private async visit(kid: PdfObject, level: Level, levels: Level[]): Promise<void> {
    throwIfCancelled(this.signal);
    if (++this.nodes > this.limits.pageNodes) throw limitExceeded('pages', { limit: this.limits.pageNodes });
    const dict = await this.document.resolve(kid);
    if (!(dict instanceof PdfDict)) return;
    if (!(kid instanceof PdfRef)) throw damaged('a page is not an object of its own', { page: this.leaves.length + 1 });
    const type = await this.document.resolve(dict.get('Type'));
    const kids = type instanceof PdfName && type.name === 'Page' ? null : await this.document.resolve(dict.get('Kids'));
    if (Array.isArray(kids)) {
      if (levels.some((above) => above.num === kid.num)) return;
      if (levels.length > this.limits.depth) throw limitExceeded('nesting of pages', { limit: this.limits.depth });
      levels.push({ num: kid.num, kids, inherited: inherit(level.inherited, dict), next: 0 });
    } else if (!(type instanceof PdfName && type.name === 'Pages')) {
      this.leaves.push({ ref: kid, inherited: level.inherited });
    }
  }

  private async read(leaf: Leaf, number: number): Promise<Page> {
    const dict = await this.document.resolve(leaf.ref);
    if (!(dict instanceof PdfDict)) throw damaged('a page is no dictionary', { page: number });
    const own = inherit(leaf.inherited, dict);
    const mediaBox = (await this.box(own.mediaBox)) ?? LETTER;
    const cropBox = clip((await this.box(own.cropBox)) ?? mediaBox, mediaBox) ?? mediaBox;
    const rotate = rotation(await this.document.resolve(own.rotate));
    const unit = await this.document.resolve(dict.get('UserUnit'));
    const userUnit = typeof unit === 'number' && unit > 0 ? unit : 1;
    const resources = own.resources === undefined ? {} : { resources: own.resources };
    return {
      number,
      ref: leaf.ref,
      dict,
      inherited: { ...resources, mediaBox, cropBox, rotate, userUnit },
      space: { crop: cropBox, rotate, userUnit },
    };
  }

  /** A rectangle of four numbers with an area, its corners in order (7.9.5); undefined for anything else. */
  private async box(object: PdfObject | undefined): Promise<Box | undefined> {
    const value = await this.document.resolve(object);
    if (!Array.isArray(value) || value.length < 4) return undefined;
    const numbers: number[] = [];
    for (const item of value.slice(0, 4)) {
      const number = await this.document.resolve(item);
      if (typeof number !== 'number') return undefined;
      numbers.push(number);
    }
    const [xa = 0, ya = 0, xb = 0, yb = 0] = numbers;
    if (xa === xb || ya === yb) return undefined;
    return { x0: Math.min(xa, xb), y0: Math.min(ya, yb), x1: Math.max(xa, xb), y1: Math.max(ya, yb) };
  }
}

function inherit(above: Inherited, dict: PdfDict): Inherited {
  return {
    resources: dict.get('Resources') ?? above.resources,
    mediaBox: dict.get('MediaBox') ?? above.mediaBox,
    cropBox: dict.get('CropBox') ?? above.cropBox,
    rotate: dict.get('Rotate') ?? above.rotate,
  };
}

function clip(box: Box, to: Box): Box | undefined {
  const clipped = {
    x0: Math.max(box.x0, to.x0),
    y0: Math.max(box.y0, to.y0),
    x1: Math.min(box.x1, to.x1),
    y1: Math.min(box.y1, to.y1),
  };
  return clipped.x0 < clipped.x1 && clipped.y0 < clipped.y1 ? clipped : undefined;
}

/** Quarter turns clockwise, whatever their sign and number; anything else counts as none. */
function rotation(value: PdfObject): Rotation {
  if (typeof value !== 'number') return 0;
  const turned = ((value % 360) + 360) % 360;
  return turned === 90 || turned === 180 || turned === 270 ? turned : 0;
}
