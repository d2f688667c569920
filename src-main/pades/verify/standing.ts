import { Certificate } from '../../cms/certificate.ts';
import { findSignerCertificate } from '../../cms/ess.ts';
import { parsedAs } from '../../cms/parsed-as.ts';
import type { ParsedSignedData } from '../../cms/parsed-signed-data.ts';
import { readTimestampToken, type TimestampToken } from '../../cms/timestamp-token.ts';
import type { PdfDocument } from '../../pdf/document.ts';
import { signatureTimestamps } from '../../trust/signature-timestamps.ts';
import type { SignedRange } from '../format/byte-range.ts';
import { readSecurityStore } from '../format/security-store.ts';
import { collectSignatures } from './collect-signatures.ts';
import { openSignature } from './integrity.ts';

/** What stands in the bytes about one signature or document timestamp: who made it, and which timestamps it carries. */
export interface Standing {
  readonly field: string;
  readonly kind: 'signature' | 'timestamp';
  readonly range: SignedRange;
  /** The CMS structure with its padding. */
  readonly contents: Uint8Array;
  readonly parsed: ParsedSignedData;
  readonly signer: Certificate | undefined;
  /** The token that a document timestamp is; undefined for a signature. */
  readonly token: TimestampToken | undefined;
  /** Signature timestamps whose imprint and signature are right; none for a document timestamp. */
  readonly timestamps: readonly TimestampToken[];
}

/**
 * Signatures and document timestamps that can be opened, in the order in which they were made. Nothing is said of trust, and the
 * digest of the covered bytes is not checked here.
 * @throws AppError INPUT_UNREADABLE, PDF_DAMAGED, PDF_LIMIT_EXCEEDED
 */
export async function standings(document: PdfDocument): Promise<Standing[]> {
  const { signatures } = await collectSignatures(document);
  const store = await readSecurityStore(document);
  const certificates = parsedAs(Certificate, store?.material.certificates ?? []);
  return signatures.flatMap(({ field, signature }): Standing[] => {
    const opened = openSignature(signature);
    if (!('range' in opened) || signature.contents === null) return [];
    const { parsed, range, signer: info } = opened;
    const signer = findSignerCertificate(info, [...parsed.certificates, ...certificates]);
    const isTimestamp = signature.kind === 'timestamp';
    const token = isTimestamp ? readTimestampToken(parsed) : undefined;
    const checked = isTimestamp ? [] : signatureTimestamps(info, certificates);
    const timestamps = checked.flatMap((one) => ('fault' in one ? [] : [one.token]));
    return [{ field, kind: signature.kind, range, contents: signature.contents, parsed, signer, token, timestamps }];
  });
}

/** Document timestamps made after `one`: they prove that it was there. */
export function coveringTimestamps(one: Standing, all: readonly Standing[]): Standing[] {
  return all.filter((other) => other.kind === 'timestamp' && other.range.end > one.range.end);
}

/** The earliest time at which a timestamp shows `one` to have been there; undefined where none does. */
export function provenTime(one: Standing, all: readonly Standing[]): Date | undefined {
  const covering = coveringTimestamps(one, all).flatMap(({ token }) => (token === undefined ? [] : [token]));
  const times = [...one.timestamps, ...covering].map(({ genTime }) => genTime.getTime());
  return times.length === 0 ? undefined : new Date(Math.min(...times));
}
