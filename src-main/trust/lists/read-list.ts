import { Certificate } from '../../cms/certificate.ts';
import { parsedAs } from '../../cms/parsed-as.ts';
import { listError } from './list-error.ts';
import { after, certificatesOf, ListReader, TSL } from './list-parts.ts';
import { readServices } from './read-services.ts';
import type { TrustService } from './service.ts';
import { attributeOf, elements, everyElement, readXml, textOf, type XmlDocument, type XmlElement } from './xml.ts';

/** Where another list lies and who may sign it (ETSI TS 119 612, 5.3.13). */
export interface ListPointer {
  readonly location: string;
  readonly territory: string;
  /** Of the list, without the common beginning: `EUgeneric`, `EUlistofthelists`. */
  readonly type: string;
  readonly mimeType: string;
  readonly signers: readonly Certificate[];
}

/** A trusted list or a list of lists, well-formed; who signed it is another matter. */
export interface TrustedList {
  readonly document: XmlDocument;
  readonly version: number;
  readonly sequence: number;
  /** Without the common beginning: `EUgeneric`, `EUlistofthelists`. */
  readonly type: string;
  readonly operator: string;
  /** ISO 3166-1 code, `EL`, `UK` or `EU`; empty where the list names none. */
  readonly territory: string;
  /** Scheme information URIs in order: of a list of lists, its pivots and the publication that they rest on. */
  readonly information: readonly string[];
  readonly issued: Date;
  /** Undefined for a closed list. */
  readonly nextUpdate: Date | undefined;
  readonly pointers: readonly ListPointer[];
  readonly services: readonly TrustService[];
}

const TYPES = 'http://uri.etsi.org/TrstSvc/TrustedList/TSLType/';
export const LIST_OF_LISTS = 'EUlistofthelists';
/** ETSI TS 119 612 v2.1.1 to v2.3.1, and v2.4.1. */
const VERSIONS = [5, 6];
const MOST_POINTERS = 500;

const SCHEME = {
  TSLVersionIdentifier: '1',
  TSLSequenceNumber: '1',
  TSLType: '1',
  SchemeOperatorName: '1',
  SchemeOperatorAddress: '1',
  SchemeName: '1',
  SchemeInformationURI: '1',
  StatusDeterminationApproach: '1',
  SchemeTypeCommunityRules: '?',
  SchemeTerritory: '?',
  PolicyOrLegalNotice: '?',
  HistoricalInformationPeriod: '1',
  PointersToOtherTSL: '?',
  ListIssueDateTime: '1',
  NextUpdate: '1',
  DistributionPoints: '?',
  SchemeExtensions: '?',
} as const;

/**
 * Reads a list (ETSI TS 119 612 v2.4.1, clause 5 and annex C). Says nothing about its signature.
 * @param name what errors call it
 * @throws AppError TRUSTED_LIST_UNREADABLE, TRUSTED_LIST_MALFORMED, TRUSTED_LIST_VERSION
 */
export function readTrustedList(bytes: Uint8Array, name: string): TrustedList {
  const document = readXml(bytes, name);
  const { root } = document;
  const reader = new ListReader(name);
  if (root.uri !== TSL || root.local !== 'TrustServiceStatusList') reader.refuse('is no trusted list');
  reader.attribute(root, 'TSLTag');
  reader.check(root, { SchemeInformation: '1', TrustServiceProviderList: '?' });
  const scheme = reader.one(root, 'SchemeInformation');
  const version = reader.number(scheme, 'TSLVersionIdentifier');
  if (!VERSIONS.includes(version)) {
    const why = `is of version ${version}; this program reads ${VERSIONS.join(' and ')}. Get a current one.`;
    throw listError('TRUSTED_LIST_VERSION', name, why);
  }
  reader.check(scheme, SCHEME);
  if (version < 6) refuseNewer(root, reader);
  const update = reader.one(scheme, 'NextUpdate');
  const territory = elements(scheme, TSL, 'SchemeTerritory')[0];
  return {
    document,
    version,
    sequence: reader.number(scheme, 'TSLSequenceNumber'),
    type: after(TYPES, reader.text(scheme, 'TSLType')),
    operator: reader.localName(scheme, 'SchemeOperatorName'),
    territory: territory === undefined ? '' : textOf(territory),
    information: elements(reader.one(scheme, 'SchemeInformationURI'), TSL, 'URI').map(textOf),
    issued: reader.time(scheme, 'ListIssueDateTime'),
    nextUpdate: elements(update, TSL, 'dateTime').length === 0 ? undefined : reader.time(update, 'dateTime'),
    pointers: reader
      .inside(scheme, 'PointersToOtherTSL', 'OtherTSLPointer')
      .slice(0, MOST_POINTERS)
      .map(pointerOf(reader)),
    services: readServices(root, reader),
  };
}

/** What version 6 brought may not stand in a list of version 5: its readers would pass it over. */
function refuseNewer(root: XmlElement, reader: ListReader): void {
  for (const element of everyElement(root)) {
    if (element.uri === TSL && element.local === 'ServiceSupplyPoint' && attributeOf(element, 'type') !== undefined) {
      reader.refuse('is of version 5 and types its supply points, which only version 6 knows');
    }
  }
}

function pointerOf(reader: ListReader): (pointer: XmlElement) => ListPointer {
  return (pointer) => {
    reader.check(pointer, { ServiceDigitalIdentities: '?', TSLLocation: '1', AdditionalInformation: '?' });
    const about = reader
      .inside(pointer, 'AdditionalInformation', 'OtherInformation')
      .flatMap((one) => one.children.filter((child): child is XmlElement => child.kind === 'element'));
    const said = (local: string) => {
      const found = about.find((one) => one.local === local);
      return found === undefined ? '' : textOf(found);
    };
    const identities = reader.inside(pointer, 'ServiceDigitalIdentities', 'ServiceDigitalIdentity');
    return {
      location: reader.text(pointer, 'TSLLocation'),
      territory: said('SchemeTerritory'),
      type: after(TYPES, said('TSLType')),
      mimeType: said('MimeType'),
      signers: parsedAs(Certificate, identities.flatMap(certificatesOf)),
    };
  };
}
