import { readAlgorithm } from '../cms/algorithm-identifier.ts';
import { ATTRIBUTE, singleValue } from '../cms/attributes.ts';
import { Members, TAG } from '../cms/der.ts';
import { isFormatError } from '../cms/format-error.ts';
import { readOid } from '../cms/oid.ts';
import type { SignerInfo } from '../cms/parsed-signed-data.ts';
import type { ValidationRules } from './rules.ts';
import type { Problem } from './verdict.ts';

/** What a signature says of the policy under which it was made. */
export interface PolicyFinding {
  readonly problems: readonly Problem[];
  readonly remarks: readonly string[];
}

const NOTHING: PolicyFinding = { problems: [], remarks: [] };

/**
 * The signature-policy-identifier (EN 319 122-1, 5.2.9.1) against the policies that the verifier knows (EN 319 102-1, 5.2.4): one that
 * is not among them is SIGNATURE_POLICY_NOT_AVAILABLE, one whose text is another POLICY_PROCESSING_ERROR. Where the verifier's own
 * policy names none, the verifier's own policy is what is validated by, and the signer's is only told.
 */
export function signaturePolicy(signer: SignerInfo | undefined, rules: ValidationRules = {}): PolicyFinding {
  if (signer === undefined) return NOTHING;
  try {
    const named = readPolicy(signer);
    if (named === undefined) return NOTHING;
    const { oid, digest } = named;
    const known = rules.signaturePolicies;
    if (known === undefined) {
      return { problems: [], remarks: [`It names the signature policy ${oid}, which is not looked at here.`] };
    }
    const policy = known.find((one) => one.oid === oid);
    if (policy === undefined) {
      const message = `It was made under the signature policy ${oid}, which is not among those known here.`;
      return { problems: [{ subIndication: 'SIGNATURE_POLICY_NOT_AVAILABLE', message }], remarks: [] };
    }
    if (!policy.digests.includes(digest)) {
      const message = `It names another text of the signature policy ${oid} than the one known here.`;
      return { problems: [{ subIndication: 'POLICY_PROCESSING_ERROR', message }], remarks: [] };
    }
    return { problems: [], remarks: [`It was made under the signature policy ${oid}.`] };
  } catch (error) {
    if (!isFormatError(error)) throw error;
    const message = `What it says of its signature policy is malformed: ${error.message}`;
    return { problems: [{ subIndication: 'FORMAT_FAILURE', message }], remarks: [] };
  }
}

/** SignaturePolicy ::= CHOICE { SEQUENCE { sigPolicyId, sigPolicyHash, qualifiers OPTIONAL }, NULL (implied) }. @throws FormatError */
function readPolicy({ signedAttributes = [] }: SignerInfo): { oid: string; digest: string } | undefined {
  const value = singleValue(signedAttributes, ATTRIBUTE.signaturePolicy);
  if (value === undefined || value.tag === TAG.null) return undefined;
  const members = new Members(value);
  const oid = readOid(members.take());
  const hash = new Members(members.take(TAG.sequence));
  members.optional(TAG.sequence);
  members.end();
  readAlgorithm(hash.take());
  const digest = Buffer.from(hash.take(TAG.octetString).content).toString('hex');
  hash.end();
  return { oid, digest };
}
