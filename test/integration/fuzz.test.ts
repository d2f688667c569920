import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { mutateBytes } from '../../scripts/fuzz/mutate-bytes.ts';
import { elementsOf, mutateDer } from '../../scripts/fuzz/mutate-der.ts';
import { mutateModel } from '../../scripts/fuzz/mutate-pdf.ts';
import { runFuzz } from '../../scripts/fuzz/run-fuzz.ts';
import { attempt } from '../../scripts/fuzz/targets.ts';
import { PdfDocument } from '../../src-main/pdf/document.ts';
import { bytesSource } from '../../src-main/platform/byte-source.ts';
import { buildPdf } from '../support/pdf-builder.ts';
import { testPki } from '../support/pki.ts';
import { temporaryFolder } from '../support/tools.ts';

const plain = Buffer.from(buildPdf()).toString('latin1');
const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));

describe('changed inputs', () => {
  const seeds = Array.from({ length: 60 }, (_, seed) => seed);

  it('are the same for the same seed, and nearly always something else than before', async () => {
    const file = buildPdf();
    const certificate = testPki().root.certificate;
    expect(mutateBytes(file, 7)).toEqual(mutateBytes(file, 7));
    expect(mutateDer(certificate, 7)).toEqual(mutateDer(certificate, 7));
    const other = seeds.filter((seed) => !Buffer.from(file).equals(mutateBytes(file, seed)));
    expect(other.length).toBeGreaterThan(50);
  });

  it('in the model reach the reader: most are opened', async () => {
    let opened = 0;
    for (const seed of seeds) {
      const file = await mutateModel(buildPdf(), seed);
      opened += await PdfDocument.open(bytesSource(file)).then(
        () => 1,
        () => 0,
      );
    }
    expect(opened).toBeGreaterThan(30);
  });

  it('of DER follow its elements', () => {
    expect(elementsOf(testPki().root.certificate).length).toBeGreaterThan(50);
  });
});

it('a short run finds nothing and leaves nothing', async () => {
  const findings = join(temporaryFolder(), 'findings');
  const run = await runFuzz({ corpora: temporaryFolder(), seed: 1, seconds: 4, findings, jobs: 1 });
  expect(run.findings).toEqual([]);
  expect(run.tried).toBeGreaterThan(0);
  expect(() => readdirSync(findings)).toThrow('ENOENT');
}, 60_000);

it('what is no refusal is a finding', async () => {
  const broken = {
    get length(): number {
      throw new TypeError('planted');
    },
  };
  expect(await attempt('read', broken as unknown as Uint8Array)).toContain('planted');
  expect(await attempt('read', bytes('no PDF'))).toBeUndefined();
});

/** What fuzzing has found, by what was wrong. */
describe('what was found once stays mended', () => {
  it.each([['a dictionary cut off behind a key given twice', `${plain}\n7 0 obj << /Type /Page /Type `]])(
    '%s',
    async (_what, file) => {
      for (const target of ['read', 'verify', 'sign', 'repair'] as const) {
        expect(await attempt(target, bytes(file)), target).toBeUndefined();
      }
    },
  );
});
