import type { Certificate } from '../cms/certificate.ts';
import { sameBytes } from '../cms/der.ts';
import { nameKey } from '../cms/name.ts';

const MAX_LENGTH = 12;
/** Every edge costs a signature check: hostile certificate sets must not buy more of them. */
const MAX_CHECKS = 300;
const MAX_PATHS = 32;

/** Paths from a leaf to anchors. */
export interface BuiltPaths {
  /** Leaf first, anchor last; every signature in them is valid and every issuer name fits. */
  readonly paths: readonly (readonly Certificate[])[];
  /** The longest chain that was reached, for the report where no path was found. */
  readonly longest: readonly Certificate[];
  /** Sentences about issuers whose name fits but whose key did not sign. */
  readonly rejected: readonly string[];
}

/**
 * Searches depth first for paths, anchors before other issuers, matching key identifiers before others. Loops are cut:
 * no path holds the same key under the same name twice. Bounded in length, in signature checks and in paths.
 */
export function buildPaths(
  leaf: Certificate,
  anchors: readonly Certificate[],
  certificates: readonly Certificate[],
): BuiltPaths {
  const anchorIds = new Set(anchors.map((anchor) => anchor.sha256));
  const issuers = bySubject([...anchors, ...certificates]);
  const paths: (readonly Certificate[])[] = [];
  const rejected = new Set<string>();
  let longest: readonly Certificate[] = [leaf];
  let checks = 0;

  function extend(path: readonly Certificate[], last: Certificate): void {
    if (path.length > longest.length) {
      longest = path;
    }
    if (anchorIds.has(last.sha256)) {
      paths.push(path);
      return;
    }
    for (const issuer of candidates(issuers, last, anchorIds)) {
      if (path.length >= MAX_LENGTH || checks >= MAX_CHECKS || paths.length >= MAX_PATHS) {
        return;
      }
      if (path.some((member) => sameEntity(member, issuer))) {
        continue;
      }
      checks++;
      const check = last.verifyIssuedBy(issuer);
      if (check === 'valid') {
        extend([...path, issuer], issuer);
      } else {
        rejected.add(
          check === 'invalid'
            ? `The signature of ${issuer.commonName} on the certificate of ${last.commonName} is not valid.`
            : `The signature on the certificate of ${last.commonName} is of a kind that cannot be checked here.`,
        );
      }
    }
  }

  extend([leaf], leaf);
  return { paths, longest, rejected: [...rejected] };
}

/** Certificates by their subject, each once. */
function bySubject(certificates: readonly Certificate[]): Map<string, Certificate[]> {
  const unique = new Map(certificates.map((certificate) => [certificate.sha256, certificate]));
  const found = new Map<string, Certificate[]>();
  for (const certificate of unique.values()) {
    const key = nameKey(certificate.subjectName);
    found.set(key, [...(found.get(key) ?? []), certificate]);
  }
  return found;
}

function candidates(
  issuers: ReadonlyMap<string, readonly Certificate[]>,
  certificate: Certificate,
  anchorIds: ReadonlySet<string>,
): Certificate[] {
  const rank = (issuer: Certificate) =>
    (anchorIds.has(issuer.sha256) ? 0 : 4) + (keyIdFits(certificate, issuer) ? 0 : 2) + (issuer.isCa ? 0 : 1);
  return [...(issuers.get(nameKey(certificate.issuerName)) ?? [])].sort((a, b) => rank(a) - rank(b));
}

/** Key identifiers only order the search: RFC 5280, 4.2.1.1 does not make them a condition. */
function keyIdFits(certificate: Certificate, issuer: Certificate): boolean {
  const wanted = certificate.authorityKeyId;
  return wanted === undefined || issuer.subjectKeyId === undefined || sameBytes(wanted, issuer.subjectKeyId);
}

function sameEntity(a: Certificate, b: Certificate): boolean {
  return sameBytes(a.spki.der, b.spki.der) && nameKey(a.subjectName) === nameKey(b.subjectName);
}
