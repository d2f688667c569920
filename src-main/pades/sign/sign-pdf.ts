import { createHash, type Hash } from 'node:crypto';
import { AppError, type Failure, isAppError } from '../../../shared/contract/app-error.ts';
import { digestOf } from '../../cms/algorithms.ts';
import type { Certificate } from '../../cms/certificate.ts';
import { estimateSize, signedAttributes, signedData } from '../../cms/signed-data.ts';
import type { PdfDocument } from '../../pdf/document.ts';
import { throwIfCancelled } from '../../platform/cancel.ts';
import type { SignatureAlgorithm, Signer } from '../../platform/signer.ts';
import type { Timestamper } from '../../platform/timestamper.ts';
import { gapSize } from './gap-size.ts';
import type { SigningRules } from './mdp-reference.ts';
import { timestampedSignature } from './signature-timestamp.ts';
import { layOutSignature, type SignatureHome, type SignatureWords } from './signature-update.ts';
import { capacityOf, fillByteRange, fillContents, TOKEN_ROOM } from './slots.ts';

/** Bytes kept free beyond the estimate: DER lengths of a few fields are known only afterwards. */
const MARGIN = 512;

/** Digests that signatures are made with. */
export type SigningHash = 'sha256' | 'sha384' | 'sha512';

/** What one signature needs besides the key. */
export interface SignPdfRequest {
  readonly home: SignatureHome;
  readonly words: SignatureWords;
  readonly certificate: Certificate;
  /** Further certificates to put beside the signing certificate, DER. */
  readonly chain: readonly Uint8Array[];
  readonly algorithm: SignatureAlgorithm;
  /** What the signature says of later changes; nothing by default. */
  readonly rules?: SigningRules | undefined;
  /** Bytes to keep free for a timestamp, now or later; 0 where none is wanted. See `roomForTimestamp`. */
  readonly timestampRoom?: number;
  readonly signal?: AbortSignal;
}

/** A signature in the update that carries it. */
export interface SignedUpdate {
  /** Bytes to append to the document. */
  readonly bytes: Uint8Array;
  /** Why it has no timestamp though one was asked for. */
  readonly timestampFailure: Failure | undefined;
}

/** An update that is ready but for the signature itself: everything that can fail without the key has been done. */
export interface PreparedSignature {
  /**
   * Asks the key once, and then the timestamp authority where there is one. A timestamp that cannot be had does not cost the
   * signature: it is made without.
   * @param prefix hash state (of `hash`) over all bytes of the document as it is; consumed
   * @throws AppError what Signer.sign throws, SIGNATURE_TOO_LARGE, CANCELLED
   */
  complete(prefix: Hash, signer: Pick<Signer, 'sign'>, timestamper?: Timestamper): Promise<SignedUpdate>;
  /** Digest that `prefix` must be a state of. */
  readonly hash: SigningHash;
}

/**
 * Prepares a PAdES B-B signature (EN 319 142-1, 6.3) over `document` plus the update that carries it.
 * @throws AppError TOO_LARGE_FOR_XREF, PDF_UNSUPPORTED, PDF_DAMAGED
 */
export async function preparePdfSignature(document: PdfDocument, request: SignPdfRequest): Promise<PreparedSignature> {
  const { certificate, chain, algorithm, timestampRoom = 0, signal } = request;
  const certificates = [certificate.der, ...chain] as const;
  const capacity = await gapSize(document, estimateSize({ certificates, algorithm }) + MARGIN, timestampRoom);
  const laidOut = await layOutSignature(document, request.home, request.words, capacity, request.rules);
  const { bytes, base, byteRange, contents } = laidOut;
  const range = fillByteRange(bytes, base, byteRange, contents);
  const hash = digestOf(algorithm);
  return {
    hash,
    complete: async (prefix, signer, timestamper) => {
      throwIfCancelled(signal);
      prefix.update(bytes.subarray(0, range.gapStart - base)).update(bytes.subarray(range.gapEnd - base));
      const attributes = signedAttributes({ digest: prefix.digest(), certificate: certificate.der });
      const signature = await signer.sign(attributes, algorithm, signal);
      const cms = signedData({ signedAttributes: attributes, signature, algorithm, certificates });
      const stamped =
        timestamper === undefined
          ? cms
          : await timestampedSignature(cms, capacityOf(contents), timestamper, signal).catch(failureOf);
      const isBytes = stamped instanceof Uint8Array;
      fillContents(bytes, base, contents, isBytes ? stamped : cms);
      return { bytes, timestampFailure: isBytes ? undefined : stamped };
    },
  };
}

/** Gives back what may keep a timestamp from a signature; everything else is thrown on. */
function failureOf(error: unknown): Failure {
  if (!isAppError(error) || error.code === 'CANCELLED') throw error;
  return error;
}

/** Bytes to keep free for a token of this authority, or of one that is not known yet. */
export function roomForTimestamp(timestamper?: Timestamper): number {
  return TOKEN_ROOM + (timestamper?.expectedTokenSize ?? 0);
}

/** A fresh state for the digest of a prepared signature. */
export function hashState(hash: SigningHash): Hash {
  return createHash(hash);
}

/**
 * Picks what to sign with: the key's own order, the first one that the product makes.
 * @throws AppError ALGORITHM_UNSUPPORTED
 */
export function chooseAlgorithm(signer: Pick<Signer, 'algorithms' | 'keyHome'>): SignatureAlgorithm {
  const [first] = signer.algorithms;
  if (first === undefined) {
    throw new AppError('ALGORITHM_UNSUPPORTED', `${signer.keyHome} offers no signature algorithm that PAdES allows.`);
  }
  return first;
}
