import { readFileSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { makeOriginals } from '../../scripts/conformance/originals.ts';
import { MANIFEST, type Sample, writeSamples } from '../../scripts/conformance/samples.ts';
import { judgeByVeraPdf, passedIn } from '../../scripts/conformance/verapdf.ts';
import { PdfDocument } from '../../src-main/pdf/document.ts';
import { PdfRef } from '../../src-main/pdf/objects.ts';
import { bytesSource } from '../../src-main/platform/byte-source.ts';
import { type Archival, archivalFaults } from '../support/archival.ts';
import { describeWithTool, temporaryFolder } from '../support/tools.ts';
import { pdfsigVerdicts, qpdfComplaint } from '../support/witnesses.ts';

const STANDARDS: Readonly<Record<string, Archival>> = {
  a1b: { part: 1, accessible: false },
  a2b: { part: 2, accessible: false },
  'a2a-ua1': { part: 2, accessible: true },
  a3b: { part: 3, accessible: false },
};
const NAMES = Object.keys(STANDARDS);

const folder = temporaryFolder('countersign-conformance-test-');
let samples: readonly Sample[] = [];
beforeAll(async () => {
  samples = await writeSamples(folder, (file) => !/^a[23]b-(?!image|content|lasting|twice|certified)/.test(file));
}, 60_000);

const standardOf = (name: string): Archival => STANDARDS[name] ?? { part: 1, accessible: false };
const bytesOf = (file: string) => readFile(join(folder, file));
/** The files that an original became, and the original. */
const filesOf = (name: string) => {
  const files = new Set(samples.map(({ file }) => file));
  return [...files].filter(
    (file) =>
      file === `${name}.pdf` ||
      NAMES.find((known) => file.startsWith(`${known}-`) && file.startsWith(`${name}-`)) === name,
  );
};

describe('the samples for veraPDF', () => {
  it('are listed by what they have to conform to', () => {
    expect(JSON.parse(readFileSync(join(folder, MANIFEST), 'utf8'))).toEqual(samples);
    expect(samples.filter(({ file }) => file === 'a2a-ua1-lasting.pdf')).toEqual([
      { file: 'a2a-ua1-lasting.pdf', flavour: '2a' },
      { file: 'a2a-ua1-lasting.pdf', flavour: 'ua1' },
    ]);
    expect(NAMES.map((name) => filesOf(name).length)).toEqual([12, 6, 12, 6]);
  });

  it.each(NAMES)('keep what their standards ask for: %s', async (name) => {
    for (const file of filesOf(name)) {
      expect([file, ...(await archivalFaults(await bytesOf(file), standardOf(name)))]).toEqual([file]);
    }
  });

  it.each(NAMES)(
    'are the original with something behind it, what describes the document left alone: %s',
    async (name) => {
      const original = await bytesOf(`${name}.pdf`);
      const before = await PdfDocument.open(bytesSource(original));
      const [first] = before.revisions;
      const info = before.trailer.get('Info');
      const metadata = (await before.catalog()).dict.get('Metadata');
      if (!(info instanceof PdfRef) || !(metadata instanceof PdfRef)) throw new Error('nothing describes the original');
      for (const file of filesOf(name)) {
        const bytes = await bytesOf(file);
        expect(bytes.subarray(0, original.length).equals(original), file).toBe(true);
        const after = await PdfDocument.open(bytesSource(bytes));
        expect((await after.catalog()).dict.get('Metadata'), file).toEqual(metadata);
        expect(after.trailer.get('Info'), file).toEqual(info);
        for (const { form, entries } of after.revisions.slice(1)) {
          expect([form, entries.has(info.num), entries.has(metadata.num)], file).toEqual([first?.form, false, false]);
        }
      }
    },
  );

  it('come from originals that are the same on every run', async () => {
    for (const { name, bytes } of await makeOriginals()) {
      expect(Buffer.from(bytes).equals(await bytesOf(`${name}.pdf`)), name).toBe(true);
    }
  });
});

describe('faults are found', () => {
  const edited = async (file: string, from: string, to: string) => {
    const text = (await bytesOf(file)).toString('latin1');
    expect(text).toContain(from);
    return Buffer.from(text.replace(from, to.padEnd(from.length)), 'latin1');
  };

  it.each([
    ['a1b-text.pdf', '/F 132', '/F 134', /flags 134/],
    ['a1b-image.pdf', '/Mask', '/SMask'.slice(0, 6), /SMask/],
    ['a1b-text.pdf', '/CIDSet', '/CIDSat', /without \/CIDSet/],
    ['a1b-text.pdf', '/FontFile2', '/FontFile9', /no font program/],
    ['a1b-text.pdf', '/AP <<', '/AQ <<', /without its look/],
    ['a1b-text.pdf', 'endstream\nendobj\n', 'endstream\nendobj ', /line of its own/],
    ['a2a-ua1-text.pdf', '/Tabs /S', '/Tabs /R', /page 2 has another tab order/],
  ])('%s: %s', async (file, from, to, words) => {
    const standard = standardOf(NAMES.find((name) => file.startsWith(`${name}-`)) ?? '');
    expect((await archivalFaults(await edited(file, from, to), standard)).join('\n')).toMatch(words);
  });

  it('in what veraPDF reports', () => {
    const report =
      'PASS /data/a.pdf 1b\nFAIL /data/b.pdf 1b\n  FAIL 6.3.5-3\nPASS /data/c d.pdf 1b\r\nERROR PASS /data/e.pdf\n';
    expect([...passedIn(report)]).toEqual(['a.pdf', 'c d.pdf']);
  });
});

describe.skipIf(process.platform === 'win32')('what veraPDF does not say passes is a failure', () => {
  /** Stands for docker, and keeps what it was asked. */
  const judgedBy = async (script: string) => {
    const tools = temporaryFolder();
    writeFileSync(join(tools, 'docker'), `#!/bin/sh\necho "$@" >> "${tools}/asked"\n${script}\n`, { mode: 0o755 });
    vi.stubEnv('PATH', `${tools}:${process.env.PATH}`);
    onTestFinished(() => void vi.unstubAllEnvs());
    const samples = (['1b', '2a', 'ua1'] as const).map((flavour) => ({ file: `of-${flavour}.pdf`, flavour }));
    const failed = await judgeByVeraPdf(samples, '/samples', 'verapdf/cli:v0');
    return { failed: failed.map(({ file }) => file), asked: readFileSync(join(tools, 'asked'), 'utf8').split('\n') };
  };

  it('one run a standard', async () => {
    const { failed, asked } = await judgedBy(
      'for file; do :; done; case "$file" in *2a*) echo "FAIL $file 2a";; *) echo "PASS $file x";; esac',
    );
    expect(failed).toEqual(['of-2a.pdf']);
    expect(asked[0]).toBe(
      'run --rm --network none --volume /samples:/data:ro verapdf/cli:v0 --flavour 1b --format text --verbose /data/of-1b.pdf',
    );
  });

  it('a run that says nothing, whatever its status', async () => {
    expect((await judgedBy('exit 0')).failed).toEqual(['of-1b.pdf', 'of-2a.pdf', 'of-ua1.pdf']);
  });
});

describeWithTool(['qpdf', 'pdfsig'], 'the samples, seen by others', () => {
  it.each(NAMES)('are well-formed and validly signed: %s', async (name) => {
    await Promise.all(
      filesOf(name).map(async (file) => expect(await qpdfComplaint(join(folder, file)), file).toBe('')),
    );
    for (const kind of ['certified', 'twice']) {
      expect(await pdfsigVerdicts(join(folder, `${name}-${kind}.pdf`)), kind).toEqual([
        { valid: true, whole: false },
        { valid: true, whole: true },
      ]);
    }
    for (const kind of ['image', 'content']) {
      expect(await pdfsigVerdicts(join(folder, `${name}-${kind}.pdf`)), kind).toEqual([{ valid: true, whole: true }]);
    }
  });
});
