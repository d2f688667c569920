import { resourceFile } from '../../platform/program-files.ts';
import type { StampFonts } from './set-text.ts';
import { isSimple } from './simple-text.ts';
import { openTrueType, type TrueTypeFont } from './true-type.ts';

const REGULAR = 'Inter-Regular.ttf';
const STRONG = 'Inter-SemiBold.ttf';

/**
 * One font for each script. A character of several scripts' texts (a Chinese one in Japanese) goes to the first that is loaded and
 * has it, so the order is the choice of form: where kana are near, the Japanese ones.
 */
const FURTHER: readonly { readonly file: string; readonly scripts: RegExp }[] = [
  { file: 'NotoSansArabic-Regular.ttf', scripts: /\p{scx=Arab}/u },
  { file: 'NotoSansHebrew-Regular.ttf', scripts: /\p{scx=Hebr}/u },
  { file: 'NotoSansDevanagari-Regular.ttf', scripts: /\p{scx=Deva}/u },
  { file: 'NotoSansBengali-Regular.ttf', scripts: /\p{scx=Beng}/u },
  { file: 'NotoSansGurmukhi-Regular.ttf', scripts: /\p{scx=Guru}/u },
  { file: 'NotoSansGujarati-Regular.ttf', scripts: /\p{scx=Gujr}/u },
  { file: 'NotoSansTamil-Regular.ttf', scripts: /\p{scx=Taml}/u },
  { file: 'NotoSansTelugu-Regular.ttf', scripts: /\p{scx=Telu}/u },
  { file: 'NotoSansKannada-Regular.ttf', scripts: /\p{scx=Knda}/u },
  { file: 'NotoSansMalayalam-Regular.ttf', scripts: /\p{scx=Mlym}/u },
  { file: 'NotoSansSinhala-Regular.ttf', scripts: /\p{scx=Sinh}/u },
  { file: 'NotoSansThai-Regular.ttf', scripts: /\p{scx=Thai}/u },
  { file: 'NotoSansLao-Regular.ttf', scripts: /\p{scx=Laoo}/u },
  { file: 'NotoSansKhmer-Regular.ttf', scripts: /\p{scx=Khmr}/u },
  { file: 'NotoSansMyanmar-Regular.ttf', scripts: /\p{scx=Mymr}/u },
  { file: 'NotoSansGeorgian-Regular.ttf', scripts: /\p{scx=Geor}/u },
  { file: 'NotoSansArmenian-Regular.ttf', scripts: /\p{scx=Armn}/u },
  { file: 'NotoSansEthiopic-Regular.ttf', scripts: /\p{scx=Ethi}/u },
  { file: 'NotoSansJP-Regular.ttf', scripts: /[\p{sc=Hira}\p{sc=Kana}]/u },
  { file: 'NotoSansKR-Regular.ttf', scripts: /\p{sc=Hang}/u },
  { file: 'NotoSansSC-Regular.ttf', scripts: /[\p{scx=Hani}\p{scx=Bopo}\u2e80-\u303f\uff00-\uffef]/u },
];

const loading = new Map<string, Promise<TrueTypeFont>>();

/** Reads what these texts need and is not read yet: two weights for most languages of Europe, and a font for each further script. */
export async function loadStampFonts(texts: readonly string[] = []): Promise<StampFonts> {
  const [regular, strong] = await Promise.all([load(REGULAR), load(STRONG)]);
  const complex = texts.filter((text) => !isSimple(regular, text.replace(/\s+/g, ' '))).join('\n');
  if (complex === '') return { regular, strong, further: [] };
  const further: TrueTypeFont[] = [];
  let lacking = lackedBy(regular, [...complex]);
  for (const { file, scripts } of FURTHER) {
    if (!scripts.test(complex) || !lacking.some((character) => /\P{Zs}/u.test(character))) continue;
    const font = await load(file);
    const left = lackedBy(font, lacking);
    if (left.length === lacking.length) continue;
    further.push(font);
    lacking = left;
  }
  const { complexLines } = await import('./complex-line.ts');
  return { regular, strong, further, setComplex: await complexLines() };
}

function lackedBy(font: TrueTypeFont, characters: readonly string[]): string[] {
  return characters.filter((character) => font.glyphOf(character.codePointAt(0) ?? 0) === 0);
}

function load(name: string): Promise<TrueTypeFont> {
  const known = loading.get(name) ?? resourceFile(`fonts/${name}`).then(openTrueType);
  loading.set(name, known);
  return known;
}
