import { createHash } from 'node:crypto';
import { ContentInfo, SignedData, type SignerInfo } from '@peculiar/asn1-cms';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import type { Certificate } from '@peculiar/asn1-x509';
import * as asn1js from 'asn1js';

export const OID = {
  signedData: '1.2.840.113549.1.7.2',
  data: '1.2.840.113549.1.7.1',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingTime: '1.2.840.113549.1.9.5',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
  sha256: '2.16.840.1.101.3.4.2.1',
  sha384: '2.16.840.1.101.3.4.2.2',
  sha512: '2.16.840.1.101.3.4.2.3',
  rsa: '1.2.840.113549.1.1.1',
  rsaSha256: '1.2.840.113549.1.1.11',
  rsaPss: '1.2.840.113549.1.1.10',
  ecdsaSha256: '1.2.840.10045.4.3.2',
  ecdsaSha384: '1.2.840.10045.4.3.3',
  ed25519: '1.3.101.112',
} as const;

/** One signature as it stands in the bytes, found with a regular expression and parsed by a library: no code of the product. */
export interface SignatureBytes {
  /** Text of the signature dictionary, without the hexadecimal string. */
  readonly dictionary: string;
  /** /ByteRange as written. */
  readonly byteRange: string;
  readonly gapStart: number;
  readonly gapEnd: number;
  readonly end: number;
  /** The bytes that are signed. */
  readonly content: Uint8Array;
  /** DER, padding removed. */
  readonly cms: Uint8Array;
}

const DICTIONARY = /\/ByteRange (\[0 (\d+) (\d+) (\d+)\])\s*\/Contents <([0-9A-Fa-f]+)>/g;

/** Every signature of the file, oldest first. */
export function signaturesOf(file: Uint8Array): SignatureBytes[] {
  const text = Buffer.from(file).toString('latin1');
  return [...text.matchAll(DICTIONARY)].map((match) => {
    const [, byteRange = '', gapStart, gapEnd, rest, hex = ''] = match;
    const [from, to] = [Number(gapStart), Number(gapEnd)];
    const end = to + Number(rest);
    return {
      dictionary:
        text.slice(text.lastIndexOf(' obj', match.index), match.index) +
        text.slice(match.index + match[0].length, text.indexOf('endobj', match.index)),
      byteRange,
      gapStart: from,
      gapEnd: to,
      end,
      content: Buffer.concat([file.subarray(0, from), file.subarray(to, end)]),
      cms: withoutPadding(Buffer.from(hex, 'hex')),
    };
  });
}

/** A CMS signature taken apart. */
export interface CmsParts {
  readonly signedData: SignedData;
  readonly signers: readonly SignerInfo[];
  readonly signer: SignerInfo;
  /** The attributes as they were signed: DER of a SET OF. */
  readonly signedAttributes: Uint8Array;
  /** Object identifiers of the signed attributes, in order. */
  readonly attributeTypes: readonly string[];
  readonly signature: Uint8Array;
  readonly certificate: Certificate;
}

/** Takes a CMS signature apart. @throws where it has no signer, no signed attributes or no certificate */
export function partsOf(cms: Uint8Array): CmsParts {
  const info = AsnConvert.parse(cms, ContentInfo);
  if (info.contentType !== OID.signedData) throw new Error(`not SignedData: ${info.contentType}`);
  const signedData = AsnConvert.parse(info.content, SignedData);
  const signers = [...signedData.signerInfos];
  const [signer] = signers;
  if (signer?.signedAttrs === undefined) throw new Error('no signed attributes');
  const serial = Buffer.from(signer.sid.issuerAndSerialNumber?.serialNumber ?? new ArrayBuffer(0));
  const certificate = [...(signedData.certificates ?? [])]
    .flatMap(({ certificate }) => certificate ?? [])
    .find(({ tbsCertificate }) => Buffer.from(tbsCertificate.serialNumber).equals(serial));
  if (certificate === undefined) throw new Error('the signer’s certificate is not there');
  return {
    signedData,
    signers,
    signer,
    signedAttributes: signedAttributesOf(cms),
    attributeTypes: signer.signedAttrs.map(({ attrType }) => attrType),
    signature: new Uint8Array(signer.signature.buffer),
    certificate,
  };
}

/** Value of the only messageDigest attribute. */
export function messageDigestOf({ signer }: CmsParts): Buffer {
  const values = (signer.signedAttrs ?? []).filter(({ attrType }) => attrType === OID.messageDigest);
  const [value] = values.flatMap(({ attrValues }) => attrValues);
  if (value === undefined || values.length !== 1) throw new Error('not one messageDigest');
  return Buffer.from(AsnConvert.parse(value, OctetString).buffer);
}

/** True where signing-certificate-v2 (RFC 5035) holds the SHA-256 of the signer's certificate as its first hash. */
export function bindsCertificate({ signer, certificate }: CmsParts): boolean {
  const [attribute] = (signer.signedAttrs ?? []).filter(({ attrType }) => attrType === OID.signingCertificateV2);
  const value = Buffer.from(attribute?.attrValues[0] ?? new ArrayBuffer(0));
  const digest = createHash('sha256')
    .update(new Uint8Array(AsnConvert.serialize(certificate)))
    .digest();
  // SEQUENCE { SEQUENCE OF { SEQUENCE { OCTET STRING (32) …: SHA-256 is the default and is left out.
  return attribute?.attrValues.length === 1 && value.indexOf(Buffer.concat([Buffer.from([0x04, 32]), digest])) > 0;
}

/** The [0] IMPLICIT of the first SignerInfo, verbatim, under the tag of SET OF that was signed (RFC 5652, 5.4). */
function signedAttributesOf(cms: Uint8Array): Uint8Array {
  const inside = (block: asn1js.AsnType | undefined): asn1js.AsnType[] =>
    block instanceof asn1js.Constructed || block instanceof asn1js.Sequence || block instanceof asn1js.Set
      ? (block.valueBlock.value as asn1js.AsnType[])
      : [];
  const [, explicit] = inside(asn1js.fromBER(cms).result);
  const [signedData] = inside(explicit);
  const [signerInfo] = inside(inside(signedData).at(-1));
  const attributes = inside(signerInfo).find(({ idBlock }) => idBlock.tagClass === 3 && idBlock.tagNumber === 0);
  if (attributes === undefined) throw new Error('no signed attributes');
  const der = attributes.valueBeforeDecodeView.slice();
  der[0] = 0x31;
  return der;
}

function withoutPadding(bytes: Buffer): Uint8Array {
  const first = bytes[1] ?? 0;
  if (first < 0x80) return bytes.subarray(0, 2 + first);
  const lengthBytes = first & 0x7f;
  return bytes.subarray(0, 2 + lengthBytes + bytes.readUIntBE(2, lengthBytes));
}
