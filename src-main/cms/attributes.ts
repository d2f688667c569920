import { children, type Der, Members, TAG } from './der.ts';
import { FormatError } from './format-error.ts';
import { readOid } from './oid.ts';

/** OIDs of the CMS attributes that matter here. */
export const ATTRIBUTE = {
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingTime: '1.2.840.113549.1.9.5',
  algorithmProtection: '1.2.840.113549.1.9.52',
  signingCertificate: '1.2.840.113549.1.9.16.2.12',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
  contentTimeStamp: '1.2.840.113549.1.9.16.2.20',
  signaturePolicy: '1.2.840.113549.1.9.16.2.15',
  signatureTimeStamp: '1.2.840.113549.1.9.16.2.14',
  evidenceRecordInternal: '1.2.840.113549.1.9.16.2.49',
  evidenceRecordExternal: '1.2.840.113549.1.9.16.2.50',
  revocationInfoArchival: '1.2.840.113583.1.1.8',
} as const;

/** Content types of CMS (RFC 5652). */
export const CONTENT_TYPE = {
  data: '1.2.840.113549.1.7.1',
  signedData: '1.2.840.113549.1.7.2',
  tstInfo: '1.2.840.113549.1.9.16.1.4',
} as const;

/** Attribute (RFC 5652, 5.3). */
export interface Attribute {
  readonly oid: string;
  readonly values: readonly Der[];
}

/** Attributes of a SET OF Attribute, whatever its own tag. @throws FormatError */
export function readAttributes(set: Der): Attribute[] {
  return children(set).map((item) => {
    const members = new Members(item);
    const oid = readOid(members.take());
    const values = children(members.take(TAG.set));
    members.end();
    return { oid, values };
  });
}

/**
 * The one value of an attribute that may stand there once with one value (RFC 5652, 11); undefined where it is absent.
 * @throws FormatError when there are more
 */
export function singleValue(attributes: readonly Attribute[], oid: string): Der | undefined {
  const [attribute, ...others] = attributes.filter((candidate) => candidate.oid === oid);
  if (attribute === undefined) {
    return undefined;
  }
  const [value, ...values] = attribute.values;
  if (value === undefined || others.length > 0 || values.length > 0) {
    throw new FormatError(
      `The attribute ${oid} must stand there once, with one value.`,
      (others[0]?.values[0] ?? values[0] ?? value)?.bytes,
    );
  }
  return value;
}
