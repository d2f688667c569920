import type { SignatureReport } from '../../shared/domain/verification.ts';
import type { Judgement } from './judgement.ts';
import type { TrustContext } from './signer-trust.ts';

/**
 * What trusted lists make of a signature whose verdict is drawn (ETSI TS 119 615), and its short form: `QES`, `AdES-QC seal`. Null where
 * no list is kept, or the result is open.
 */
export function qualificationOf(
  { trust, proven }: Pick<Judgement, 'trust' | 'proven'>,
  indication: SignatureReport['indication'],
  { qualifier, at }: Pick<TrustContext, 'qualifier' | 'at'>,
): Pick<SignatureReport, 'qualified' | 'qualification'> {
  if (qualifier === undefined || trust === undefined) return { qualified: null, qualification: null };
  const qualification = qualifier.qualify({ chain: trust.path.chain, proven, at, indication });
  const { result, purpose } = qualification;
  return { qualified: result === null ? null : `${result}${purpose === 'seal' ? ' seal' : ''}`, qualification };
}
