import { type Color, degrees, drawText, type PDFFont, type PDFName, type PDFPage, rgb } from 'pdf-lib';

/** A4, in points. */
export const PAGE = { width: 595.28, height: 841.89, left: 76, right: 76, top: 84, bottom: 72 } as const;
export const TEXT_WIDTH = PAGE.width - PAGE.left - PAGE.right;

export const INK = rgb(0.11, 0.12, 0.14);
export const GREY = rgb(0.42, 0.45, 0.49);
export const RULE = rgb(0.78, 0.8, 0.83);
export const ACCENT = rgb(0.1, 0.25, 0.43);

export interface Fonts {
  readonly regular: PDFFont;
  readonly italic: PDFFont;
  readonly semibold: PDFFont;
}

interface Word {
  readonly text: string;
  readonly font: PDFFont;
}

interface Placed {
  readonly x: number;
  readonly y: number;
  readonly font: PDFFont;
  readonly size: number;
  readonly color: Color;
}

export interface TextStyle {
  readonly size: number;
  /** Distance of base lines. */
  readonly leading: number;
  readonly color: Color;
}

/** Writes down one page from the top; `y` is the base line of what comes next. */
export class PageWriter {
  y = PAGE.height - PAGE.top;
  readonly page: PDFPage;
  readonly fonts: Fonts;
  readonly #names = new Map<PDFFont, PDFName>();

  constructor(page: PDFPage, fonts: Fonts) {
    this.page = page;
    this.fonts = fonts;
  }

  /** One line at a place of its own. `right` aligns its end to `x`. */
  line(
    text: string,
    x: number,
    y: number,
    font: PDFFont,
    size: number,
    color: Color,
    align: 'left' | 'right' = 'left',
  ): void {
    const start = align === 'right' ? x - font.widthOfTextAtSize(text, size) : x;
    this.#put(text, { x: start, y, font, size, color });
  }

  /** A horizontal rule across `width` points. */
  rule(x: number, y: number, width: number, color: Color = RULE, thickness = 0.6): void {
    this.page.drawLine({ start: { x, y }, end: { x: x + width, y }, thickness, color });
  }

  /** Running text with `**semibold**` terms, broken at spaces; moves `y` below it. */
  text(text: string, style: TextStyle, x: number = PAGE.left, width: number = TEXT_WIDTH): void {
    for (const words of this.#breakLines(text, style.size, width)) {
      let at = x;
      for (const [index, { text: word, font }] of words.entries()) {
        const next = words[index + 1];
        const piece = next === undefined || next.text.startsWith(GLUE) ? word : `${word} `;
        this.#put(piece.replace(GLUE, ''), { x: at, y: this.y, font, size: style.size, color: style.color });
        at += font.widthOfTextAtSize(piece.replace(GLUE, ''), style.size);
      }
      this.y -= style.leading;
    }
  }

  /** Each font has one name on a page; the page's own drawText would give it another for each piece of text. */
  #put(text: string, { x, y, font, size, color }: Placed): void {
    const name = this.#names.get(font) ?? this.page.node.newFontDictionary(font.name, font.ref);
    this.#names.set(font, name);
    const upright = { rotate: degrees(0), xSkew: degrees(0), ySkew: degrees(0) };
    this.page.pushOperators(...drawText(font.encodeText(text), { x, y, size, color, font: name, ...upright }));
  }

  #breakLines(text: string, size: number, width: number): Word[][] {
    const { regular, semibold } = this.fonts;
    const words = text.split('**').flatMap((run, index, runs) => {
      const font = index % 2 === 1 ? semibold : regular;
      const parts = run.split(' ').filter((part) => part !== '');
      const glued = index > 0 && !run.startsWith(' ') && runs[index - 1]?.endsWith(' ') === false;
      return parts.map((part, position) => ({ text: position === 0 && glued ? GLUE + part : part, font }));
    });
    const lines: Word[][] = [];
    let line: Word[] = [];
    let used = 0;
    for (const word of words) {
      const bare = word.text.replace(GLUE, '');
      const space = line.length === 0 || word.text.startsWith(GLUE) ? 0 : word.font.widthOfTextAtSize(' ', size);
      const wide = word.font.widthOfTextAtSize(bare, size);
      if (line.length > 0 && used + space + wide > width) {
        lines.push(line);
        line = [];
        used = 0;
      }
      used += (line.length === 0 ? 0 : space) + wide;
      line.push(word);
    }
    return line.length > 0 ? [...lines, line] : lines;
  }
}

/** Marks a word that follows without a space, such as the full stop after a semibold term. */
const GLUE = '\u2060';
