import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { inflateSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import type { Box } from '../../../../shared/geometry/page-space.ts';
import { makeAppearance } from '../../../../src-main/pades/appearance/appearance.ts';
import { loadStampFonts } from '../../../../src-main/pades/appearance/font-files.ts';
import { type AppearanceText, layOutStamp } from '../../../../src-main/pades/appearance/stamp-layout.ts';
import { subsetFont } from '../../../../src-main/pades/appearance/subset.ts';
import { plainLine, setLine, setLineWithin } from '../../../../src-main/pades/appearance/text-line.ts';
import { openTrueType } from '../../../../src-main/pades/appearance/true-type.ts';
import { PdfDocument } from '../../../../src-main/pdf/document.ts';
import { IncrementalUpdate } from '../../../../src-main/pdf/incremental-update.ts';
import { type PdfObject, PdfRef, PdfStream } from '../../../../src-main/pdf/objects.ts';
import { bytesSource } from '../../../../src-main/platform/byte-source.ts';
import { stampPdf } from '../../../support/stamp-pdf.ts';
import { describeWithTool, requireTool } from '../../../support/tools.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'countersign-appearance-'));
afterAll(() => rmSync(folder, { recursive: true }));

const fonts = await loadStampFonts();
const text: AppearanceText = {
  name: 'Dr. Łucja Müller-Österreicher',
  time: new Date('2026-11-21T08:27:48.512Z'),
  reason: 'I approve this document',
  location: 'Zürich',
  issuer: 'Example Issuing CA 2026',
};
const A4: Box = { x0: 0, y0: 0, x1: 595, y1: 842 };
const page = { media: A4, space: { crop: A4, rotate: 0, userUnit: 1 } } as const;
const wide: Box = { x0: 50, y0: 50, x1: 290, y1: 140 };

function linesOf(content: AppearanceText, width: number, height: number): string[] {
  return layOutStamp(fonts, content, width, height).lines.map(({ line }) => line.text);
}

async function written(
  content: AppearanceText,
  rect = wide,
  name = 'stamp',
): Promise<{ file: string; missing: string[] }> {
  const { pdf, missing } = await stampPdf(page, [{ rect, text: content }]);
  const file = path.join(folder, `${name}.pdf`);
  writeFileSync(file, pdf);
  return { file, missing };
}

describe('layout', () => {
  test('says who, when in ISO order with its zone, why, where and by whom certified', () => {
    expect(linesOf(text, 300, 90)).toEqual([
      'Dr. Łucja Müller-Österreicher',
      'Digitally signed 2026-11-21 08:27:48 UTC',
      'Reason: I approve this document',
      'Location: Zürich',
      'Certified by: Example Issuing CA 2026',
    ]);
    expect(linesOf({ name: 'A', time: text.time, reason: '  ' }, 300, 90)).toHaveLength(2);
  });

  test('lower boxes keep the name longest, narrower ones cut with an ellipsis or say less', () => {
    expect(linesOf(text, 300, 30).length).toBeLessThan(5);
    expect(linesOf(text, 300, 30)[0]).toBe(text.name);
    expect(linesOf(text, 300, 10)).toHaveLength(1);
    const [name, date] = linesOf(text, 70, 40);
    expect(name).toMatch(/^Dr\. Ł.*…$/);
    expect(date).toBe('2026-11-21 UTC');
  });

  test('in every box, from a point to a poster, all ink is inside and no line is on another', () => {
    for (const width of [1, 3, 8, 20, 45, 90, 200, 600, 3000]) {
      for (const height of [1, 3, 8, 20, 45, 90, 200, 600, 3000]) {
        const label = `${width} × ${height}`;
        const { lines, rule } = layOutStamp(fonts, text, width, height);
        expect(rule.width, label).toBeLessThan(width);
        let above = height;
        for (const { line, size, x, y } of lines) {
          const font = line.runs[0]?.font ?? fonts.regular;
          const [ascent, descent] = [font.ascent * 0.78, font.descent].map((units) => (units / font.unitsPerEm) * size);
          expect(x + line.width * size, label).toBeLessThanOrEqual(width + 1e-6);
          expect(y + (ascent ?? 0), label).toBeLessThanOrEqual(above + 0.35 * size);
          expect(y + (descent ?? 0), label).toBeGreaterThanOrEqual(-0.1 * size);
          expect(size, label).toBeLessThanOrEqual(25);
          above = y;
        }
        expect(lines[0]?.size, label).toBeGreaterThanOrEqual(
          Math.max(0, ...lines.slice(1).map(({ size }) => size)) * 0.99,
        );
      }
    }
  });

  test('a line that was sized to fit is not cut', () => {
    for (let width = 100; width < 300; width += 0.37) {
      const lines = linesOf({ name: text.name, time: text.time }, width, 90);
      if (width > 160) expect(lines.join(), String(width)).not.toContain('…');
    }
  });
});

describe('text', () => {
  test('a name cannot carry line breaks, controls or a forced writing direction', () => {
    expect(plainLine(' Alice\r\n\tExample\u202e\u200f\u0000\ud800 ')).toBe('Alice Example');
    expect(plainLine('Mu\u0308ller')).toBe('Müller');
    expect(plainLine('\u200d می\u200cخواهم')).toBe('می\u200cخواهم');
  });

  test('what the font lacks is replaced and reported', async () => {
    const { missing } = await written({ ...text, name: '𐎠 Taro 😀 𐎠' }, wide, 'missing');
    expect(missing).toEqual(['𐎠', '😀']);
    expect(setLine(await loadStampFonts(['😀']), '😀', 'strong').text).toBe('?');
    expect(setLine(fonts, 'Ελένη Согласовано Łódź ẞ €').missing).toEqual([]);
  });

  test('cutting leaves as much as fits', () => {
    const whole = setLine(fonts, 'Digitally signed');
    expect(setLineWithin(fonts, 'Digitally signed', whole.width).text).toBe('Digitally signed');
    const cut = setLineWithin(fonts, 'Digitally signed', whole.width - 0.01);
    expect(cut.text).toMatch(/^Digitally sig.*…$/);
    expect(cut.width).toBeLessThanOrEqual(whole.width);
    expect(setLineWithin(fonts, 'Digitally signed', 0.1).text).toBe('');
  });
});

describe('font subset', () => {
  test('holds the glyphs asked for and the parts of composites, with their widths and outlines', () => {
    const wanted = [...'AŁüΩЖ'].map((character) => fonts.regular.glyphOf(character.codePointAt(0) ?? 0));
    const { file, numberOf, glyphs } = subsetFont(fonts.regular, wanted);
    expect(glyphs[0]).toBe(0);
    expect(glyphs.length).toBeGreaterThan(wanted.length + 1);
    expect(file.length).toBeLessThan(6000);
    const view = new DataView(file.buffer);
    let sum = 0;
    for (let at = 0; at < file.length; at += 4) sum = (sum + view.getUint32(at)) >>> 0;
    expect(sum).toBe(0xb1b0afba);
    expect([...numberOf.keys()]).toEqual(glyphs);
  });

  test('a full font is refused where its tables are not there', () => {
    expect(() => openTrueType(new Uint8Array(64))).toThrow(/no table/);
  });
});

describe('form', () => {
  test('uses no transparency and no colour that depends on the device', async () => {
    const streams: string[] = [];
    const dictionaries: string[] = [];
    const appearance = await makeAppearance({ page, rect: wide, text });
    let next = 1;
    appearance.put({
      reserve: () => new PdfRef(next++),
      put: (_: PdfRef, object: PdfObject) => {
        dictionaries.push(JSON.stringify(object, (_key, value) => (value instanceof Map ? [...value] : value)));
        if (object instanceof PdfStream && object.data instanceof Uint8Array) {
          streams.push(inflateSync(object.data).toString('latin1'));
        }
      },
    });
    const content = streams.at(-1) ?? '';
    expect(content).toMatch(/^q\n\/C cs\n/);
    expect(content).not.toMatch(/\b(?:rg|RG|k|K|g|G|gs|Do|sh)\b/);
    expect(dictionaries.join()).not.toMatch(/ExtGState|SMask|Device(?:RGB|CMYK|Gray)/);
    expect(appearance.userRect).toEqual(wide);
  });
});

describeWithTool(['pdffonts', 'pdftotext', 'qpdf', 'mutool'], 'as other programs read it', () => {
  test('the fonts are embedded subsets with Unicode', async () => {
    const { file } = await written(text);
    const rows = execFileSync(requireTool('pdffonts'), [file], { encoding: 'utf8' }).trim().split('\n').slice(2);
    expect(rows).toHaveLength(2);
    for (const row of rows)
      expect(row).toMatch(/^[A-Z]{6}\+Inter-(?:Regular|SemiBold) +CID TrueType +Identity-H +yes yes yes/);
    execFileSync(requireTool('qpdf'), ['--check', file]);
  });

  test('the product’s own writer and reader take it', async () => {
    const { pdf } = await stampPdf(page, []);
    const document = await PdfDocument.open(bytesSource(pdf));
    const update = new IncrementalUpdate(document);
    const form = (await makeAppearance({ page: await document.page(1), rect: wide, text })).put(update);
    const file = path.join(folder, 'updated.pdf');
    const bytes = Buffer.concat([pdf, update.layout()]);
    writeFileSync(file, bytes);
    execFileSync(requireTool('qpdf'), ['--check', file]);
    const read = await PdfDocument.open(bytesSource(bytes));
    const stream = await read.object(form);
    if (!(stream instanceof PdfStream)) throw new Error('the form is not a stream');
    expect(Buffer.from(await read.decode(stream)).toString('latin1')).toContain('/C cs');
  });

  test.each([
    ['Latin', text],
    ['Greek', { ...text, name: 'Ελένη Παπαδοπούλου' }],
    ['Cyrillic', { ...text, name: 'Наталія Згурська' }],
  ])('%s is found by searching', async (script, content) => {
    const { file } = await written(content, wide, script);
    for (const found of [
      execFileSync(requireTool('pdftotext'), [file, '-'], { encoding: 'utf8' }),
      execFileSync(requireTool('mutool'), ['draw', '-q', '-F', 'text', file], { encoding: 'utf8', stdio: 'pipe' }),
    ]) {
      expect(found).toContain(content.name);
      expect(found).toContain('2026-11-21 08:27:48 UTC');
      expect(found).toContain('Location: Zürich');
    }
  });
});
