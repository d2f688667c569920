import type { VerifiedDocument, VisualDifference } from '../../../../shared/domain/verification.ts';
import type { Finding } from '../changes/revision-diff.ts';
import { type VisualQuestion, visualChanges } from './visual-changes.ts';

export type LookQuestion = Omit<VisualQuestion, 'renderer'> & {
  /** Where nothing can be drawn, what the changes are decides: a remark counts as seen. */
  readonly renderer: VisualQuestion['renderer'] | undefined;
  readonly status: VerifiedDocument['documentStatus'];
};

export type LookOfDocument = Pick<VerifiedDocument, 'visualChange' | 'visualDifferences'>;

/**
 * Whether later revisions altered what is seen. Pages are drawn and compared where all changes are permitted; where one is not, that is
 * the verdict, and a file made to deceive is not drawn to find out how well.
 * @throws AppError CANCELLED, INPUT_UNREADABLE
 */
export async function judgeLook(question: LookQuestion): Promise<LookOfDocument> {
  const { renderer, status } = question;
  const differences =
    renderer !== undefined && status === 'changed-permitted'
      ? await visualChanges({ ...question, renderer })
      : toldDifferences(question);
  const seen = (finding: Finding) => finding.visual === true;
  const isTold = renderer === undefined || status !== 'changed-permitted';
  const visualChange =
    differences.length > 0 || (isTold && findingsAfter(question).some(({ finding }) => seen(finding)));
  return { visualChange, visualDifferences: differences };
}

/** What the changes themselves say, each page once. */
function toldDifferences(question: LookQuestion): VisualDifference[] {
  const found = new Map<number, VisualDifference>();
  for (const { finding, signature } of findingsAfter(question)) {
    if (finding.visual !== true) continue;
    for (const page of finding.pages ?? []) {
      if (!found.has(page)) found.set(page, { page, signature, description: finding.description });
    }
  }
  return [...found.values()].sort((a, b) => a.page - b.page);
}

/** Each finding with the first signature that it came after. */
function findingsAfter({ signatures, later }: LookQuestion): { finding: Finding; signature: number }[] {
  return [...later].flatMap(([revision, findings]) => {
    const signature = signatures.findIndex(
      ({ coversRevision }) => coversRevision !== null && coversRevision < revision,
    );
    return signature < 0 ? [] : findings.map((finding) => ({ finding, signature }));
  });
}
