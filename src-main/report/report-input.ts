import type { VerificationReport } from '../../shared/domain/verification.ts';

/** A digest with the algorithm that made it: `sha256`, `sha3-512`, … */
export interface NamedDigest {
  readonly algorithm: string;
  readonly value: Uint8Array;
}

/** The file that was verified. */
export interface VerifiedFile {
  readonly name: string;
  readonly bytes: number;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
}

/** What stands in the signature dictionary of a PDF (ISO 32000-2, table 255). */
export interface DictionaryEntries {
  readonly filter: string | null;
  readonly subFilter: string | null;
  readonly byteRange: readonly number[] | null;
  readonly name: string | null;
  readonly reason: string | null;
  readonly location: string | null;
  readonly contact: string | null;
}

/** A timestamp token that a signature carries. */
export interface TokenBytes {
  /** ISO 8601 UTC in whole seconds, as the authority says it. */
  readonly time: string;
  readonly der: Uint8Array;
}

/** The bytes of one signature, as far as they can be read. */
export interface SignatureBytes {
  /** SHA-256 of the signed attributes: of the data to be signed representation. */
  readonly toBeSigned: NamedDigest | null;
  readonly value: Uint8Array | null;
  /** The message-digest attribute: what the signature says its content's digest is. */
  readonly content: NamedDigest | null;
  readonly dictionary: DictionaryEntries | null;
  readonly tokens: readonly TokenBytes[];
}

/** Everything a report is made from. */
export interface ReportInput {
  readonly report: VerificationReport;
  readonly document: VerifiedFile;
  /** What a detached signature is over; null where the file holds what it signs. */
  readonly signed: VerifiedFile | null;
  /** As many as the report has signatures, in its order. */
  readonly signatures: readonly SignatureBytes[];
  /** DER of certificates, CRLs and OCSP responses, by lower-case hexadecimal SHA-256. What is missing is named by its digest alone. */
  readonly objects: ReadonlyMap<string, Uint8Array>;
}
