import { CONTENT_TYPE } from '../../cms/attributes.ts';
import { children, contextTag, type Der, Members, readDer, readSmallInteger, sameBytes, TAG } from '../../cms/der.ts';
import { encode, integer, sequence, setOf } from '../../cms/der-writer.ts';
import { FormatError } from '../../cms/format-error.ts';
import { oid, readOid } from '../../cms/oid.ts';

/** id-ri-ocsp-response (RFC 5940, 2): an OCSPResponse among the revocation information of a CMS structure. */
const OCSP_RESPONSE = '1.3.6.1.5.5.7.16.2';

/** SignedData with revocation information of another format than CRLs (RFC 5652, 5.1). */
const VERSION_WITH_OTHER = 5;

/** The members of a SignedData (RFC 5652, 5.1), each as it stands in the bytes: what a signature or a timestamp rests on is never re-encoded. */
export interface SignedDataParts {
  readonly version: number;
  readonly digestAlgorithms: Der;
  readonly encapContentInfo: Der;
  /** CertificateChoices. */
  readonly certificates: readonly Der[];
  /** RevocationInfoChoice: a CRL, or [1] OtherRevocationInfoFormat. */
  readonly crls: readonly Der[];
  /** The one SignerInfo, or the one asked for. */
  readonly signerInfo: Der;
}

/**
 * Takes a DER SignedData apart.
 * @param index of the SignerInfo, to look only: joining the parts would lose the others. Without it there must be one
 * @throws FormatError for BER with indefinite lengths, another type, another number of signers
 */
export function splitSignedData(bytes: Uint8Array, index?: number): SignedDataParts {
  const contentInfo = new Members(readDer(bytes));
  if (readOid(contentInfo.take()) !== CONTENT_TYPE.signedData) {
    throw new FormatError('The CMS structure is not a SignedData.');
  }
  const content = new Members(contentInfo.take(contextTag(0)), contextTag(0));
  contentInfo.end();
  const members = new Members(content.take());
  content.end();
  const version = readSmallInteger(members.take());
  const digestAlgorithms = members.take(TAG.set);
  const encapContentInfo = members.take(TAG.sequence);
  const certificates = members.optional(contextTag(0));
  const crls = members.optional(contextTag(1));
  const signers = children(members.take(TAG.set));
  const signerInfo = signers[index ?? 0];
  members.end();
  if (signerInfo === undefined || (index === undefined && signers.length > 1)) {
    throw new FormatError('The CMS structure must hold one signature.');
  }
  return {
    version,
    digestAlgorithms,
    encapContentInfo,
    certificates: certificates === undefined ? [] : children(certificates),
    crls: crls === undefined ? [] : children(crls),
    signerInfo,
  };
}

/** Puts the parts together again as a DER ContentInfo. */
export function joinSignedData(parts: SignedDataParts): Uint8Array {
  const { digestAlgorithms, encapContentInfo, certificates, crls, signerInfo } = parts;
  const other = crls.some((item) => item.tag !== TAG.sequence);
  const set = (items: readonly Der[], tag: number) =>
    items.length === 0
      ? []
      : [
          setOf(
            items.map((item) => item.bytes),
            tag,
          ),
        ];
  const body = sequence(
    integer(other ? VERSION_WITH_OTHER : parts.version),
    digestAlgorithms.bytes,
    encapContentInfo.bytes,
    ...set(certificates, contextTag(0)),
    ...set(crls, contextTag(1)),
    encode(TAG.set, signerInfo.bytes),
  );
  return sequence(oid(CONTENT_TYPE.signedData), encode(contextTag(0), body));
}

/** RevocationInfoChoice of an OCSP response (RFC 5940, 2.1). @param response DER OCSPResponse */
export function ocspChoice(response: Uint8Array): Uint8Array {
  return encode(contextTag(1), oid(OCSP_RESPONSE), response);
}

/** The OCSPResponse in a RevocationInfoChoice; undefined for CRLs and other formats. @throws FormatError */
export function ocspOf(choice: Der): Uint8Array | undefined {
  if (choice.tag !== contextTag(1)) return undefined;
  const members = new Members(choice, contextTag(1));
  const format = readOid(members.take());
  return format === OCSP_RESPONSE ? members.take().bytes : undefined;
}

/** The items with those of `more` that are not among them. */
export function united(items: readonly Der[], more: readonly Uint8Array[]): Der[] {
  const all = [...items];
  for (const bytes of more) {
    if (!all.some((item) => sameBytes(item.bytes, bytes))) all.push(readDer(bytes));
  }
  return all;
}
