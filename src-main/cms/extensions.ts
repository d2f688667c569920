import {
  children,
  contextTag,
  type Der,
  expectTag,
  Members,
  readBoolean,
  readDer,
  readNamedBits,
  readSmallInteger,
  TAG,
} from './der.ts';
import { FormatError, isFormatError } from './format-error.ts';
import { readGeneralName } from './name.ts';
import { readOid } from './oid.ts';

/** One X.509 extension, undecoded. */
export interface Extension {
  readonly oid: string;
  readonly critical: boolean;
  /** Content of extnValue. */
  readonly value: Uint8Array;
}

export const EXTENSION = {
  subjectKeyId: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  issuerAltName: '2.5.29.18',
  basicConstraints: '2.5.29.19',
  crlNumber: '2.5.29.20',
  reasonCode: '2.5.29.21',
  invalidityDate: '2.5.29.24',
  expiredCertsOnCrl: '2.5.29.60',
  deltaCrlIndicator: '2.5.29.27',
  issuingDistributionPoint: '2.5.29.28',
  certificateIssuer: '2.5.29.29',
  nameConstraints: '2.5.29.30',
  crlDistributionPoints: '2.5.29.31',
  certificatePolicies: '2.5.29.32',
  policyMappings: '2.5.29.33',
  authorityKeyId: '2.5.29.35',
  policyConstraints: '2.5.29.36',
  extendedKeyUsage: '2.5.29.37',
  inhibitAnyPolicy: '2.5.29.54',
  freshestCrl: '2.5.29.46',
  noRevocationAvailable: '2.5.29.56',
  validityAssuredShortTerm: '0.4.0.194121.2.1',
  authorityInfoAccess: '1.3.6.1.5.5.7.1.1',
  ocspNonce: '1.3.6.1.5.5.7.48.1.2',
  ocspNoCheck: '1.3.6.1.5.5.7.48.1.5',
  ocspArchiveCutoff: '1.3.6.1.5.5.7.48.1.6',
} as const;

/** Extensions by OID; `tag` for an implicitly tagged list. @throws FormatError also when one stands there twice (RFC 5280, 4.2) */
export function readExtensions(list: Der, tag: number = TAG.sequence): Map<string, Extension> {
  const found = new Map<string, Extension>();
  for (const item of children(expectTag(list, tag))) {
    const members = new Members(item);
    const oid = readOid(members.take());
    const critical = members.optional(TAG.boolean);
    const value = members.take(TAG.octetString).content;
    members.end();
    if (found.has(oid)) {
      throw new FormatError(`The extension ${oid} stands there twice.`);
    }
    found.set(oid, { oid, critical: critical !== undefined && readBoolean(critical), value });
  }
  return found;
}

/** RFC 5280, 4.2.1.3, in bit order. */
export const KEY_USAGES = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
] as const;
export type KeyUsage = (typeof KEY_USAGES)[number];

/** @throws FormatError */
export function readKeyUsage(value: Uint8Array): ReadonlySet<KeyUsage> {
  const bit = readNamedBits(readDer(value));
  return new Set(KEY_USAGES.filter((_, index) => bit(index)));
}

/** @throws FormatError */
export function readBasicConstraints(value: Uint8Array): { isCa: boolean; pathLen: number | undefined } {
  const members = new Members(readDer(value));
  const ca = members.optional(TAG.boolean);
  const length = members.optional(TAG.integer);
  members.end();
  return {
    isCa: ca !== undefined && readBoolean(ca),
    pathLen: length === undefined ? undefined : readSmallInteger(length),
  };
}

/** @throws FormatError */
export function readExtendedKeyUsage(value: Uint8Array): string[] {
  return children(readDer(value, TAG.sequence)).map(readOid);
}

/** keyIdentifier of an AuthorityKeyIdentifier, where it has one. @throws FormatError */
export function readAuthorityKeyId(value: Uint8Array): Uint8Array | undefined {
  return new Members(readDer(value)).optional(contextTag(0, false))?.content;
}

/** Purposes of extendedKeyUsage that matter here (RFC 5280, 4.2.1.12). */
export const PURPOSE = {
  timeStamping: '1.3.6.1.5.5.7.3.8',
  ocspSigning: '1.3.6.1.5.5.7.3.9',
} as const;

/** URLs of an AuthorityInfoAccess (RFC 5280, 4.2.2.1). @throws FormatError */
export function readAuthorityInfoAccess(value: Uint8Array): { ocsp: string[]; caIssuers: string[] } {
  const urls = { ocsp: [] as string[], caIssuers: [] as string[] };
  for (const access of children(readDer(value, TAG.sequence))) {
    const members = new Members(access);
    const method = readOid(members.take());
    const location = readGeneralName(members.take());
    if (location.kind === 'uri' && method === '1.3.6.1.5.5.7.48.1') {
      urls.ocsp.push(location.value);
    } else if (location.kind === 'uri' && method === '1.3.6.1.5.5.7.48.2') {
      urls.caIssuers.push(location.value);
    }
  }
  return urls;
}

/** Skip counts of policyConstraints (RFC 5280, 4.2.1.11); undefined where one is absent. @throws FormatError */
export function readPolicyConstraints(value: Uint8Array): { requireExplicit?: number; inhibitMapping?: number } {
  const members = new Members(readDer(value));
  const requireExplicit = members.optional(contextTag(0, false));
  const inhibitMapping = members.optional(contextTag(1, false));
  members.end();
  return {
    ...(requireExplicit && { requireExplicit: readSmallInteger(requireExplicit, requireExplicit.tag) }),
    ...(inhibitMapping && { inhibitMapping: readSmallInteger(inhibitMapping, inhibitMapping.tag) }),
  };
}

/** For extensions that only help to find things: a malformed one counts as absent. */
export function hint<T>(value: Uint8Array | undefined, read: (value: Uint8Array) => T): T | undefined {
  try {
    return value === undefined ? undefined : read(value);
  } catch (error) {
    if (isFormatError(error)) {
      return undefined;
    }
    throw error;
  }
}
