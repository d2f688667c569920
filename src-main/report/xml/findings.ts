import type { SignatureReport, VerificationReport } from '../../../shared/domain/verification.ts';
import { element, elementOf, type Markup } from './element.ts';

/**
 * OtherInformation of a signature: what the standard's report has no place for. Which revision it covers, what was changed afterwards, its
 * level, what trusted lists make of it, and where the answers about revocation come from.
 * @param index of the signature, from 0
 */
export function findingsElement(report: VerificationReport, signature: SignatureReport, index: number): Markup {
  const { coversRevision, certify, qualification, level } = signature;
  return element('vr:OtherInformation', [
    element('cs:Kind', signature.kind),
    level === null ? undefined : element('cs:Level', level),
    certify === null ? undefined : element('cs:Certifies', certify),
    element(
      'cs:Coverage',
      [
        ...signature.changes.map(({ description, pages, ...change }) =>
          element('cs:Change', description, {
            revision: `${change.revision}`,
            assessment: change.assessment,
            ...(change.object === null ? {} : { object: `${change.object}` }),
            ...(pages.length === 0 ? {} : { pages: pages.join(' ') }),
          }),
        ),
        ...report.visualDifferences
          .filter((difference) => difference.signature === index)
          .map(({ page, description }) => element('cs:VisualDifference', description, { page: `${page}` })),
      ],
      {
        revisions: `${signature.revisions}`,
        changesAfter: signature.changesAfter,
        ...(coversRevision === null ? {} : { revision: `${coversRevision}` }),
      },
    ),
    elementOf(
      'cs:Evidence',
      signature.evidence.map(({ kind, certificate, sha256, origin, thisUpdate, nextUpdate, revoked }) =>
        element('cs:Answer', undefined, {
          kind,
          certificate,
          sha256,
          origin,
          ...(thisUpdate === null ? {} : { thisUpdate }),
          ...(nextUpdate === null ? {} : { nextUpdate }),
          ...(revoked === null ? {} : { revokedOn: revoked.time, reason: revoked.reason }),
        }),
      ),
      { revocation: signature.revocation },
    ),
    qualification === null ? undefined : qualificationElement(qualification),
  ]);
}

function qualificationElement({
  result,
  purpose,
  service,
  reasons,
}: NonNullable<SignatureReport['qualification']>): Markup {
  return element(
    'cs:Qualification',
    [
      service === null
        ? undefined
        : element('cs:Service', service.name, {
            country: service.country,
            provider: service.provider,
            status: service.status,
            ...(service.since === null ? {} : { since: service.since }),
            ...(service.listIssued === null ? {} : { listIssued: service.listIssued }),
            official: String(service.official),
          }),
      ...reasons.map((reason) => element('cs:Reason', reason)),
    ],
    { purpose, ...(result === null ? {} : { result }) },
  );
}
