import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildPdf } from './pdf-builder.ts';
import { SigningScene } from './signing-scene.ts';

/** A folder of documents of different length, and a folder for the signed ones. */
export interface BatchScene {
  readonly scene: SigningScene;
  readonly from: string;
  readonly to: string;
  /** Words that sign them all. */
  readonly words: readonly string[];
}

export async function batchOf(count: number): Promise<BatchScene> {
  const scene = await SigningScene.make();
  const [from, to] = [join(scene.folder, 'in'), join(scene.folder, 'out')];
  mkdirSync(from);
  mkdirSync(to);
  for (let number = 0; number < count; number += 1) {
    const content = `% ${'a line of the document '.repeat(number % 7)}`;
    writeFileSync(join(from, `${String(number).padStart(4, '0')}.pdf`), buildPdf({ pages: [{ content }] }));
  }
  const key = ['--p12', scene.keyStore, '--pin-env', 'TEST_PASSWORD'];
  return { scene, from, to, words: ['sign', '--batch', from, '-o', `${to}/`, ...key] };
}
