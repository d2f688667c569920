import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { codeOf } from '../../shared/contract/app-error.ts';
import { ERROR_EXIT } from '../../shared/contract/error-codes.ts';
import type { VerifiedDocument } from '../../shared/domain/verification.ts';
import { verifyPdf } from '../../src-main/pades/verify/verify-pdf.ts';
import { bytesSource } from '../../src-main/platform/byte-source.ts';
import { describeWithCorpus } from '../support/tools.ts';

type Outcome = VerifiedDocument | { readonly refused: string };

async function outcomeOf(path: string): Promise<Outcome> {
  try {
    const at = new Date('2026-11-01T00:00:00Z');
    return await verifyPdf(bytesSource(readFileSync(path)), { anchors: [], certificates: [], crls: [], at });
  } catch (error) {
    return { refused: codeOf(error) };
  }
}

/** Each line of the corpus: file, what must come of it, why. */
function expectations(folder: string): string[][] {
  const [, ...lines] = readFileSync(join(folder, 'expected.tsv'), 'utf8').trim().split('\n');
  return lines.map((line) => line.split('\t'));
}

describeWithCorpus('attacks', 'published attacks on signed PDFs', (folder) => {
  it.each(expectations(folder))('%s must be %s (%s)', async (file = '', expected = '') => {
    const outcome = await outcomeOf(join(folder, file));
    if ('refused' in outcome) {
      // A file that cannot be read without guessing is refused as such: it is neither shown as valid nor as unsigned.
      expect(expected).not.toContain('control');
      expect(ERROR_EXIT[outcome.refused as keyof typeof ERROR_EXIT]).toBe(66);
      return;
    }
    expect(outcome.verdict).not.toBe('NO_SIGNATURE');
    expect(outcome.signatures.length).toBeGreaterThan(0);
    if (expected.startsWith('control')) return;
    expect(outcome.documentStatus).toMatch(/^(changed-forbidden|unclear)$/);
    if (expected === 'failed') expect(outcome.verdict).toBe('TOTAL-FAILED');
    if (expected === 'forbidden') {
      expect(outcome.signatures.some((one) => /forbidden|indeterminate/.test(one.changesAfter))).toBe(true);
    }
  });
});
