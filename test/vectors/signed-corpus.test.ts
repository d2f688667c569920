import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { explanations, unexplained } from '../../scripts/corpus/explanations.ts';
import { type ValidatedFile, validateCorpus } from '../../scripts/corpus/validate-corpus.ts';
import { ERROR_EXIT } from '../../shared/contract/error-codes.ts';
import { describeWithCorpus, PROJECT_ROOT } from '../support/tools.ts';

describeWithCorpus('signed', 'signed files of other programs', (folder) => {
  let files: ValidatedFile[] = [];
  beforeAll(async () => {
    files = await validateCorpus(join(folder, '..'));
  }, 120_000);

  it('none is valid without trust anchors, and none that is signed is called unsigned', () => {
    expect(files.length).toBeGreaterThan(100);
    for (const { others, ours } of files) {
      if ('refused' in ours) {
        expect(ERROR_EXIT[ours.refused as keyof typeof ERROR_EXIT], others.file).toBe(66);
        continue;
      }
      expect(ours.verdict, others.file).not.toBe('TOTAL-PASSED');
      if (others.lenient.length > 0) expect(ours.verdict, others.file).not.toBe('NO_SIGNATURE');
    }
  });

  it('every difference from another validator is explained, and every explanation is of one', () => {
    const document = readFileSync(join(PROJECT_ROOT, 'docs', 'validation-differences.md'), 'utf8');
    const { differences, stale } = unexplained(
      files.flatMap(({ comparisons }) => comparisons),
      explanations(document),
    );
    const open = differences.filter(({ why }) => why === undefined).map(({ comparison }) => comparison);
    expect(open).toEqual([]);
    expect(stale).toEqual([]);
    expect(differences.length).toBeGreaterThan(20);
  });
});
