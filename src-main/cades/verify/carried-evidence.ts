import { normaliseBer } from '../../cms/ber.ts';
import { Crl } from '../../cms/crl.ts';
import { type Der, TAG } from '../../cms/der.ts';
import { isFormatError } from '../../cms/format-error.ts';
import { OcspResponse } from '../../cms/ocsp-response.ts';
import { parseTimestampToken } from '../../cms/timestamp-token.ts';
import type { TrustContext } from '../../trust/signer-trust.ts';
import { ocspOf, type SignedDataParts, splitSignedData } from '../format/signed-data-parts.ts';

/**
 * The parts of a SignedData in BER or DER, zero octets behind it or not; undefined where it is malformed. In BER that is not DER inside the
 * members, too, archive timestamps and their lists match nothing.
 * @param index of the SignerInfo
 */
export function partsOf(cms: Uint8Array, index: number): SignedDataParts | undefined {
  try {
    return splitSignedData(normaliseBer(cms).value, index);
  } catch (error) {
    if (!isFormatError(error)) throw error;
    return undefined;
  }
}

export interface CarriedItem<T> {
  readonly item: T;
  readonly der: Der;
}

export interface CarriedEvidence {
  readonly crls: readonly CarriedItem<Crl>[];
  readonly ocsps: readonly CarriedItem<OcspResponse>[];
}

/** Revocation data in the SignedData itself (RFC 5652, 10.2.1; RFC 5940). What cannot be read is left out. */
export function evidenceOf(parts: SignedDataParts | undefined): CarriedEvidence {
  const crls: CarriedItem<Crl>[] = [];
  const ocsps: CarriedItem<OcspResponse>[] = [];
  for (const der of parts?.crls ?? []) {
    try {
      const response = ocspOf(der);
      if (response !== undefined) ocsps.push({ item: new OcspResponse(response), der });
      else if (der.tag === TAG.sequence) crls.push({ item: new Crl(der.bytes), der });
    } catch (error) {
      if (!isFormatError(error)) throw error;
    }
  }
  return { crls, ocsps };
}

/** The context with the certificates and revocation data that timestamps carry in their own structures. @param tokens DER of each */
export function withCarried(tokens: readonly Uint8Array[], context: TrustContext): TrustContext {
  const parsed = tokens.flatMap((bytes) => {
    try {
      const { signedData } = parseTimestampToken(bytes);
      return [{ signedData, evidence: evidenceOf(partsOf(bytes, 0)) }];
    } catch (error) {
      if (!isFormatError(error)) throw error;
      return [];
    }
  });
  return {
    ...context,
    certificates: [...context.certificates, ...parsed.flatMap(({ signedData }) => signedData.certificates)],
    crls: [...context.crls, ...parsed.flatMap(({ evidence }) => evidence.crls.map(({ item }) => item))],
    ocsps: [...context.ocsps, ...parsed.flatMap(({ evidence }) => evidence.ocsps.map(({ item }) => item))],
  };
}
