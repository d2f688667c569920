import { createHash, createPublicKey, type KeyObject, randomBytes, sign } from 'node:crypto';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import {
  AccessDescription,
  AlgorithmIdentifier,
  AttributeTypeAndValue,
  AttributeValue,
  AuthorityInfoAccessSyntax,
  AuthorityKeyIdentifier,
  BasicConstraints,
  Certificate,
  CertificateList,
  CRLDistributionPoints,
  CRLNumber,
  CRLReason,
  CRLReasons,
  DistributionPoint,
  DistributionPointName,
  ExtendedKeyUsage,
  Extension,
  Extensions,
  GeneralName,
  KeyIdentifier,
  KeyUsage,
  KeyUsageFlags,
  Name,
  RelativeDistinguishedName,
  RevokedCertificate,
  SubjectKeyIdentifier,
  SubjectPublicKeyInfo,
  TBSCertificate,
  TBSCertList,
  Time,
  Validity,
  Version,
} from '@peculiar/asn1-x509';

/** A certificate with its private key, both made here. */
export interface Issued {
  /** DER. */
  readonly certificate: Uint8Array;
  readonly key: KeyObject;
}

const NAME_TYPES = {
  C: '2.5.4.6',
  O: '2.5.4.10',
  OU: '2.5.4.11',
  CN: '2.5.4.3',
  GN: '2.5.4.42',
  SN: '2.5.4.4',
} as const;

/** A subject as people write it, most general part first. */
export type SubjectParts = Partial<Record<keyof typeof NAME_TYPES, string>>;

const KEY_USAGE_FLAGS = {
  digitalSignature: KeyUsageFlags.digitalSignature,
  nonRepudiation: KeyUsageFlags.nonRepudiation,
  keyEncipherment: KeyUsageFlags.keyEncipherment,
  keyCertSign: KeyUsageFlags.keyCertSign,
  cRLSign: KeyUsageFlags.cRLSign,
} as const;

export interface CertificateRequest {
  readonly subject: SubjectParts;
  /** Private key of the subject. */
  readonly key: KeyObject;
  /** Who signs; undefined: self-signed. */
  readonly issuer?: Issued;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** At most 20 octets; random where absent. */
  readonly serial?: Uint8Array;
  /** Absent: no extension. */
  readonly keyUsage?: readonly (keyof typeof KEY_USAGE_FLAGS)[];
  readonly extendedKeyUsage?: readonly string[];
  /** As RFC 3161, 2.3 asks of authorities for time. */
  readonly extendedKeyUsageCritical?: boolean;
  /** Absent: no basicConstraints. */
  readonly basicConstraints?: { readonly ca: boolean; readonly pathLength?: number };
  readonly crlUrl?: string;
  readonly ocspUrl?: string;
  readonly caIssuersUrl?: string;
  /** Further extensions, value as DER. */
  readonly extensions?: readonly { readonly oid: string; readonly critical: boolean; readonly value: Uint8Array }[];
  /** Hash of the issuer's signature; by the issuer's key where absent. */
  readonly hash?: string;
}

/** Issues an X.509 v3 certificate (RFC 5280, 4). */
export function issueCertificate(request: CertificateRequest): Issued {
  const issuer = request.issuer;
  const signingKey = issuer?.key ?? request.key;
  const spki = publicKeyInfo(request.key);
  const subject = buildName(request.subject);
  const algorithm = signatureAlgorithm(signingKey, request.hash);
  const extensions = [
    extension('2.5.29.14', false, new SubjectKeyIdentifier(keyId(spki))),
    extension('2.5.29.35', false, authorityKeyId(signingKey)),
  ];
  if (request.basicConstraints !== undefined) {
    const { ca, pathLength } = request.basicConstraints;
    const constraints = new BasicConstraints(
      pathLength === undefined ? { cA: ca } : { cA: ca, pathLenConstraint: pathLength },
    );
    extensions.push(extension('2.5.29.19', true, constraints));
  }
  if (request.keyUsage !== undefined) {
    const flags = request.keyUsage.reduce((sum, usage) => sum | KEY_USAGE_FLAGS[usage], 0);
    extensions.push(extension('2.5.29.15', true, new KeyUsage(flags)));
  }
  if (request.extendedKeyUsage !== undefined) {
    const critical = request.extendedKeyUsageCritical ?? false;
    extensions.push(extension('2.5.29.37', critical, new ExtendedKeyUsage([...request.extendedKeyUsage])));
  }
  if (request.crlUrl !== undefined) {
    const distributionPoint = new DistributionPointName({
      fullName: [new GeneralName({ uniformResourceIdentifier: request.crlUrl })],
    });
    extensions.push(
      extension('2.5.29.31', false, new CRLDistributionPoints([new DistributionPoint({ distributionPoint })])),
    );
  }
  const access = [
    { method: '1.3.6.1.5.5.7.48.1', url: request.ocspUrl },
    { method: '1.3.6.1.5.5.7.48.2', url: request.caIssuersUrl },
  ].flatMap(({ method, url }) => (url === undefined ? [] : [accessDescription(method, url)]));
  if (access.length > 0) {
    extensions.push(extension('1.3.6.1.5.5.7.1.1', false, new AuthorityInfoAccessSyntax(access)));
  }
  for (const { oid, critical, value } of request.extensions ?? []) {
    extensions.push(new Extension({ extnID: oid, critical, extnValue: new OctetString(value) }));
  }
  const tbsCertificate = new TBSCertificate({
    version: Version.v3,
    serialNumber: toArrayBuffer(request.serial ?? randomSerial()),
    signature: algorithm,
    issuer: issuer === undefined ? subject : subjectOf(issuer),
    validity: new Validity({ notBefore: request.notBefore, notAfter: request.notAfter }),
    subject,
    subjectPublicKeyInfo: spki,
    extensions: new Extensions(extensions),
  });
  const signatureValue = signBytes(signingKey, AsnConvert.serialize(tbsCertificate), request.hash);
  const certificate = new Certificate({ tbsCertificate, signatureAlgorithm: algorithm, signatureValue });
  return { certificate: new Uint8Array(AsnConvert.serialize(certificate)), key: request.key };
}

/** CRLReason (RFC 5280, 5.3.1) by name. */
export type RevocationReason = Exclude<keyof typeof CRLReasons, 'removeFromCRL'>;

export interface CrlRequest {
  readonly issuer: Issued;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date;
  readonly number?: number;
  readonly revoked: readonly {
    readonly serial: Uint8Array;
    readonly date: Date;
    readonly reason?: RevocationReason;
  }[];
  readonly extensions?: readonly { readonly oid: string; readonly critical: boolean; readonly value: Uint8Array }[];
}

/** Issues a version 2 CRL (RFC 5280, 5). @returns DER */
export function issueCrl(request: CrlRequest): Uint8Array {
  const { issuer } = request;
  const algorithm = signatureAlgorithm(issuer.key);
  const extensions = [
    extension('2.5.29.35', false, authorityKeyId(issuer.key)),
    extension('2.5.29.20', false, new CRLNumber(request.number ?? 1)),
    ...(request.extensions ?? []).map(
      ({ oid, critical, value }) => new Extension({ extnID: oid, critical, extnValue: new OctetString(value) }),
    ),
  ];
  const tbsCertList = new TBSCertList({
    version: Version.v2,
    signature: algorithm,
    issuer: subjectOf(issuer),
    thisUpdate: new Time(request.thisUpdate),
    nextUpdate: new Time(request.nextUpdate),
    crlExtensions: new Extensions(extensions),
  });
  if (request.revoked.length > 0) {
    tbsCertList.revokedCertificates = request.revoked.map(
      ({ serial, date, reason }) =>
        new RevokedCertificate({
          userCertificate: toArrayBuffer(serial),
          revocationDate: new Time(date),
          ...(reason === undefined
            ? {}
            : { crlEntryExtensions: [extension('2.5.29.21', false, new CRLReason(CRLReasons[reason]))] }),
        }),
    );
  }
  const signature = signBytes(issuer.key, AsnConvert.serialize(tbsCertList));
  const list = new CertificateList({ tbsCertList, signatureAlgorithm: algorithm, signature });
  return new Uint8Array(AsnConvert.serialize(list));
}

/** A positive serial number of 16 octets. */
export function randomSerial(): Uint8Array {
  const serial = randomBytes(16);
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40;
  return new Uint8Array(serial);
}

function buildName(parts: SubjectParts): Name {
  const order = ['C', 'O', 'OU', 'SN', 'GN', 'CN'] as const;
  return new Name(
    order.flatMap((type) => {
      const text = parts[type];
      if (text === undefined) {
        return [];
      }
      const value = new AttributeValue(type === 'C' ? { printableString: text } : { utf8String: text });
      return [new RelativeDistinguishedName([new AttributeTypeAndValue({ type: NAME_TYPES[type], value })])];
    }),
  );
}

function subjectOf(issued: Issued): Name {
  return AsnConvert.parse(issued.certificate, Certificate).tbsCertificate.subject;
}

function publicKeyInfo(key: KeyObject): SubjectPublicKeyInfo {
  return AsnConvert.parse(createPublicKey(key).export({ type: 'spki', format: 'der' }), SubjectPublicKeyInfo);
}

function accessDescription(method: string, url: string): AccessDescription {
  const accessLocation = new GeneralName({ uniformResourceIdentifier: url });
  return new AccessDescription({ accessMethod: method, accessLocation });
}

/** Method 1 of RFC 5280, 4.2.1.2. */
function keyId(spki: SubjectPublicKeyInfo): ArrayBuffer {
  return toArrayBuffer(createHash('sha1').update(new Uint8Array(spki.subjectPublicKey)).digest());
}

function authorityKeyId(key: KeyObject): AuthorityKeyIdentifier {
  return new AuthorityKeyIdentifier({ keyIdentifier: new KeyIdentifier(keyId(publicKeyInfo(key))) });
}

function extension(oid: string, critical: boolean, value: object): Extension {
  return new Extension({ extnID: oid, critical, extnValue: new OctetString(AsnConvert.serialize(value)) });
}

function hashFor(key: KeyObject): string {
  return key.asymmetricKeyDetails?.namedCurve === 'secp384r1' ? 'sha384' : 'sha256';
}

function signatureAlgorithm(key: KeyObject, hash = hashFor(key)): AlgorithmIdentifier {
  const names: Readonly<Record<string, string>> = {
    'rsa sha256': '1.2.840.113549.1.1.11',
    'rsa sha384': '1.2.840.113549.1.1.12',
    'rsa sha1': '1.2.840.113549.1.1.5',
    'ec sha256': '1.2.840.10045.4.3.2',
    'ec sha384': '1.2.840.10045.4.3.3',
    'ec sha1': '1.2.840.10045.4.1',
    'ed25519 sha256': '1.3.101.112',
  };
  const algorithm = names[`${key.asymmetricKeyType} ${hash}`];
  if (algorithm === undefined) {
    throw new Error(`A key of type ${key.asymmetricKeyType} cannot issue with ${hash}.`);
  }
  return key.asymmetricKeyType === 'rsa'
    ? new AlgorithmIdentifier({ algorithm, parameters: null })
    : new AlgorithmIdentifier({ algorithm });
}

function signBytes(key: KeyObject, bytes: ArrayBuffer, hash = hashFor(key)): ArrayBuffer {
  return toArrayBuffer(sign(key.asymmetricKeyType === 'ed25519' ? null : hash, new Uint8Array(bytes), key));
}

function toArrayBuffer(bytes: Uint8Array): ArrayBuffer {
  return Uint8Array.from(bytes).buffer;
}
