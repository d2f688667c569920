import { createHash, sign } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encode, integer, sequence } from '../../src-main/cms/der-writer.ts';
import { oid as encodeOid } from '../../src-main/cms/oid.ts';
import { canonicalDocument, canonicalElement } from '../../src-main/trust/lists/c14n.ts';
import { everyElement, readXml } from '../../src-main/trust/lists/xml.ts';
import { type Issued, issueCertificate } from './issue.ts';
import { generateKey } from './keys.ts';
import { type Pki, type PkiSigner, toPem } from './make-pki.ts';

const TYPES = 'http://uri.etsi.org/TrstSvc/TrustedList/TSLType/';
const SERVICES = 'http://uri.etsi.org/TrstSvc/Svctype/';
const STATUS = 'http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/';
const INFORMATION = 'http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/';
const MIME = 'application/vnd.etsi.tsl+xml';

/** One state of a service; the newest of a service first. */
export interface StateRequest {
  readonly status: string;
  readonly since: Date;
  /** `CA/QC` where absent. */
  readonly type?: string;
  readonly additional?: readonly string[];
  /** Qualifiers for the certificates that meet the criteria (XML of a CriteriaList); all certificates where absent. */
  readonly qualifiers?: readonly string[];
  readonly criteria?: string;
  /** Further extensions, XML. */
  readonly extensions?: string;
}

export interface ServiceRequest {
  readonly name: string;
  /** DER. */
  readonly certificate: Uint8Array;
  readonly states: readonly StateRequest[];
}

export interface PointerRequest {
  readonly location: string;
  readonly territory: string;
  /** DER. */
  readonly signers: readonly Uint8Array[];
}

export interface ListRequest {
  readonly territory: string;
  readonly sequence: number;
  readonly issued: Date;
  /** Null: the list is closed. */
  readonly nextUpdate: Date | null;
  readonly services?: readonly ServiceRequest[];
  /** Present: a list of lists. The pointer with the territory `EU` is that to itself. */
  readonly pointers?: readonly PointerRequest[];
  readonly information?: readonly string[];
  readonly version?: number;
}

/** A trusted list or list of lists by the schema of ETSI TS 119 612, unsigned. */
export function listXml(request: ListRequest): string {
  const {
    territory,
    sequence: number,
    issued,
    nextUpdate,
    services = [],
    pointers,
    information = [],
    version = 6,
  } = request;
  const name = (text: string) => `<Name xml:lang="en">${escaped(text)}</Name>`;
  const uri = (text: string) => `<URI xml:lang="en">${escaped(text)}</URI>`;
  const address = `<PostalAddresses><PostalAddress xml:lang="en"><StreetAddress>Independence Avenue 1</StreetAddress><Locality>Windhoek</Locality><CountryName>NA</CountryName></PostalAddress></PostalAddresses><ElectronicAddress>${uri('mailto:lists@countersign.invalid')}</ElectronicAddress>`;
  const type = pointers === undefined ? 'EUgeneric' : 'EUlistofthelists';
  const operator = `Countersign Demo Scheme ${territory}`;
  const scheme = [
    `<TSLVersionIdentifier>${version}</TSLVersionIdentifier>`,
    `<TSLSequenceNumber>${number}</TSLSequenceNumber>`,
    `<TSLType>${TYPES}${type}</TSLType>`,
    `<SchemeOperatorName>${name(operator)}</SchemeOperatorName>`,
    `<SchemeOperatorAddress>${address}</SchemeOperatorAddress>`,
    `<SchemeName>${name(`${territory}:Services for trying things out`)}</SchemeName>`,
    `<SchemeInformationURI>${(information.length > 0 ? information : ['http://lists.countersign.invalid/']).map(uri).join('')}</SchemeInformationURI>`,
    '<StatusDeterminationApproach>http://uri.etsi.org/TrstSvc/TrustedList/StatusDetn/EUappropriate</StatusDeterminationApproach>',
    `<SchemeTypeCommunityRules>${uri('http://uri.etsi.org/TrstSvc/TrustedList/schemerules/EUcommon')}</SchemeTypeCommunityRules>`,
    `<SchemeTerritory>${territory}</SchemeTerritory>`,
    '<PolicyOrLegalNotice><TSLLegalNotice xml:lang="en">Made for tests: it means nothing.</TSLLegalNotice></PolicyOrLegalNotice>',
    '<HistoricalInformationPeriod>65535</HistoricalInformationPeriod>',
    ...(pointers === undefined
      ? []
      : [`<PointersToOtherTSL>${pointers.map(pointerXml).join('')}</PointersToOtherTSL>`]),
    `<ListIssueDateTime>${time(issued)}</ListIssueDateTime>`,
    `<NextUpdate>${nextUpdate === null ? '' : `<dateTime>${time(nextUpdate)}</dateTime>`}</NextUpdate>`,
  ].join('\n');
  const provider = `<TrustServiceProvider><TSPInformation><TSPName>${name('Countersign Demo')}</TSPName><TSPAddress>${address}</TSPAddress><TSPInformationURI>${uri('http://demo.countersign.invalid/')}</TSPInformationURI></TSPInformation><TSPServices>${services.map(serviceXml).join('\n')}</TSPServices></TrustServiceProvider>`;
  const providers = services.length === 0 ? '' : `<TrustServiceProviderList>${provider}</TrustServiceProviderList>`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<TrustServiceStatusList xmlns="http://uri.etsi.org/02231/v2#" xmlns:sie="http://uri.etsi.org/TrstSvc/SvcInfoExt/eSigDir-1999-93-EC-TrustedList/#" xmlns:tslx="http://uri.etsi.org/02231/v2/additionaltypes#" xmlns:xades="http://uri.etsi.org/01903/v1.3.2#" Id="list" TSLTag="http://uri.etsi.org/19612/TSLTag"><SchemeInformation>${scheme}</SchemeInformation>${providers}</TrustServiceStatusList>`;
}

function pointerXml({ location, territory, signers }: PointerRequest): string {
  const identities = signers
    .map((der) => `<ServiceDigitalIdentity>${digitalId(der)}</ServiceDigitalIdentity>`)
    .join('');
  const type = territory === 'EU' ? 'EUlistofthelists' : 'EUgeneric';
  const said = [
    `<TSLType>${TYPES}${type}</TSLType>`,
    `<SchemeTerritory>${territory}</SchemeTerritory>`,
    `<tslx:MimeType>${MIME}</tslx:MimeType>`,
  ];
  const about = said.map((one) => `<OtherInformation>${one}</OtherInformation>`).join('');
  return `<OtherTSLPointer><ServiceDigitalIdentities>${identities}</ServiceDigitalIdentities><TSLLocation>${escaped(location)}</TSLLocation><AdditionalInformation>${about}</AdditionalInformation></OtherTSLPointer>`;
}

function serviceXml({ name, certificate, states }: ServiceRequest): string {
  const [current, ...previous] = states.map((state) => stateXml(name, certificate, state));
  const history = previous.map((one) => `<ServiceHistoryInstance>${one}</ServiceHistoryInstance>`).join('');
  return `<TSPService><ServiceInformation>${current}</ServiceInformation>${history === '' ? '' : `<ServiceHistory>${history}</ServiceHistory>`}</TSPService>`;
}

function stateXml(name: string, certificate: Uint8Array, state: StateRequest): string {
  const {
    type = 'CA/QC',
    status,
    since,
    additional = [],
    qualifiers = [],
    criteria = EVERYBODY,
    extensions = '',
  } = state;
  const extension = (content: string) => `<Extension Critical="true">${content}</Extension>`;
  const said = [
    ...additional.map(
      (one) =>
        `<AdditionalServiceInformation><URI xml:lang="en">${INFORMATION}${one}</URI></AdditionalServiceInformation>`,
    ),
    ...(qualifiers.length === 0
      ? []
      : [
          `<sie:Qualifications><sie:QualificationElement><sie:Qualifiers>${qualifiers.map((one) => `<sie:Qualifier uri="${INFORMATION}${one}"/>`).join('')}</sie:Qualifiers>${criteria}</sie:QualificationElement></sie:Qualifications>`,
        ]),
  ].map(extension);
  const information = said.join('') + extensions;
  return [
    `<ServiceTypeIdentifier>${SERVICES}${type}</ServiceTypeIdentifier>`,
    `<ServiceName><Name xml:lang="en">${escaped(name)}</Name></ServiceName>`,
    `<ServiceDigitalIdentity>${digitalId(certificate)}</ServiceDigitalIdentity>`,
    `<ServiceStatus>${STATUS}${status}</ServiceStatus>`,
    `<StatusStartingTime>${time(since)}</StatusStartingTime>`,
    ...(information === '' ? [] : [`<ServiceInformationExtensions>${information}</ServiceInformationExtensions>`]),
  ].join('');
}

/** Met by every certificate that may sign. */
const EVERYBODY =
  '<sie:CriteriaList assert="atLeastOne"><sie:KeyUsage><sie:KeyUsageBit name="nonRepudiation">true</sie:KeyUsageBit></sie:KeyUsage></sie:CriteriaList>';

function digitalId(der: Uint8Array): string {
  return `<DigitalId><X509Certificate>${Buffer.from(der).toString('base64')}</X509Certificate></DigitalId>`;
}

function time(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

const EXCLUSIVE = 'http://www.w3.org/2001/10/xml-exc-c14n#';
const HOW = { exclusive: true, inclusivePrefixes: new Set<string>() };
const DS = 'http://www.w3.org/2000/09/xmldsig#';

/** Puts an enveloped XML signature (XAdES, ECDSA or RSA with SHA-256) at the end of a list. */
export function signList(xml: string, { certificate, key }: Issued): Uint8Array {
  const digest = (text: string | Uint8Array) => createHash('sha256').update(text).digest('base64');
  const whole = digest(canonicalDocument(readXml(Buffer.from(xml), 'list'), HOW, undefined));
  const method = (name: string, algorithm: string) => `<ds:${name} Algorithm="${algorithm}"/>`;
  const sha256 = method('DigestMethod', 'http://www.w3.org/2001/04/xmlenc#sha256');
  const form = method('Transform', EXCLUSIVE);
  const reference = (attributes: string, transforms: string, value: string) =>
    `<ds:Reference ${attributes}><ds:Transforms>${transforms}</ds:Transforms>${sha256}<ds:DigestValue>${value}</ds:DigestValue></ds:Reference>`;
  const scheme = key.asymmetricKeyType === 'rsa' ? 'rsa-sha256' : 'ecdsa-sha256';
  const properties = `<ds:Object><xades:QualifyingProperties xmlns:xades="http://uri.etsi.org/01903/v1.3.2#" Target="#signature"><xades:SignedProperties Id="properties"><xades:SignedSignatureProperties><xades:SigningCertificateV2><xades:Cert><xades:CertDigest>${sha256}<ds:DigestValue>${digest(certificate)}</ds:DigestValue></xades:CertDigest></xades:Cert></xades:SigningCertificateV2></xades:SignedSignatureProperties></xades:SignedProperties></xades:QualifyingProperties></ds:Object>`;
  const build = (ofProperties: string, value: string) =>
    `<ds:Signature xmlns:ds="${DS}" Id="signature"><ds:SignedInfo>${method('CanonicalizationMethod', EXCLUSIVE)}${method('SignatureMethod', `http://www.w3.org/2001/04/xmldsig-more#${scheme}`)}${reference('URI=""', method('Transform', `${DS}enveloped-signature`) + form, whole)}${reference('Type="http://uri.etsi.org/01903#SignedProperties" URI="#properties"', form, ofProperties)}</ds:SignedInfo><ds:SignatureValue>${value}</ds:SignatureValue><ds:KeyInfo><ds:X509Data><ds:X509Certificate>${Buffer.from(certificate).toString('base64')}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>${properties}</ds:Signature>`;
  const place = (signature: string) =>
    xml.replace(/<\/TrustServiceStatusList>$/, `${signature}</TrustServiceStatusList>`);
  const canonical = (text: string, local: string) => {
    const { root } = readXml(Buffer.from(text), 'list');
    const element = [...everyElement(root)].find((one) => one.local === local);
    if (element === undefined) throw new Error(`no ${local}`);
    return canonicalElement(element, HOW);
  };
  const ofProperties = digest(canonical(place(build('', '')), 'SignedProperties'));
  const signedInfo = canonical(place(build(ofProperties, '')), 'SignedInfo');
  const value = sign('sha256', Buffer.from(signedInfo), { key, dsaEncoding: 'ieee-p1363' }).toString('base64');
  return Buffer.from(place(build(ofProperties, value)));
}

/** Somebody who signs lists. */
export function listSigner(name: string, now: Date): Issued {
  const [notBefore, notAfter] = [new Date(now.getTime() - YEAR), new Date(now.getTime() + 2 * YEAR)];
  const subject = { C: 'NA', O: 'Countersign Demo Scheme', CN: name };
  return issueCertificate({ subject, key: generateKey('p-256'), notBefore, notAfter, keyUsage: ['digitalSignature'] });
}

const DAY = 86_400_000;
const YEAR = 365 * DAY;

/** What a certificate is to say of itself (ETSI EN 319 412-5). */
export interface QcRequest {
  readonly compliance?: boolean;
  readonly device?: boolean;
  readonly types?: readonly ('signature' | 'seal' | 'web')[];
  readonly legislation?: readonly string[];
}

const QC = '0.4.0.1862.1';
const QC_TYPES = { signature: `${QC}.6.1`, seal: `${QC}.6.2`, web: `${QC}.6.3` } as const;

/** DER of a QcStatements extension. */
export function qcStatements({
  compliance = true,
  device = true,
  types = ['signature'],
  legislation = [],
}: QcRequest): Uint8Array {
  const statement = (oid: string, ...info: Uint8Array[]) => sequence(encodeOid(oid), ...info);
  const country = (code: string) => encode(0x13, Buffer.from(code));
  return sequence(
    ...(compliance ? [statement(`${QC}.1`)] : []),
    statement(`${QC}.3`, integer(20)),
    ...(device ? [statement(`${QC}.4`)] : []),
    ...(types.length > 0 ? [statement(`${QC}.6`, sequence(...types.map((one) => encodeOid(QC_TYPES[one]))))] : []),
    ...(legislation.length > 0 ? [statement(`${QC}.7`, sequence(...legislation.map(country)))] : []),
  );
}

/** Somebody whose certificate says that it is a qualified one, from the CA of the people. */
export function qualifiedSigner(pki: Pki, now: Date, request: QcRequest = {}): PkiSigner {
  const issuer = pki.ca('issuing-1');
  const name = 'Qualia Quist';
  const issued = issueCertificate({
    subject: { C: 'NA', GN: 'Qualia', SN: 'Quist', CN: name },
    key: generateKey('p-256'),
    issuer,
    notBefore: new Date(now.getTime() - DAY),
    notAfter: new Date(now.getTime() + YEAR),
    basicConstraints: { ca: false },
    keyUsage: ['nonRepudiation'],
    extensions: [{ oid: '1.3.6.1.5.5.7.1.3', critical: false, value: qcStatements(request) }],
  });
  return { ...issued, name, chain: [issuer.certificate, pki.root.certificate] };
}

/** Where a trust scheme for trying things out was put. */
export interface SchemeFiles {
  readonly listOfLists: string;
  readonly national: string;
  /** Certificate of whoever signs the list of lists, PEM. */
  readonly signer: string;
}

/**
 * Writes a list of lists and a list of Namibia that make the CA of the people a service for qualified certificates, and all its
 * certificates for signatures such.
 */
export function writeScheme(pki: Pki, now: Date, folder: string): SchemeFiles {
  const [scheme, national] = [listSigner('Demo List of Lists', now), listSigner('Demo List', now)];
  const at = (days: number) => new Date(now.getTime() + days * DAY);
  const dates = { sequence: 1, issued: at(-1), nextUpdate: at(180) };
  const pointer = {
    location: 'http://lists.countersign.invalid/NA.xml',
    territory: 'NA',
    signers: [national.certificate],
  };
  const qualifiers = ['QCStatement', 'QCForESig', 'QCWithQSCD'];
  const state = { status: 'granted', since: at(-1000), additional: ['ForeSignatures'], qualifiers };
  const service = { name: 'Countersign Demo Issuing CA 1', certificate: pki.issuing.certificate, states: [state] };
  const write = (name: string, content: string | Uint8Array) => {
    const file = join(folder, name);
    writeFileSync(file, content);
    return file;
  };
  return {
    listOfLists: write('lotl.xml', signList(listXml({ territory: 'EU', ...dates, pointers: [pointer] }), scheme)),
    national: write('NA.xml', signList(listXml({ territory: 'NA', ...dates, services: [service] }), national)),
    signer: write('lists.pem', toPem(scheme.certificate, 'CERTIFICATE')),
  };
}
