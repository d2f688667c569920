import type { Certificate } from '../../cms/certificate.ts';
import { signedAttributes, signedData } from '../../cms/signed-data.ts';
import type { SignatureAlgorithm, Signer } from '../../platform/signer.ts';

/** What one CAdES signature needs besides the key. */
export interface CadesRequest {
  readonly certificate: Certificate;
  /** Further certificates to put beside the signing certificate, DER. */
  readonly chain: readonly Uint8Array[];
  readonly algorithm: SignatureAlgorithm;
  /** Claimed signing time: CAdES baseline signatures shall carry it (EN 319 122-1, 6.3). */
  readonly time: Date;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Makes a detached CAdES B-B signature (EN 319 122-1, 6.3). The key is asked once.
 * @param digest of the content, by `digestOf(request.algorithm)`
 * @returns DER ContentInfo, as a `.p7s` file holds it
 * @throws AppError what Signer.sign throws
 */
export async function signCades(
  digest: Uint8Array,
  request: CadesRequest,
  signer: Pick<Signer, 'sign'>,
): Promise<Uint8Array> {
  const { certificate, chain, algorithm, time, signal } = request;
  const attributes = signedAttributes({ digest, certificate: certificate.der, signingTime: time });
  const signature = await signer.sign(attributes, algorithm, signal);
  return signedData({
    signedAttributes: attributes,
    signature,
    algorithm,
    certificates: [certificate.der, ...chain],
  });
}
