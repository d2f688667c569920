import type { SignatureReport } from '../shared/domain/verification.ts';
import type { Session } from '../src-main/workflow/session.ts';
import type { SignOutcome } from '../src-main/workflow/sign-document.ts';
import type { FileSignOutcome } from '../src-main/workflow/sign-file.ts';
import type { SigningRun } from '../src-main/workflow/signing-run.ts';
import { CERTIFIED } from './certify-words.ts';
import { entrySummary } from './entry-summary.ts';
import { errorBody } from './output.ts';

/** The new signature in the report of its file; a file that is no PDF holds no other. */
function newSignature(outcome: SignOutcome | FileSignOutcome): SignatureReport | undefined {
  const { signatures } = outcome.report;
  return 'field' in outcome ? signatures.find(({ field }) => field === outcome.field) : signatures[0];
}

/** The object that `sign --json` prints for one file. */
export function summary(source: string, outcome: SignOutcome | FileSignOutcome, run: SigningRun, session: Session) {
  const ours = newSignature(outcome);
  return {
    file: source,
    output: outcome.target,
    level: ours?.level ?? null,
    levelAsked: outcome.level.asked,
    problems: outcome.level.problems.map(errorBody),
    outbox: outcome.level.queued === null ? null : entrySummary(outcome.level.queued),
    field: 'field' in outcome ? outcome.field : null,
    signer: ours?.signer ?? null,
    algorithm: ours?.signatureAlgorithm ?? null,
    signingTimeClaimed: ours?.signingTimeClaimed ?? null,
    sourceSha256: outcome.sourceSha256,
    sha256: outcome.resultSha256,
    verification: { file: outcome.target, ...outcome.report },
    ledger: { home: session.home.path, index: outcome.ledgerIndex, leafHash: outcome.leafHash },
    warnings: run.warnings,
  };
}

/** The same in words. */
export function inWords(outcome: SignOutcome | FileSignOutcome): string[] {
  const ours = newSignature(outcome);
  const where = 'field' in outcome ? `, field ${outcome.field}` : '';
  return [
    `Signed: ${outcome.target}`,
    `  by          ${ours?.signer?.subject ?? 'unknown'}`,
    `  level       ${ours?.level ?? 'none'}, ${ours?.signatureAlgorithm ?? ''}${where}`,
    ...(ours?.certify ? [`  certified   ${CERTIFIED[ours.certify]}`] : []),
    `  ledger      entry ${outcome.ledgerIndex}`,
    `  sha256      ${outcome.resultSha256}`,
    ...outcome.level.problems.map(({ message }) => `  not yet     ${outcome.level.asked}: ${message}`),
    ...(outcome.level.queued === null
      ? []
      : [`  outbox      the rest is done by: countersign outbox run (${outcome.level.queued.id})`]),
  ];
}
