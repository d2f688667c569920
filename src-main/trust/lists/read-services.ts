import { after, certificatesOf, type ListReader, TSL } from './list-parts.ts';
import type { CriteriaList, Criterion, QualificationElement, ServiceState, TrustService } from './service.ts';
import { attributeOf, elements, textOf, type XmlElement } from './xml.ts';

const SIE = 'http://uri.etsi.org/TrstSvc/SvcInfoExt/eSigDir-1999-93-EC-TrustedList/#';
const ADDITIONAL = 'http://uri.etsi.org/02231/v2/additionaltypes#';
const XADES = 'http://uri.etsi.org/01903/v1.3.2#';

const SERVICE_TYPES = 'http://uri.etsi.org/TrstSvc/Svctype/';
const STATUS = 'http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/';
const INFORMATION = 'http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/';

const MOST_SERVICES = 50_000;

const PROVIDER = {
  TSPName: '1',
  TSPTradeName: '?',
  TSPAddress: '1',
  TSPInformationURI: '1',
  TSPInformationExtensions: '?',
} as const;
const STATE = {
  ServiceTypeIdentifier: '1',
  ServiceName: '1',
  ServiceDigitalIdentity: '1',
  ServiceStatus: '1',
  StatusStartingTime: '1',
} as const;
const CURRENT = {
  ...STATE,
  SchemeServiceDefinitionURI: '?',
  ServiceSupplyPoints: '?',
  TSPServiceDefinitionURI: '?',
  ServiceInformationExtensions: '?',
} as const;
const PREVIOUS = { ...STATE, ServiceInformationExtensions: '?' } as const;

/** Extensions that are known, and do not touch what is decided here (ETSI TS 119 612, 5.5.9.1 and 5.5.9.3). */
const PASSED_OVER = ['ExpiredCertsRevocationInfo', 'TakenOverBy'];

/** The services of a list with their history (ETSI TS 119 612, 5.4 to 5.6). @throws AppError TRUSTED_LIST_MALFORMED */
export function readServices(root: XmlElement, reader: ListReader): TrustService[] {
  const services: TrustService[] = [];
  for (const provider of reader.inside(root, 'TrustServiceProviderList', 'TrustServiceProvider')) {
    reader.check(provider, { TSPInformation: '1', TSPServices: '1' });
    const about = reader.one(provider, 'TSPInformation');
    reader.check(about, PROVIDER);
    const name = reader.localName(about, 'TSPName');
    for (const service of reader.inside(provider, 'TSPServices', 'TSPService')) {
      services.push(serviceOf(service, name, reader));
      if (services.length > MOST_SERVICES) reader.refuse('names more services than there are');
    }
  }
  return services;
}

function serviceOf(service: XmlElement, provider: string, reader: ListReader): TrustService {
  reader.check(service, { ServiceInformation: '1', ServiceHistory: '?' });
  const current = reader.one(service, 'ServiceInformation');
  reader.check(current, CURRENT);
  const previous = reader.inside(service, 'ServiceHistory', 'ServiceHistoryInstance');
  for (const one of previous) reader.check(one, PREVIOUS);
  const identities = [current, ...previous].map((one) => reader.one(one, 'ServiceDigitalIdentity'));
  const certificates = identities.flatMap(certificatesOf).map((der) => Buffer.from(der).toString('base64'));
  const states = [current, ...previous].map((one) => stateOf(one, reader));
  return {
    provider,
    name: reader.localName(current, 'ServiceName'),
    certificates: [...new Set(certificates)],
    states: states.sort((a, b) => (a.since < b.since ? 1 : a.since > b.since ? -1 : 0)),
  };
}

function stateOf(instance: XmlElement, reader: ListReader): ServiceState {
  const qualifications: QualificationElement[] = [];
  const additional: string[] = [];
  const unknown: string[] = [];
  for (const extension of reader.inside(instance, 'ServiceInformationExtensions', 'Extension')) {
    const critical = ['true', '1'].includes(attributeOf(extension, 'Critical') ?? '');
    for (const one of extension.children) {
      if (one.kind !== 'element') continue;
      if (one.uri === SIE && one.local === 'Qualifications') {
        qualifications.push(
          ...elements(one, SIE, 'QualificationElement').map((element) => qualificationOf(element, reader)),
        );
      } else if (one.uri === TSL && one.local === 'AdditionalServiceInformation') {
        additional.push(after(INFORMATION, reader.text(one, 'URI')));
      } else if (critical && !PASSED_OVER.includes(one.local)) {
        unknown.push(one.local);
      }
    }
  }
  return {
    type: after(SERVICE_TYPES, reader.text(instance, 'ServiceTypeIdentifier')),
    status: after(STATUS, reader.text(instance, 'ServiceStatus')),
    since: reader.time(instance, 'StatusStartingTime').toISOString(),
    qualifications,
    additional,
    unknown,
  };
}

/** ETSI TS 119 612, 5.5.9.2.1. */
function qualificationOf(element: XmlElement, reader: ListReader): QualificationElement {
  const qualifiers = elements(element, SIE, 'Qualifiers').flatMap((one) => elements(one, SIE, 'Qualifier'));
  const [criteria] = elements(element, SIE, 'CriteriaList');
  if (criteria === undefined) reader.refuse('has qualifiers without criteria');
  return {
    qualifiers: qualifiers.map((one) => after(INFORMATION, reader.attribute(one, 'uri'))),
    criteria: criteriaOf(criteria),
  };
}

function criteriaOf(list: XmlElement): CriteriaList {
  const assert = attributeOf(list, 'assert');
  return {
    assert: assert === 'atLeastOne' || assert === 'none' ? assert : 'all',
    criteria: list.children.flatMap((node) => (node.kind === 'element' ? criterionOf(node) : [])),
  };
}

function criterionOf(element: XmlElement): Criterion[] {
  if (element.uri !== SIE) return [{ kind: 'unknown' }];
  switch (element.local) {
    case 'KeyUsage': {
      const bits = elements(element, SIE, 'KeyUsageBit');
      const pairs = bits.map((bit) => [attributeOf(bit, 'name') ?? '', ['true', '1'].includes(textOf(bit))] as const);
      return [{ kind: 'keyUsage', bits: pairs }];
    }
    case 'PolicySet':
      return [{ kind: 'policies', oids: oidsIn(element, SIE, 'PolicyIdentifier') }];
    case 'CriteriaList':
      return [{ kind: 'list', list: criteriaOf(element) }];
    case 'Description':
      return [];
    case 'otherCriteriaList':
      return element.children.flatMap((node) => (node.kind === 'element' ? [otherCriterion(node)] : []));
    default:
      return [{ kind: 'unknown' }];
  }
}

/** ETSI TS 119 612, 5.5.9.2.2.3. */
function otherCriterion(element: XmlElement): Criterion {
  if (element.uri === ADDITIONAL && element.local === 'ExtendedKeyUsage') {
    return { kind: 'extendedKeyUsage', oids: oidsIn(element, ADDITIONAL, 'KeyPurposeId') };
  }
  if (element.uri === ADDITIONAL && element.local === 'CertSubjectDNAttribute') {
    return { kind: 'subjectAttributes', oids: oidsIn(element, ADDITIONAL, 'AttributeOID') };
  }
  return { kind: 'unknown' };
}

/** Dotted OIDs; some lists write them as URNs. */
function oidsIn(element: XmlElement, uri: string, local: string): string[] {
  return elements(element, uri, local)
    .flatMap((one) => elements(one, XADES, 'Identifier'))
    .map((one) => textOf(one).replace(/^urn:oid:/i, ''));
}
