import type { SubIndication } from './verification.ts';

/** What each sub-indication of EN 319 102-1 (tables 5 to 7) means, as a person would say it: window and reports say the same. English. */
export const reasonsEn: Readonly<Record<SubIndication, string>> = {
  FORMAT_FAILURE: 'The signature is not built as the standard demands.',
  HASH_FAILURE: 'The content is no longer the one that was signed.',
  SIG_CRYPTO_FAILURE: 'The signature does not fit the certificate’s key.',
  REVOKED: 'The certificate was revoked before the signature was made.',
  EXPIRED: 'The certificate had expired.',
  NOT_YET_VALID: 'The certificate was not valid yet.',
  SIG_CONSTRAINTS_FAILURE: 'The signature lacks something that the rules demand.',
  CHAIN_CONSTRAINTS_FAILURE: 'The certificate chain breaks a rule.',
  CERTIFICATE_CHAIN_GENERAL_FAILURE: 'The certificate chain could not be validated.',
  CRYPTO_CONSTRAINTS_FAILURE: 'An algorithm or key is too weak.',
  CRYPTO_CONSTRAINTS_FAILURE_NO_POE:
    'An algorithm or key is too weak today, and no proof shows that the signature is older.',
  POLICY_PROCESSING_ERROR: 'The validation policy could not be applied.',
  SIGNATURE_POLICY_NOT_AVAILABLE: 'The signature names a policy that is not at hand.',
  TIMESTAMP_ORDER_FAILURE: 'The timestamps contradict each other.',
  NO_SIGNING_CERTIFICATE_FOUND: 'The signer’s certificate is missing.',
  NO_CERTIFICATE_CHAIN_FOUND: 'The certificate leads to no issuer that is trusted here.',
  NO_CERTIFICATE_CHAIN_FOUND_NO_POE: 'The certificate leads to no issuer that is trusted here.',
  REVOKED_NO_POE: 'The certificate was revoked, and no proof shows that the signature is older.',
  REVOKED_CA_NO_POE: 'The issuer’s certificate was revoked, and no proof shows that the signature is older.',
  OUT_OF_BOUNDS_NOT_REVOKED: 'The certificate is outside its time of validity, though not revoked.',
  OUT_OF_BOUNDS_NO_POE:
    'The certificate is outside its time of validity, and no proof shows that the signature is older.',
  REVOCATION_OUT_OF_BOUNDS_NO_POE: 'The revocation data are outside their time of validity.',
  NO_POE: 'A proof of the time of signing is missing.',
  TRY_LATER: 'Whether the certificate was revoked could not be checked yet.',
  SIGNED_DATA_NOT_FOUND: 'The signed data are missing.',
  CUSTOM: 'A rule of this product is not met.',
};
