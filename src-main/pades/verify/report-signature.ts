import type { SignatureReport, TimestampReport, VerificationReport } from '../../../shared/domain/verification.ts';
import type { PdfDocument } from '../../pdf/document.ts';
import type { Judgement } from '../../trust/judgement.ts';
import { qualificationOf } from '../../trust/qualification.ts';
import { emptyReport, isoTime, nameOf } from '../../trust/report.ts';
import { levelProblems } from '../../trust/rules.ts';
import type { TrustContext } from '../../trust/signer-trust.ts';
import { conclude, type Problem } from '../../trust/verdict.ts';
import type { Permission } from '../format/mdp.ts';
import type { SignatureDictionary } from '../format/signature-dictionary.ts';
import { baselineFaults } from './baseline.ts';
import type { ChangesResult } from './changes/changes-after.ts';
import type { Integrity } from './integrity.ts';

/** All that goes into the report of one signature. */
export interface SignatureFacts {
  readonly field: string;
  readonly signature: SignatureDictionary;
  readonly integrity: Integrity;
  readonly coversRevision: number | null;
  readonly revisions: number;
  readonly certify: Permission | null;
  readonly changes: ChangesResult;
  readonly judgement: Judgement;
  /** Document timestamps made after it, in their order. */
  readonly covering: readonly TimestampReport[];
  /** What the bytes hold if the signature is a baseline one. */
  readonly level: NonNullable<SignatureReport['level']>;
  /** What the verification rests on. */
  readonly given: Pick<TrustContext, 'at' | 'qualifier' | 'rules'>;
}

const CERTIFY = { 1: 'no-changes', 2: 'forms', 3: 'annotations' } as const;

/** Draws the verdict of one signature and writes it down. */
export function reportSignature(facts: SignatureFacts): SignatureReport {
  const { signature, integrity, coversRevision, changes, judgement } = facts;
  const { trust, proven } = judgement;
  const problems: Problem[] = [...integrity.problems];
  if (signature.range !== null && coversRevision === null) {
    const message = `The signature ends at byte ${signature.range.end}, where no revision of the document ends.`;
    problems.push({ subIndication: 'FORMAT_FAILURE', message });
  }
  if (changes.changesAfter === 'forbidden' || changes.changesAfter === 'indeterminate') {
    problems.push({ subIndication: 'SIG_CONSTRAINTS_FAILURE', message: changeSentence(changes) });
  }
  problems.push(...(trust?.problems ?? []));
  const faults = baselineFaults(signature, integrity);
  const level = faults?.length === 0 ? facts.level : null;
  if (signature.kind === 'signature') problems.push(...levelProblems(level, facts.given.rules));
  const { indication, subIndication } = conclude(problems);
  const warnings = new Set(problems.map((problem) => problem.message));
  const remarks = [...integrity.remarks, ...judgement.remarks];
  if (faults !== undefined && faults.length > 0) remarks.push(`Not a PAdES baseline signature: ${faults.join('; ')}.`);
  const stated = integrity.opened?.token?.genTime;
  const headline = subIndication === 'TRY_LATER' ? ['Intact; signer known; revocation not checked'] : [];
  return {
    field: facts.field,
    kind: signature.kind,
    indication,
    subIndication,
    level: subIndication === 'FORMAT_FAILURE' ? null : level,
    signer: integrity.signer === undefined ? null : nameOf(integrity.signer),
    signingTimeClaimed: signature.claimedTime,
    timestampTime: stated === undefined ? null : isoTime(stated),
    bestSignatureTime: isoTime(proven),
    digestAlgorithm: integrity.result?.digestAlgorithm ?? null,
    signatureAlgorithm: integrity.result?.signatureAlgorithm ?? null,
    coversRevision,
    revisions: facts.revisions,
    changesAfter: changes.changesAfter,
    changes: [...changes.changes],
    certify: facts.certify === null ? null : CERTIFY[facts.certify],
    chain: (trust?.path.chain ?? []).map(nameOf),
    revocation: trust?.path.revocation ?? 'not-checked',
    ...(signature.kind === 'signature'
      ? qualificationOf(judgement, indication, facts.given)
      : { qualified: null, qualification: null }),
    timestamps: [...judgement.validated.map(({ report }) => report), ...facts.covering],
    evidence: [...judgement.evidence],
    warnings: [...headline, ...warnings, ...remarks],
  };
}

function changeSentence({ changes, changesAfter }: ChangesResult): string {
  const forbidden = changesAfter === 'forbidden';
  const first = changes.find((change) => change.assessment === changesAfter);
  const lead = forbidden
    ? 'The document was changed after it was signed in a way that is not permitted'
    : 'The document was changed after it was signed, and it cannot be told whether that is harmless';
  return first === undefined ? `${lead}.` : `${lead}: ${first.description}`;
}

/** The report of a signature dictionary that the structure of the document does not lead to. */
export function strayReport(document: PdfDocument, at: Date): SignatureReport {
  const message = 'The file holds a signature that its form does not lead to; it may have been cut off.';
  const report = emptyReport('', at, [{ subIndication: 'SIGNED_DATA_NOT_FOUND', message }]);
  return { ...report, revisions: document.revisions.length };
}

/** What became of the document since it was signed: the worst that any signature sees. */
export function documentStatus(signatures: readonly SignatureReport[]): VerificationReport['documentStatus'] {
  const sees = (test: (one: SignatureReport) => boolean) => signatures.some(test);
  if (sees((one) => one.changesAfter === 'forbidden' || one.subIndication === 'HASH_FAILURE'))
    return 'changed-forbidden';
  if (sees((one) => one.changesAfter === 'indeterminate' || one.subIndication === 'FORMAT_FAILURE')) return 'unclear';
  return sees((one) => one.changesAfter === 'permitted') ? 'changed-permitted' : 'unchanged';
}
