import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadStampFonts } from '../../../../src-main/pades/appearance/font-files.ts';
import { previewAppearance } from '../../../../src-main/pades/appearance/preview.ts';
import { setLine } from '../../../../src-main/pades/appearance/text-line.ts';
import { describeWithTool, requireTool, temporaryFolder } from '../../../support/tools.ts';

const SCRIPTS: [string, string, string][] = [
  ['Arabic', 'محمد بن عبد الله', 'NotoSansArabic'],
  ['Persian with a joiner', 'می‌خواهم', 'NotoSansArabic'],
  ['Hebrew', 'דוד כהן', 'NotoSansHebrew'],
  ['Devanagari', 'प्रवीण कुमार हिन्दी', 'NotoSansDevanagari'],
  ['Bengali', 'রবীন্দ্রনাথ', 'NotoSansBengali'],
  ['Tamil', 'தமிழ் கொடு', 'NotoSansTamil'],
  ['Thai', 'สมชาย ใจดี', 'NotoSansThai'],
  ['Khmer', 'ខ្មែរ', 'NotoSansKhmer'],
  ['Georgian', 'შოთა რუსთაველი', 'NotoSansGeorgian'],
  ['Armenian', 'Հայաստան', 'NotoSansArmenian'],
  ['Ethiopic', 'አበበ ቢቂላ', 'NotoSansEthiopic'],
  ['Japanese', '山田 太郎 テスト', 'NotoSansJP'],
  ['Korean', '김철수 서명', 'NotoSansKR'],
  ['Chinese', '张伟 張偉 签名', 'NotoSansSC'],
];

const folder = temporaryFolder();
const time = new Date('2026-11-21T08:27:48Z');

async function written(name: string, label: string): Promise<{ file: string; missing: readonly string[] }> {
  const { pdf, missing } = await previewAppearance({ size: { width: 240, height: 60 }, text: { name, time } });
  const file = path.join(folder, `${label.replaceAll(' ', '-')}.pdf`);
  writeFileSync(file, pdf);
  return { file, missing };
}

describe('every script', () => {
  test('only the fonts that a text needs are loaded, and none for what Inter has', async () => {
    expect((await loadStampFonts(['Łucja', 'two\nlines', 'Ελένη'])).setComplex).toBeUndefined();
    expect((await loadStampFonts(['שלום'])).further.map((font) => font.postScriptName)).toEqual([
      'NotoSansHebrew-Regular',
    ]);
    // Chinese characters in the Japanese form where kana are near.
    expect((await loadStampFonts(['直 テ'])).further.map((font) => font.postScriptName)).toEqual([
      'NotoSansJP-Regular',
    ]);
  });

  test('right to left in the order in which it is seen, numbers from left to right within it', async () => {
    const name = 'אבג 123 (דה)';
    const line = setLine(await loadStampFonts([name]), name);
    expect(line.rightToLeft).toBe(true);
    expect(line.runs.flatMap(({ glyphs }) => glyphs.map(({ text }) => text)).join('')).toBe(')הד( 123 גבא');
    expect(line.text).toBe(name);
  });

  test('letters join: the same letter alone and within a word is not the same glyph', async () => {
    const fonts = await loadStampFonts(['ب']);
    const glyphs = (text: string) => setLine(fonts, text).runs.flatMap((run) => run.glyphs.map(({ id }) => id));
    expect(new Set(glyphs('ببب')).size).toBeGreaterThan(new Set(glyphs('ب ب ب')).size);
  });

  test('what is missing is replaced whole and named once', async () => {
    const { missing } = await written('A 👍🏽 B 👍🏽', 'emoji');
    expect(missing).toEqual(['👍🏽']);
  });
});

test('any text at all can be set, in any box', async () => {
  const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 30 }), fc.string({ unit: 'grapheme', maxLength: 30 }));
  const side = fc.integer({ min: 1, max: 400 });
  await fc.assert(
    fc.asyncProperty(text, text, fc.option(text), side, side, async (name, reason, template, width, height) => {
      const escaped = template?.replace(/[{}]/g, '$&$&');
      const look = { text: escaped === undefined ? undefined : `${escaped}\n{name} {reason}` };
      const { pdf } = await previewAppearance({ size: { width, height }, text: { name, time, reason }, look });
      expect(pdf.length).toBeGreaterThan(500);
    }),
    { numRuns: 150 },
  );
});

describeWithTool(['pdffonts', 'pdftotext', 'qpdf', 'pdftoppm', 'mutool'], 'as other programs read them', () => {
  test.each(SCRIPTS)('%s', async (label, name, font) => {
    const { file, missing } = await written(name, label);
    expect(missing).toEqual([]);
    const rows = execFileSync(requireTool('pdffonts'), [file], { encoding: 'utf8' }).trim().split('\n').slice(2);
    expect(
      rows.some((row) => new RegExp(`^[A-Z]{6}\\+${font}-Regular +CID TrueType +Identity-H +yes yes yes`).test(row)),
    ).toBe(true);
    const read = execFileSync(requireTool('pdftotext'), [file, '-'], { encoding: 'utf8' }).replace(
      /[\u200e\u200f\u202a-\u202e]/g,
      '',
    );
    expect(read).toContain(name);
    execFileSync(requireTool('qpdf'), ['--check', file]);
    expect(readFileSync(file).length).toBeLessThan(20_000);
  });

  test.each(SCRIPTS)('%s looks the same in two programs', async (label, name) => {
    const { file } = await written(name, label);
    execFileSync(requireTool('pdftoppm'), ['-gray', '-r', '288', '-singlefile', file, file]);
    execFileSync(requireTool('mutool'), ['draw', '-q', '-c', 'gray', '-r', '288', '-o', `${file}.m.pgm`, file], {
      stdio: 'pipe',
    });
    const [one, other] = [pixels(`${file}.pgm`), pixels(`${file}.m.pgm`)];
    expect(one.length).toBe(other.length);
    let ink = 0;
    let differing = 0;
    for (const [i, value] of one.entries()) {
      ink += 255 - value;
      differing += Math.abs(value - (other[i] ?? 0));
    }
    expect(ink).toBeGreaterThan(400_000);
    // Antialiasing differs at the edges of letters; a letter in another place differs by all of its ink.
    expect(differing / ink).toBeLessThan(0.3);
  });
});

function pixels(file: string): Uint8Array {
  const bytes = readFileSync(file);
  const header = /^P5\s+(?:#.*\s+)*\d+\s+\d+\s+255\s/.exec(bytes.subarray(0, 200).toString('latin1'));
  if (header === null) throw new Error(`not a picture: ${file}`);
  return bytes.subarray(header[0].length);
}
