import { type Box, type PageSpace, type Rotation, toUserSpace } from '../../../shared/geometry/page-space.ts';
import { PdfDict, PdfName, type PdfObject, type PdfRef } from '../../pdf/objects.ts';
import { drawLine, type NamedFonts, rounded } from './draw-text.ts';
import { compressed, embedFont, type ObjectSink } from './embedded-font.ts';
import { loadStampFonts } from './font-files.ts';
import { type AppearanceText, layOutStamp, type StampLayout } from './stamp-layout.ts';

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
}

/** Content and place. */
export interface AppearanceRequest extends AppearanceContent {
  readonly page: { readonly space: PageSpace };
  /** On the page as displayed: points, origin lower left. */
  readonly rect: Box;
}

/**
 * Draws a text appearance (ISO 32000-2, 12.7.5.5 and 12.5.5): an accent rule, the name, what was signed when and why. It stands
 * upright on the page as displayed, covers nothing beneath it, uses no transparency and no colour that depends on the device, and
 * embeds what it needs of its fonts, so a PDF/A file stays one.
 */
export async function makeAppearance({ page, rect, text }: AppearanceRequest): Promise<StampAppearance> {
  const { space } = page;
  const size = { width: rect.x1 - rect.x0, height: rect.y1 - rect.y0 };
  const fonts = await loadStampFonts([text.name, text.reason ?? '', text.location ?? '', text.issuer ?? '']);
  const layout = layOutStamp(fonts, text, size.width, size.height);
  return {
    userRect: toUserSpace(space, rect),
    missing: layout.missing,
    put: (update) => putForm(update, layout, space, size),
  };
}

function putForm(
  update: ObjectSink,
  layout: StampLayout,
  space: PageSpace,
  { width, height }: { width: number; height: number },
): PdfRef {
  const fonts = embedFonts(layout);
  const references = [...fonts.values()].map(({ name, embedded }): [string, PdfObject] => [name, embedded.put(update)]);
  const resources = new PdfDict([
    ['ColorSpace', new PdfDict([['C', SRGB]])],
    ['Font', new PdfDict(references)],
  ]);
  const form = compressed(Buffer.from(drawStamp(layout, fonts), 'latin1'), [
    ['Type', new PdfName('XObject')],
    ['Subtype', new PdfName('Form')],
    ['FormType', 1],
    ['BBox', [0, 0, rounded(width), rounded(height)]],
    ['Matrix', uprightMatrix(space.rotate, rounded(width), rounded(height))],
    ['Resources', resources],
  ]);
  const ref = update.reserve();
  update.put(ref, form);
  return ref;
}

/** sRGB by its primaries: a colour space that needs no output intent. */
const SRGB: PdfObject[] = [
  new PdfName('CalRGB'),
  new PdfDict([
    ['WhitePoint', [0.9505, 1, 1.089]],
    ['Gamma', [2.2, 2.2, 2.2]],
    ['Matrix', [0.4124, 0.2126, 0.0193, 0.3576, 0.7152, 0.1192, 0.1805, 0.0722, 0.9505]],
  ]),
];

const ACCENT = '0.106 0.376 0.565';

function embedFonts({ lines }: StampLayout): NamedFonts {
  const runs = lines.flatMap(({ line }) => line.runs);
  const used = [...new Set(runs.map(({ font }) => font))];
  return new Map(
    used.map((font, i) => {
      const own = runs.filter((run) => run.font === font);
      return [font, { name: `F${i}`, embedded: embedFont(font, own) }];
    }),
  );
}

function drawStamp({ rule, lines }: StampLayout, fonts: NamedFonts): string {
  const operators = ['q', '/C cs', `${ACCENT} sc`, `0 0 ${rounded(rule.width)} ${rounded(rule.height)} re f`];
  for (const line of lines) operators.push(...drawLine(line, fonts));
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
