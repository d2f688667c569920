import { ATTRIBUTE } from '../../cms/attributes.ts';
import { PdfString } from '../../pdf/objects.ts';
import type { SignatureDictionary } from '../format/signature-dictionary.ts';
import type { Integrity } from './integrity.ts';

const OTHER_ATTRIBUTE = {
  commitmentType: '1.2.840.113549.1.9.16.2.16',
  counterSignature: '1.2.840.113549.1.9.6',
} as const;

/**
 * What keeps a signature from PAdES B-B (EN 319 142-1, table 1), one sentence each. Conformance is no part of the verdict.
 * Undefined for a signature that does not claim to be PAdES.
 */
export function baselineFaults(dictionary: SignatureDictionary, integrity: Integrity): string[] | undefined {
  const { opened, signer, result } = integrity;
  if (dictionary.subFilter !== 'ETSI.CAdES.detached' || opened === undefined) return undefined;
  const { parsed, signer: info } = opened;
  const faults: string[] = [];
  const signed = new Set((info.signedAttributes ?? []).map((attribute) => attribute.oid));
  if (dictionary.claimedTime === null) faults.push('the claimed time /M is missing or unreadable');
  if (dictionary.dict.get('Cert') !== undefined) faults.push('the entry /Cert must not be there');
  if (signer === undefined || !parsed.certificates.includes(signer)) {
    faults.push("the signer's certificate is not in the signature");
  }
  if (result !== undefined && result.ess.state === 'absent')
    faults.push('the signing-certificate attribute is missing');
  if (result?.hasSigningTime) faults.push('the signing-time attribute must not be there');
  if (result?.hash === 'md5') faults.push('MD5 must not be used');
  const hasReason = dictionary.dict.get('Reason') instanceof PdfString;
  if (hasReason && (signed.has(OTHER_ATTRIBUTE.commitmentType) || signed.has(ATTRIBUTE.signaturePolicy))) {
    faults.push('/Reason must not stand beside a commitment type or a signature policy');
  }
  if (info.unsignedAttributes.some((attribute) => attribute.oid === OTHER_ATTRIBUTE.counterSignature)) {
    faults.push('it must not carry a countersignature');
  }
  return faults;
}
