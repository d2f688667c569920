import type { Certificate } from '../cms/certificate.ts';
import { EXTENSION } from '../cms/extensions.ts';

/** Why nothing need be known of a certificate's revocation, to follow “the certificate of …”. */
const WHY = {
  shortTerm:
    'is of short term: its issuer vouches for it as long as it is valid, and whether it was revoked is not asked',
  none: 'is never revoked, as its issuer says in it: whether it was is not asked',
} as const;

/**
 * Why the issuer of a certificate says that nobody need look for its revocation while it is valid; undefined where it does not say so.
 * Either it vouches for a short validity (ext-etsi-valassured-ST-certs, EN 319 412-1, 5.2), or it gives no word on revocation at all
 * (noRevAvail, RFC 9608, 2): the latter only for ends of paths, and not together with places where such a word would be given (4).
 */
function whyUnrevocable(certificate: Certificate): string | undefined {
  const { extensions, isCa } = certificate;
  if (extensions.has(EXTENSION.validityAssuredShortTerm)) return WHY.shortTerm;
  const contradicts =
    isCa ||
    certificate.ocspUrls.length > 0 ||
    extensions.has(EXTENSION.crlDistributionPoints) ||
    extensions.has(EXTENSION.freshestCrl);
  return extensions.has(EXTENSION.noRevocationAvailable) && !contradicts ? WHY.none : undefined;
}

/** True where nothing need be known of its revocation. */
export function isUnrevocable(certificate: Certificate): boolean {
  return whyUnrevocable(certificate) !== undefined;
}

/** One sentence for each certificate of a chain, the anchor left out, that was taken without a word on its revocation. */
export function unrevocableRemarks({
  chain,
  evidence,
}: {
  readonly chain: readonly Certificate[];
  readonly evidence: readonly { readonly certificate: Certificate }[];
}): string[] {
  return chain.slice(0, -1).flatMap((certificate) => {
    const why = whyUnrevocable(certificate);
    const isProved = evidence.some((one) => one.certificate.sha256 === certificate.sha256);
    return why === undefined || isProved ? [] : [`The certificate of ${certificate.commonName} ${why}.`];
  });
}
