import type { Change, ChangesAfter } from '../../../../shared/domain/verification.ts';
import { isLocked, type Restrictions } from '../../format/mdp.ts';
import type { Finding } from './revision-diff.ts';

export interface ChangesResult {
  readonly changesAfter: ChangesAfter;
  readonly changes: readonly Change[];
}

/**
 * What happened after a signature, seen with its restrictions (ISO 32000-2, 12.8.2.2 and 12.8.2.4). They do not bind validation data
 * and document timestamps (EN 319 142-1, 5.4.2.3 and 5.4.3).
 * @param later findings of each revision after the covered one, by its number
 * @param restrictions of all signatures up to and including the one looked at together
 */
export function changesAfter(
  later: ReadonlyMap<number, readonly Finding[]>,
  restrictions: Restrictions,
): ChangesResult {
  const changes: Change[] = [];
  for (const [revision, findings] of later) {
    for (const finding of findings) {
      const { assessment, description } = restricted(finding, restrictions);
      changes.push({ revision, object: finding.object, assessment, description, pages: [...(finding.pages ?? [])] });
    }
  }
  return { changesAfter: worst(changes), changes };
}

/** What no certification binds: validation data and timestamps, and what a program leaves behind where it adds something permitted. */
const UNBOUND: readonly Finding['kind'][] = ['timestamp', 'validation-data', 'housekeeping'];

function restricted(
  finding: Finding,
  { permission, locks }: Restrictions,
): Pick<Finding, 'assessment' | 'description'> {
  const { assessment, kind, description, field, isNewRemark = false } = finding;
  if (UNBOUND.includes(kind)) return { assessment, description };
  if (permission === 1) {
    return {
      assessment: 'forbidden',
      description: `${description} The certification of the document permits no changes.`,
    };
  }
  if (field !== undefined && locks.some((lock) => isLocked(lock, field))) {
    return { assessment: 'forbidden', description: `${description} An earlier signature locked this field.` };
  }
  if (kind === 'annotation' && permission === 2) {
    return {
      assessment: 'forbidden',
      description: `${description} The certification of the document does not permit it.`,
    };
  }
  if (kind === 'annotation' && permission === 3) {
    return { assessment: isNewRemark ? 'permitted' : 'indeterminate', description };
  }
  return { assessment, description };
}

function worst(changes: readonly Change[]): ChangesAfter {
  if (changes.some((change) => change.assessment === 'forbidden')) return 'forbidden';
  if (changes.some((change) => change.assessment === 'indeterminate')) return 'indeterminate';
  return changes.length > 0 ? 'permitted' : 'none';
}
