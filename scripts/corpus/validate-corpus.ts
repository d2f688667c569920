import { readFileSync } from 'node:fs';
import path from 'node:path';
import { codeOf } from '../../shared/contract/app-error.ts';
import { bytesSource } from '../../src-main/platform/byte-source.ts';
import { verifySource } from '../../src-main/workflow/verify-signed.ts';
import { type Comparison, compareVerdicts, type OurVerdict } from './compare-verdicts.ts';
import { type OthersVerdict, othersVerdicts } from './others-verdicts.ts';

/** One file judged by us, and where others judged it, too. */
export interface ValidatedFile {
  readonly others: OthersVerdict;
  readonly ours: OurVerdict;
  readonly comparisons: readonly Comparison[];
  readonly milliseconds: number;
}

/** When the files are judged: fixed, so that a run next year says the same. */
const AT = new Date('2026-11-01T00:00:00Z');

/** Verifies every file of `signed/verdicts.tsv` without trust anchors. @param folder of the corpora */
export async function validateCorpus(folder: string): Promise<ValidatedFile[]> {
  const validated: ValidatedFile[] = [];
  for (const others of othersVerdicts(folder)) {
    const start = performance.now();
    const ours = await ourVerdict(readFileSync(path.join(folder, others.file)));
    const milliseconds = Math.round(performance.now() - start);
    validated.push({ others, ours, comparisons: compareVerdicts(others, ours), milliseconds });
  }
  return validated;
}

async function ourVerdict(bytes: Uint8Array): Promise<OurVerdict> {
  try {
    return await verifySource(bytesSource(bytes), { anchors: [], certificates: [], crls: [], ocsps: [] }, AT);
  } catch (error) {
    return { refused: codeOf(error) };
  }
}
