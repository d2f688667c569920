/**
 * Thrown by the parsers of this room for bytes that do not follow their ASN.1 type.
 * Callers map it: a CMS to FORMAT_FAILURE, a file to CERTIFICATE_UNREADABLE or CRL_UNREADABLE.
 */
export class FormatError extends Error {
  /** A view that begins where the fault is; undefined where it is in no one place. */
  readonly place: Uint8Array | undefined;
  /** Where that is in the structure that was to be read; undefined until `placedIn` finds it. */
  readonly offset: number | undefined;

  constructor(message: string, place?: Uint8Array, offset?: number) {
    super(message);
    this.name = 'FormatError';
    this.place = place;
    this.offset = offset;
  }
}

/** True for an error of these parsers, also after it crossed a worker's edge. */
export function isFormatError(error: unknown): error is Error & { readonly offset?: number | undefined } {
  return error instanceof Error && error.name === 'FormatError';
}

/**
 * What `read` reads in `bytes`. Its FormatError says at which octet of them the fault is, where it is known; the innermost structure that
 * was read for itself counts.
 * @param rewritten true where `bytes` are not those of the file but the same structure in DER
 * @throws FormatError
 */
export function placedIn<T>(bytes: Uint8Array, read: () => T, rewritten = false): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof FormatError) || error.offset !== undefined) throw error;
    const offset = offsetIn(bytes, error.place);
    if (offset === undefined) throw error;
    const where = `The fault is at offset ${offset}${rewritten ? ' of its DER form' : ''}.`;
    throw new FormatError(`${error.message} ${where}`, error.place, rewritten ? undefined : offset);
  }
}

function offsetIn(bytes: Uint8Array, place: Uint8Array | undefined): number | undefined {
  if (place === undefined || place.buffer !== bytes.buffer) return undefined;
  const offset = place.byteOffset - bytes.byteOffset;
  return offset >= 0 && offset <= bytes.length ? offset : undefined;
}
