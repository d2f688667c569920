import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { codeOf, isAppError } from '../../../shared/contract/app-error.ts';
import { PdfDocument } from '../../../src-main/pdf/document.ts';
import { PdfRef } from '../../../src-main/pdf/objects.ts';
import { bytesSource } from '../../../src-main/platform/byte-source.ts';
import { corporaPath, describeWithCorpus } from '../../support/tools.ts';

/** Page trees with a loop: the other reader believes /Count or shows a page again, we count each path once. */
const LOOPS = [
  'odd/pdfjs/test/pdfs/Pages-tree-refs.pdf',
  'signed/pyhanko/pdf/circular-page-tree.pdf',
  'odd/qpdf/qpdf/qtest/qpdf/deep-pages.pdf',
];

interface Outcome {
  file: string;
  code: string;
  pages: number;
  fault: string;
}

/** Opens a file and reads every page, every revision and every object of it. */
async function readWhole(file: string, bytes: Uint8Array): Promise<Outcome> {
  const outcome = { file, code: 'OK', pages: -1, fault: '' };
  const note = (error: unknown): string => {
    if (!isAppError(error)) outcome.fault = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return codeOf(error);
  };
  try {
    const document = await PdfDocument.open(bytesSource(bytes));
    outcome.pages = await document.pageCount();
    await document.pages();
    for (const { entries, number } of document.revisions) {
      const view = document.at(number);
      for (const [num, entry] of entries) {
        await view.object(new PdfRef(num, entry.type === 'offset' ? entry.gen : 0)).catch(note);
      }
    }
  } catch (error) {
    outcome.code = note(error);
  }
  return outcome;
}

async function readAll(folder: string, corpus: string): Promise<Outcome[]> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.pdf'));
  const outcomes: Outcome[] = [];
  for (const file of files) {
    outcomes.push(await readWhole(`${corpus}/${file.replaceAll('\\', '/')}`, readFileSync(join(folder, file))));
  }
  return outcomes;
}

/** Refusals by decision; everything else is damage or truncation. */
const DECIDED = ['PDF_PASSWORD_REQUIRED', 'PDF_ENCRYPTED_PUBLIC_KEY', 'PDF_ENCRYPTED', 'PDF_HYBRID'];

/** What another reader found: pages by file for those it opened, and which it opened though encrypted. */
function poppler(): Map<string, { pages: number; encrypted: boolean }> {
  const table = readFileSync(corporaPath('odd', 'features.tsv') ?? '', 'utf8').split('\n');
  const columns = table[0]?.split('\t') ?? [];
  const rows = table.slice(1).map((line) => {
    const cells = line.split('\t');
    const cell = (name: string): string => cells[columns.indexOf(name)] ?? '';
    const file = cell('file');
    const facts = {
      pages: Number(cell('pages') || -1),
      encrypted: cell('encrypted') === 'yes',
    };
    return [file.startsWith('signed/') ? file : `odd/${file.replace(/^odd\//, '')}`, facts] as const;
  });
  return new Map(rows);
}

for (const corpus of ['odd', 'signed', 'attacks']) {
  describeWithCorpus(corpus, `the corpus ${corpus}`, (folder) => {
    it('is read or refused, nothing else; pages are as many as another reader counts', async () => {
      const outcomes = await readAll(folder, corpus);
      expect(outcomes.filter(({ fault }) => fault !== '')).toEqual([]);
      const others = poppler();
      const differing = outcomes.filter(({ file, code, pages }) => {
        const other = others.get(file);
        return (
          code === 'OK' && other !== undefined && other.pages >= 0 && other.pages !== pages && !LOOPS.includes(file)
        );
      });
      expect(differing).toEqual([]);
      const encrypted = outcomes.filter(({ file }) => others.get(file)?.encrypted === true);
      expect(encrypted.filter(({ code }) => code !== 'OK')).toEqual([]);
      const opened = outcomes.filter(({ code }) => code === 'OK').length;
      const refused = outcomes.filter(({ code }) => DECIDED.includes(code)).length;
      // of those that are not refused by decision most open, though these are chosen for being broken
      expect(opened / (outcomes.length - refused)).toBeGreaterThan(0.85);
    });
  });
}
