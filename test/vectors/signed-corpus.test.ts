import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { isAppError } from '../../shared/contract/app-error.ts';
import type { SignatureReport } from '../../shared/domain/verification.ts';
import { verifyPdf } from '../../src-main/pades/verify/verify-pdf.ts';
import { bytesSource } from '../../src-main/platform/byte-source.ts';
import { describeWithCorpus } from '../support/tools.ts';

/** What another validator said of one signature, in the order of the form's fields. */
interface Told {
  readonly intact: boolean;
  readonly wholeFile: boolean;
}

interface Line {
  readonly file: string;
  readonly told: readonly Told[];
}

function linesOf(folder: string): Line[] {
  const [, ...lines] = readFileSync(join(folder, 'verdicts.tsv'), 'utf8').trim().split('\n');
  return lines.map((line) => {
    const [file = '', , , verdict = ''] = line.split('\t');
    const told = verdict
      .split('; ')
      .map((part) => part.split(':'))
      .filter(([, subFilter]) => /^(ETSI|adbe)\./.test(subFilter ?? ''))
      .map(([, , integrity, coverage]) => ({ intact: integrity === 'intact', wholeFile: coverage === 'ENTIRE_FILE' }));
    return { file, told };
  });
}

/** Signatures that others call intact and we do not decide or refuse, each for a reason of its own. */
const STRICTER: Readonly<Record<string, string>> = {
  'ed448-disallowed-hash.pdf': 'Ed448 is not checked',
  'ed448-shake256-nolen.pdf': 'SHAKE is not computed',
  'DSS-2155.pdf': 'text stands where padding should',
};

const BROKEN = ['FORMAT_FAILURE', 'HASH_FAILURE', 'SIG_CRYPTO_FAILURE'];
/** A signature about whose arithmetic nothing bad was found. */
const looksIntact = (one: SignatureReport) =>
  one.indication !== 'TOTAL-FAILED' &&
  !one.warnings.some((warning) => /not one that is accepted|cannot be checked/.test(warning));

describeWithCorpus('signed', 'signed files of other programs', (folder) => {
  // The list also names files of a larger collection that are not kept here.
  const there = linesOf(folder).filter(({ file }) => existsSync(join(dirname(folder), file)));
  it.each(there)('$file', async ({ file, told }) => {
    const bytes = readFileSync(join(dirname(folder), file));
    const at = new Date('2026-11-01T00:00:00Z');
    const report = await verifyPdf(bytesSource(bytes), { anchors: [], certificates: [], crls: [], at }).catch(
      (error) => {
        if (isAppError(error) && /^(INPUT|PDF)_/.test(error.code)) return undefined;
        throw error;
      },
    );
    if (report === undefined) return;
    expect(report.verdict).not.toBe('TOTAL-PASSED');
    if (told.length > 0) expect(report.verdict).not.toBe('NO_SIGNATURE');
    const broken = told.filter((one) => !one.intact).length;
    expect(report.signatures.filter((one) => !looksIntact(one)).length).toBeGreaterThanOrEqual(broken);
    const [only] = told;
    const stricter = Object.keys(STRICTER).some((name) => file.endsWith(name));
    if (told.length === 1 && only?.intact && only.wholeFile && report.signatures.length === 1 && !stricter) {
      expect(BROKEN).not.toContain(report.signatures[0]?.subIndication);
      expect(report.signatures[0]?.changesAfter).toBe('none');
    }
  });
});
