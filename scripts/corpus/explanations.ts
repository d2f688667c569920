import { ABOUT, type About, type Comparison } from './compare-verdicts.ts';

/** A row of the table in docs/validation-differences.md. */
export interface Explanation {
  /** Under the folder of the corpora; `*` at its end stands for all that begin so. */
  readonly file: string;
  readonly about: About;
  /** Our word and theirs. */
  readonly ours: string;
  readonly theirs: string;
  readonly why: string;
}

export interface Difference {
  readonly comparison: Comparison;
  /** Undefined where nothing explains it. */
  readonly why: string | undefined;
}

/** Reads the rows `| file | about | ours | theirs | why |` of a Markdown document; other tables and text are passed over. */
export function explanations(markdown: string): Explanation[] {
  return markdown.split('\n').flatMap((line) => {
    const [, file = '', about = '', ours = '', theirs = '', why = ''] = line.split('|').map((cell) => cell.trim());
    const kind = ABOUT.find((one) => one === about);
    return kind === undefined ? [] : [{ file: file.replaceAll('`', ''), about: kind, ours, theirs, why }];
  });
}

/** The differences, each with what explains it, and the explanations that are of no difference. */
export function unexplained(comparisons: readonly Comparison[], known: readonly Explanation[]) {
  const used = new Set<Explanation>();
  const differences = comparisons
    .filter(({ agree }) => !agree)
    .map((comparison): Difference => {
      const explanation = known.find((one) => explains(one, comparison));
      if (explanation !== undefined) used.add(explanation);
      return { comparison, why: explanation?.why };
    });
  return {
    differences,
    missing: differences.filter(({ why }) => why === undefined).length,
    stale: known.filter((one) => !used.has(one)),
  };
}

function explains({ file, about, ours, theirs }: Explanation, comparison: Comparison): boolean {
  const sameFile = file.endsWith('*') ? comparison.file.startsWith(file.slice(0, -1)) : comparison.file === file;
  const sameWords = comparison.ours.startsWith(ours) && comparison.theirs.startsWith(theirs);
  return sameFile && comparison.about === about && sameWords;
}
