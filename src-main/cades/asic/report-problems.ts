import type { SignatureReport } from '../../../shared/domain/verification.ts';
import { conclude, type Problem } from '../../trust/verdict.ts';

const MOST_SENTENCES = 20;

/** Sentences about files, as many as anybody reads. */
export function listed(messages: readonly string[]): string[] {
  const rest = messages.length - MOST_SENTENCES;
  return rest <= 0
    ? [...messages]
    : [...messages.slice(0, MOST_SENTENCES), `There is something wrong with ${rest} more.`];
}

/** The report with further problems. */
export function spoilt(report: SignatureReport, ...problems: readonly Problem[]): SignatureReport {
  if (problems.length === 0) return report;
  const { indication, subIndication } = report;
  const own: Problem[] = subIndication === null ? [] : [{ subIndication, message: '' }];
  const concluded = conclude([...problems, ...own]);
  const changed = problems.some((problem) => problem.subIndication === 'HASH_FAILURE');
  return {
    ...report,
    ...(indication === 'TOTAL-FAILED' ? { indication, subIndication } : concluded),
    changesAfter: changed ? 'forbidden' : 'indeterminate',
    warnings: [...listed(problems.map(({ message }) => message)), ...report.warnings],
  };
}
