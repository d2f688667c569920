import type { SigningCertificate } from '../../shared/contract/token-list-calls.ts';
import type { SigningPurpose } from '../../shared/domain/doctor.ts';

/**
 * The certificate that is offered first: the one chosen last among those that were chosen for this purpose with their token, else the one
 * chosen last at all, else the only one. Null where a person has to choose.
 * @param usable those that can sign
 */
export function usualCertificate(
  usable: readonly SigningCertificate[],
  purpose: SigningPurpose,
  last: string | null,
): SigningCertificate | null {
  const before = usable.filter(({ chosenFor }) => chosenFor.includes(purpose));
  const isLast = ({ id }: SigningCertificate) => id === last;
  const [only, ...others] = usable;
  return before.find(isLast) ?? before[0] ?? usable.find(isLast) ?? (others.length === 0 ? (only ?? null) : null);
}
