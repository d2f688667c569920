import type { Certificate } from '../../cms/certificate.ts';
import { readCertificatePolicies } from '../../cms/certificate-policies.ts';
import { EXTENSION } from '../../cms/extensions.ts';
import type { CriteriaList, Criterion, ServiceState } from './service.ts';

/** True or false; undefined where it cannot be told. */
type Answer = boolean | undefined;

/**
 * The qualifiers of a service that are about a certificate (ETSI TS 119 612, 5.5.9.2).
 * @returns undefined where a list asks for something about the certificate that is not known here
 * @throws FormatError for a certificate whose policies are malformed
 */
export function qualifiersFor(certificate: Certificate, { qualifications }: ServiceState): Set<string> | undefined {
  const found = new Set<string>();
  for (const { qualifiers, criteria } of qualifications) {
    const answer = meetsList(certificate, criteria);
    if (answer === undefined) return undefined;
    if (answer) for (const qualifier of qualifiers) found.add(qualifier);
  }
  return found;
}

function meetsList(certificate: Certificate, { assert, criteria }: CriteriaList): Answer {
  const answers = criteria.map((criterion) => meets(certificate, criterion));
  if (assert === 'all') return answers.includes(false) ? false : answers.includes(undefined) ? undefined : true;
  const any = answers.includes(true) ? true : answers.includes(undefined) ? undefined : false;
  return assert === 'atLeastOne' || any === undefined ? any : !any;
}

function meets(certificate: Certificate, criterion: Criterion): Answer {
  switch (criterion.kind) {
    case 'keyUsage': {
      const has = new Set([...(certificate.keyUsage ?? [])].map((usage) => usage.toLowerCase()));
      return criterion.bits.every(([name, value]) => has.has(name.toLowerCase()) === value);
    }
    case 'policies': {
      const extension = certificate.extensions.get(EXTENSION.certificatePolicies);
      const policies = extension === undefined ? [] : readCertificatePolicies(extension.value).map(({ oid }) => oid);
      return criterion.oids.every((oid) => policies.includes(oid));
    }
    case 'extendedKeyUsage':
      return criterion.oids.every((oid) => certificate.extendedKeyUsage?.includes(oid) ?? false);
    case 'subjectAttributes': {
      const attributes = certificate.subjectName.rdns.flat().map(({ oid }) => oid);
      return criterion.oids.every((oid) => attributes.includes(oid));
    }
    case 'list':
      return meetsList(certificate, criterion.list);
    case 'unknown':
      return undefined;
  }
}
