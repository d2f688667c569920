import { Certificate } from '../cms/certificate.ts';
import { readCertificatePolicies } from '../cms/certificate-policies.ts';
import { EXTENSION, KEY_USAGES } from '../cms/extensions.ts';
import { isFormatError } from '../cms/format-error.ts';
import { attributeLabel } from '../cms/name.ts';
import type { Seed, SeedCertificate } from '../pades/format/seed-value.ts';
import { anchorsNear } from '../trust/listed-anchors.ts';
import { validatePath } from '../trust/path.ts';
import { inWords, seedUnmet } from './seed-values.ts';
import type { SigningCircumstances } from './signing-checks.ts';

/**
 * Holds the certificate against what the author of the field asks of it (ISO 32000-2, table 238).
 * @returns sentences about suggestions that it does not meet
 * @throws AppError SEED_VALUE_UNMET
 */
export function checkSeedCertificate(
  field: string,
  seeds: SeedCertificate,
  certificate: Certificate,
  circumstances: SigningCircumstances,
): string[] {
  const warnings: string[] = [];
  const remedy =
    seeds.url === undefined ? 'Choose another certificate' : `Get a fitting certificate from ${seeds.url.value}`;
  const meet = <T>(seed: Seed<T> | undefined, test: (value: T) => boolean, what: (value: T) => string): void => {
    if (seed === undefined || test(seed.value)) return;
    const asked = `${what(seed.value)}, which the certificate of ${certificate.commonName} is not`;
    if (seed.required) throw seedUnmet(field, asked, remedy);
    warnings.push(`The author of the field “${field}” suggests ${asked}.`);
  };
  meet(
    seeds.subject,
    (listed) => named(listed).some(({ sha256 }) => sha256 === certificate.sha256),
    (listed) => `the certificate of ${people(listed)}`,
  );
  meet(
    seeds.issuer,
    (listed) => isIssuedUnder(certificate, named(listed), circumstances),
    (listed) => `a certificate issued under ${people(listed)}`,
  );
  meet(
    seeds.subjectDn,
    (sets) => sets.some((set) => hasAttributes(certificate, set)),
    (sets) => `a certificate of ${inWords(sets, (set) => set.map((pair) => pair.join('=')).join(', '), ' or of ')}`,
  );
  meet(seeds.keyUsage, (patterns) => patterns.some((pattern) => hasUsage(certificate, pattern)), usageWords);
  meet(
    seeds.oid,
    (policies) => hasPolicy(certificate, policies),
    (policies) => `a certificate under the policy ${inWords(policies, String)}`,
  );
  return warnings;
}

/** The listed certificates that can be read. */
function named(listed: readonly Uint8Array[]): Certificate[] {
  return listed.flatMap((der) => {
    try {
      return new Certificate(der);
    } catch (error) {
      if (!isFormatError(error)) throw error;
      return [];
    }
  });
}

function people(listed: readonly Uint8Array[]): string {
  return inWords(named(listed), ({ commonName }) => commonName) || 'somebody whose certificate cannot be read';
}

/** One of the issuers stands above the certificate; whether all of the path is valid today is not asked here. */
function isIssuedUnder(
  leaf: Certificate,
  issuers: readonly Certificate[],
  { now, trust, chain }: SigningCircumstances,
): boolean {
  const known = [leaf, ...chain, ...trust.certificates];
  const certificates = [...known, ...anchorsNear(trust, known)];
  const anchors = issuers.filter(({ sha256 }) => sha256 !== leaf.sha256 || leaf.isSelfSigned);
  const path = validatePath({ leaf, anchors, certificates, crls: [], at: now });
  return path.subIndication !== 'NO_CERTIFICATE_CHAIN_FOUND';
}

function hasAttributes(certificate: Certificate, set: readonly (readonly [string, string])[]): boolean {
  const subject = certificate.subjectName.rdns.flat();
  return set.every(([key, text]) =>
    subject.some(
      ({ oid, text: value }) =>
        (oid === key || attributeLabel(oid).toLowerCase() === key.toLowerCase()) && plain(value) === plain(text),
    ),
  );
}

const plain = (text: string): string => text.trim().replace(/\s+/g, ' ').toLowerCase();

/** A certificate without the extension may be used for everything (RFC 5280, 4.2.1.3). */
function hasUsage({ keyUsage }: Certificate, pattern: string): boolean {
  return KEY_USAGES.every((usage, at) => {
    const has = keyUsage === undefined || keyUsage.has(usage);
    return pattern[at] === '1' ? has : pattern[at] === '0' ? !has : true;
  });
}

function usageWords(patterns: readonly string[]): string {
  const usages = (pattern: string) =>
    KEY_USAGES.flatMap((usage, at) => (pattern[at] === '1' ? [usage] : pattern[at] === '0' ? [`no ${usage}`] : []));
  return `a certificate made for ${inWords(patterns, (pattern) => usages(pattern).join(', '), ' or for ')}`;
}

function hasPolicy(certificate: Certificate, policies: readonly string[]): boolean {
  const extension = certificate.extensions.get(EXTENSION.certificatePolicies);
  if (extension === undefined) return false;
  try {
    return readCertificatePolicies(extension.value).some(({ oid }) => policies.includes(oid));
  } catch (error) {
    if (!isFormatError(error)) throw error;
    return false;
  }
}
