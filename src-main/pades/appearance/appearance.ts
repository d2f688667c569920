import { type Box, type PageSpace, type Rotation, toUserSpace } from '../../../shared/geometry/page-space.ts';
import { PdfDict, PdfName, type PdfObject, type PdfRef } from '../../pdf/objects.ts';
import { SRGB } from './colour.ts';
import { drawLine, embedFonts, type NamedFonts } from './draw-text.ts';
import type { Drawing } from './drawing.ts';
import { compressed, type ObjectSink } from './embedded-font.ts';
import { loadStampFonts } from './font-files.ts';
import { imageDrawing } from './image.ts';
import { inkDrawing } from './ink.ts';
import type { AppearanceLook, Mark } from './look.ts';
import { type LookLayout, layOutLook, textsOf } from './look-layout.ts';
import { rounded } from './numbers.ts';
import type { AppearanceText } from './stamp-layout.ts';

/** The drawn part of a visible signature. */
export interface StampAppearance {
  /** /Rect of the widget, default user space. */
  readonly userRect: Box;
  /** Characters of the text that the font cannot show; a substitute stands in their place. */
  readonly missing: readonly string[];
  /** Puts form XObject and fonts into the update; gives the reference for /N. */
  put(update: ObjectSink): PdfRef;
}

export type { AppearanceText };

/** What a visible signature shows. */
export interface AppearanceContent {
  readonly text: AppearanceText;
  readonly look?: AppearanceLook | undefined;
  /** The file allows no transparency (PDF/A): pictures are cut out instead. */
  readonly plain?: boolean | undefined;
}

/** Content and place. */
export interface AppearanceRequest extends AppearanceContent {
  readonly page: { readonly space: PageSpace };
  /** On the page as displayed: points, origin lower left. */
  readonly rect: Box;
}

/** A visible signature, drawn but not placed: the same on every page that gets it. */
export interface DrawnLook {
  readonly missing: readonly string[];
  /** Puts the form XObject for pages of this rotation into the update, once: fonts and picture are shared by all of them. */
  put(update: ObjectSink, rotate: Rotation): PdfRef;
}

/**
 * Draws a visible signature (ISO 32000-2, 12.7.5.5 and 12.5.5): the usual text, a template, a picture, handwriting, initials. It covers
 * nothing beneath it, uses no colour that depends on the device, no transparency but that of a picture, and embeds what it needs of
 * its fonts, so a PDF/A file stays one.
 * @param size in points on the page as displayed
 * @throws AppError USAGE (template, time zone), IMAGE_UNREADABLE
 */
export async function drawAppearance(content: AppearanceContent, size: Size): Promise<DrawnLook> {
  const { text, look = {}, plain = false } = content;
  const drawing = markDrawing(look.mark, plain);
  const layout = layOutLook(await loadStampFonts(textsOf(text, look)), text, look, drawing, size);
  const fonts = embedFonts(layout.lines);
  const operators = Buffer.from(drawLook(layout, fonts, drawing), 'latin1');
  const written = new WeakMap<ObjectSink, { resources: PdfDict; forms: Map<Rotation, PdfRef> }>();
  return {
    missing: layout.missing,
    put: (update, rotate) => {
      const known = written.get(update) ?? { resources: putResources(update, fonts, drawing), forms: new Map() };
      written.set(update, known);
      const form = known.forms.get(rotate) ?? putForm(update, operators, known.resources, size, rotate);
      known.forms.set(rotate, form);
      return form;
    },
  };
}

/** The look in its place on a page: upright as displayed. */
export function placeLook(drawn: DrawnLook, space: PageSpace, rect: Box): StampAppearance {
  return {
    userRect: toUserSpace(space, rect),
    missing: drawn.missing,
    put: (update) => drawn.put(update, space.rotate),
  };
}

/** Draws and places. @throws AppError as `drawAppearance` */
export async function makeAppearance(request: AppearanceRequest): Promise<StampAppearance> {
  const { page, rect } = request;
  const drawn = await drawAppearance(request, { width: rect.x1 - rect.x0, height: rect.y1 - rect.y0 });
  return placeLook(drawn, page.space, rect);
}

/** What a mark is drawn as, remembered for the next document. @throws AppError IMAGE_UNREADABLE */
export function markDrawing(mark: Mark | undefined, plain: boolean): Drawing | undefined {
  if (mark === undefined || mark.kind === 'initials') return undefined;
  const known = drawings[plain ? 'plain' : 'full'].get(mark);
  if (known !== undefined) return known;
  const drawing = mark.kind === 'image' ? imageDrawing(mark.bytes, plain) : inkDrawing(mark.ink);
  drawings[plain ? 'plain' : 'full'].set(mark, drawing);
  return drawing;
}

const drawings = { plain: new WeakMap<Mark, Drawing>(), full: new WeakMap<Mark, Drawing>() };

interface Size {
  readonly width: number;
  readonly height: number;
}

function putResources(update: ObjectSink, fonts: NamedFonts, drawing: Drawing | undefined): PdfDict {
  const references = [...fonts.values()].map(({ name, embedded }): [string, PdfObject] => [name, embedded.put(update)]);
  const picture = drawing?.put?.(update);
  return new PdfDict([
    ['ColorSpace', new PdfDict([['C', SRGB]])],
    ['Font', new PdfDict(references)],
    ...(picture === undefined ? [] : [['XObject', new PdfDict([[PICTURE, picture]])] as const]),
  ]);
}

function putForm(update: ObjectSink, operators: Uint8Array, resources: PdfDict, size: Size, rotate: Rotation): PdfRef {
  const [width, height] = [rounded(size.width), rounded(size.height)];
  const form = compressed(operators, [
    ['Type', new PdfName('XObject')],
    ['Subtype', new PdfName('Form')],
    ['FormType', 1],
    ['BBox', [0, 0, width, height]],
    ['Matrix', uprightMatrix(rotate, width, height)],
    ['Resources', resources],
  ]);
  const ref = update.reserve();
  update.put(ref, form);
  return ref;
}

const ACCENT = '0.106 0.376 0.565';
const PICTURE = 'I0';

function drawLook(
  { bars, lines, drawing: place }: LookLayout,
  fonts: NamedFonts,
  drawing: Drawing | undefined,
): string {
  const operators = ['q', '/C cs', `${ACCENT} sc`];
  for (const { x0, y0, x1, y1 } of bars) operators.push(`${[x0, y0, x1 - x0, y1 - y0].map(rounded).join(' ')} re f`);
  for (const line of lines) operators.push(...drawLine(line, fonts));
  if (drawing !== undefined && place !== undefined) operators.push(...drawing.draw(place, PICTURE));
  return `${[...operators, 'Q'].join('\n')}\n`;
}

/** Turns the stamp against the page's rotation and back into the first quadrant. */
function uprightMatrix(rotate: Rotation, width: number, height: number): number[] {
  switch (rotate) {
    case 0:
      return [1, 0, 0, 1, 0, 0];
    case 90:
      return [0, 1, -1, 0, height, 0];
    case 180:
      return [-1, 0, 0, -1, width, height];
    case 270:
      return [0, -1, 1, 0, 0, width];
  }
}
