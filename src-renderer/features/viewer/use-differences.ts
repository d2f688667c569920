import type { PDFDocumentProxy } from 'pdfjs-dist';
import { useEffect, useState } from 'react';
import type { PdfInfo } from '../../../shared/contract/document-calls.ts';
import { type Box, differences } from './differences.ts';
import { pagePicture, pixelsOf } from './page-picture.ts';

/** Pixels per point at which pages are compared: a changed digit of small print shows. */
const SCALE = 1;

/** A document as it was signed or as it is now. */
export interface Side {
  readonly info: PdfInfo;
  readonly pdf: PDFDocumentProxy;
}

/** Where one page differs. Null: it could not be drawn. What is not in both differs as a whole. */
export async function pageDifferences(signed: Side, present: Side, page: number): Promise<readonly Box[] | null> {
  const before = signed.info.pages[page - 1];
  const after = present.info.pages[page - 1];
  if (before === undefined || after === undefined) return [{ x: 0, y: 0, width: 1, height: 1 }];
  try {
    const pictures = [
      await pagePicture(signed.pdf, page, before, SCALE),
      await pagePicture(present.pdf, page, after, SCALE),
    ] as const;
    const [a, b] = [pixelsOf(pictures[0]), pixelsOf(pictures[1])];
    for (const canvas of pictures) canvas.width = canvas.height = 0;
    return differences(a, b);
  } catch {
    return null;
  }
}

/** Boxes by page, from 1, as far as pages were compared. */
export type Differences = ReadonlyMap<number, readonly Box[] | null>;

/** Compares all pages one after the other, those that are expected to differ first. */
export function useDifferences(signed: Side | null, present: Side | null, first: readonly number[]): Differences {
  const [found, setFound] = useState<Differences>(new Map());
  const order = first.join();
  useEffect(() => {
    if (signed === null || present === null) return;
    let gone = false;
    const count = Math.max(signed.info.pages.length, present.info.pages.length);
    const hinted = order === '' ? [] : order.split(',').map(Number);
    const pages = new Set([
      ...hinted.filter((page) => page <= count),
      ...Array.from({ length: count }, (_, index) => index + 1),
    ]);
    const compare = async () => {
      for (const page of pages) {
        const boxes = await pageDifferences(signed, present, page);
        if (gone) return;
        setFound((before) => new Map(before).set(page, boxes));
      }
    };
    setFound(new Map());
    void compare();
    return () => {
      gone = true;
    };
  }, [signed, present, order]);
  return found;
}
