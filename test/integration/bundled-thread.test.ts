import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openFile } from '../../src-main/platform/files.ts';
import { readProgramFilesBy } from '../../src-main/platform/program-files.ts';
import { Background } from '../../src-main/workflow/background/background.ts';
import { PERFORM } from '../../src-main/workflow/background/perform.ts';
import { describeWithCorpus, PROJECT_ROOT, temporaryFolder } from '../support/tools.ts';

const DIST = join(PROJECT_ROOT, 'dist', 'main');
const quiet = { report: () => undefined };

describeWithCorpus('signed', 'the thread in the background, bundled', (corpus) => {
  it('is one file that asks for what lies beside the bundle, and draws pages in a thread of its own', async () => {
    const asked: string[] = [];
    const bundled = {
      program: { source: '../dist/main/background.cjs', bundled: '' },
      resourceLimits: {},
    };
    const file = await openFile(join(corpus, 'pyhanko/pdf/extensions-direct.pdf'));
    const { path, descriptor, size } = file;
    const about = { home: temporaryFolder(), now: Date.parse('2026-06-01T00:00:00Z'), online: false };
    const args = { ...about, path, file: { descriptor, size, name: 'it' }, password: undefined, content: undefined };
    const here = await PERFORM.verify(args, quiet);
    readProgramFilesBy((name) => {
      asked.push(name);
      return readFile(join(DIST, name));
    });
    const threads = new Background(bundled);
    try {
      expect(await threads.perform('verify', args, quiet)).toEqual(here);
      expect(asked.sort()).toEqual(['pdfium.wasm', 'render-worker.cjs']);
    } finally {
      await threads.close();
      await file.close();
    }
  });
});
