import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildPdf } from '../../support/pdf-builder.ts';
import { makePng } from '../../support/png.ts';
import { SigningScene } from '../../support/signing-scene.ts';

const PLACE = ['--page', '1', '--rect', '40,40,200,60'];

describe('countersign sign with a look', () => {
  it('template, image, zone, further pages; the file verifies', async () => {
    const scene = await SigningScene.make({ source: buildPdf({ pages: [{}, {}, {}] }) });
    const seal = join(scene.folder, 'seal.png');
    writeFileSync(seal, makePng({ width: 9, height: 9, type: 4, depth: 8, at: (x, y) => [20 * x, 28 * y] }));
    const look = ['--image', seal, '--text', '{name}\\n{date:de}', '--time-zone', 'Europe/Berlin'];
    const result = await scene.run([...scene.arguments, ...PLACE, ...look, '--also-pages', '2-3', '--json']);
    expect(result.stderr).not.toMatch(/countersign:/);
    expect(result.status).toBe(0);
    const { verification } = JSON.parse(result.stdout);
    expect(verification).toMatchObject({ signatures: [{ changesAfter: 'none', coversRevision: expect.any(Number) }] });
  });

  it.each<[string, string[], string, number]>([
    ['two marks', ['--image', 'a', '--initials'], 'USAGE', 64],
    ['a file that is not there', ['--image', 'nothing.png'], 'INPUT_MISSING', 66],
    ['handwriting that is none', ['--handwriting', join(import.meta.dirname, 'look.test.ts')], 'IMAGE_UNREADABLE', 66],
    ['pages in no order', ['--also-pages', '3-1'], 'USAGE', 64],
    ['a way without pages', ['--also-as', 'content'], 'USAGE', 64],
    ['an unknown placeholder', ['--text', '{who}'], 'USAGE', 64],
  ])('%s is refused before the PIN', async (_name, options, code, status) => {
    const scene = await SigningScene.make();
    await scene.refused([...scene.arguments, ...PLACE, ...options], { code, status });
  });
});
