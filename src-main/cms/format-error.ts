/**
 * Thrown by the parsers of this room for bytes that do not follow their ASN.1 type.
 * Callers map it: a CMS to FORMAT_FAILURE, a file to CERTIFICATE_UNREADABLE or CRL_UNREADABLE.
 */
export class FormatError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'FormatError';
  }
}

/** True for an error of these parsers, also after it crossed a worker's edge. */
export function isFormatError(error: unknown): error is Error {
  return error instanceof Error && error.name === 'FormatError';
}
