import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as binding from 'harfbuzzjs';
import { expect, test } from 'vitest';
import { startHarfBuzz } from '../../../../src-main/pades/appearance/harfbuzz.ts';
import { PROJECT_ROOT } from '../../../support/tools.ts';

const harfBuzz = await startHarfBuzz();

function fontBytes(name: string): Uint8Array {
  return readFileSync(path.join(PROJECT_ROOT, 'resources', 'fonts', `NotoSans${name}-Regular.ttf`));
}

/** What the package's own binding makes of it. */
function byBinding(bytes: Uint8Array, text: string, rightToLeft: boolean) {
  const buffer = new binding.Buffer();
  buffer.addText(text);
  buffer.guessSegmentProperties();
  buffer.setDirection(rightToLeft ? binding.Direction.RTL : binding.Direction.LTR);
  buffer.setClusterLevel(binding.ClusterLevel.MONOTONE_CHARACTERS);
  binding.shape(new binding.Font(new binding.Face(new binding.Blob(bytes))), buffer);
  return buffer.getGlyphInfosAndPositions().map(({ codepoint, cluster, xAdvance, xOffset, yOffset }) => ({
    id: codepoint,
    cluster,
    advance: xAdvance,
    dx: xOffset,
    dy: yOffset,
  }));
}

test.each([
  ['Arabic', 'السَّلامُ عليكم', true],
  ['Hebrew', 'דָּוִד כהן', true],
  ['Devanagari', 'प्रवीण कुमार हिन्दी', false],
  ['Khmer', 'ខ្មែរ', false],
  // A character of two code units, and none at all.
  ['SC', '张伟𠮷', false],
  ['Thai', '', false],
])('sets %s as the binding of the package does', (font, text, rightToLeft) => {
  const bytes = fontBytes(font);
  const glyphs = harfBuzz.shape(harfBuzz.openFont(bytes), text, rightToLeft);
  expect(glyphs).toEqual(byBinding(bytes, text, rightToLeft));
  expect(glyphs.length > 0).toBe(text !== '');
});

test('its memory grows with the fonts, and a font opened before still works', () => {
  const bytes = fontBytes('SC');
  const first = harfBuzz.openFont(bytes);
  const before = harfBuzz.shape(first, '张伟', false);
  harfBuzz.openFont(bytes);
  expect(harfBuzz.shape(first, '张伟', false)).toEqual(before);
});
