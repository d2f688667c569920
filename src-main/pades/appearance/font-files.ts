import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { openTrueType, type TrueTypeFont } from './true-type.ts';

/** The two weights of a signature's appearance. */
export interface StampFonts {
  readonly regular: TrueTypeFont;
  readonly strong: TrueTypeFont;
}

let loading: Promise<StampFonts> | undefined;

/** Reads the fonts once, when the first visible signature is drawn. */
export function loadStampFonts(): Promise<StampFonts> {
  loading ??= load();
  return loading;
}

async function load(): Promise<StampFonts> {
  const folder = fontFolder();
  const [regular, strong] = await Promise.all([
    readFile(path.join(folder, 'Inter-Regular.ttf')),
    readFile(path.join(folder, 'Inter-SemiBold.ttf')),
  ]);
  return { regular: openTrueType(regular), strong: openTrueType(strong) };
}

/** `resources/fonts` of the checkout or the packaged application: the nearest above this file or the bundle it is in. */
function fontFolder(): string {
  for (let folder = import.meta.dirname; ; folder = path.dirname(folder)) {
    const candidate = path.join(folder, 'resources', 'fonts');
    if (existsSync(path.join(candidate, 'Inter-Regular.ttf'))) return candidate;
    if (folder === path.dirname(folder)) {
      throw new Error('The fonts for visible signatures are missing from this installation.');
    }
  }
}
