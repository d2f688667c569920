import { normaliseBer } from './ber.ts';
import {
  children,
  contextTag,
  type Der,
  Members,
  onlyChild,
  readBoolean,
  readDer,
  readSmallInteger,
  TAG,
} from './der.ts';
import { FormatError, placedIn } from './format-error.ts';
import { readOid } from './oid.ts';

/** Timestamps kept as a file beside what they are of, or around it. */
export interface TimestampFile {
  /** The one of the data first; each further one is of the one before it, with what came with it (RFC 5544, 2.2). */
  readonly tokens: readonly TokenInFile[];
  /** EvidenceRecord instead of tokens. */
  readonly evidenceRecord: Uint8Array | undefined;
  /** Octets that are digested before the data: metadata that the timestamp protects, too (RFC 5544, 2.1). */
  readonly prefix: Uint8Array;
  /** The data where the file holds it. */
  readonly content: Uint8Array | undefined;
}

export interface TokenInFile {
  /** TimeStampToken. */
  readonly bytes: Uint8Array;
  /** CRL that came with it, DER. */
  readonly crl: Uint8Array | undefined;
  /** Both together as they stand in the file. */
  readonly whole: Uint8Array;
}

/** ContentInfo that holds a TimeStampedData (RFC 5544, 2). */
const TIMESTAMPED_DATA = '1.2.840.113549.1.9.16.1.31';

/** More than any file holds. */
const MOST_TOKENS = 100;

/**
 * Reads a TimeStampToken, a TimeStampResp (RFC 3161, 2.4.2) or a TimeStampedData (RFC 5544, 2) in BER or DER. Says nothing of the tokens.
 * @throws FormatError also for a response without a token
 */
export function parseTimestampFile(bytes: Uint8Array): TimestampFile {
  const { value, consumed } = normaliseBer(bytes);
  if (consumed !== bytes.length) throw new FormatError(`Bytes follow the timestamp from offset ${consumed}.`);
  return placedIn(value, () => readFile(value), value.buffer !== bytes.buffer);
}

function readFile(value: Uint8Array): TimestampFile {
  const [first, second] = children(readDer(value, TAG.sequence));
  if (first?.tag === TAG.oid) {
    if (readOid(first) !== TIMESTAMPED_DATA) return single(value);
    if (second === undefined) throw new FormatError('The timestamped data is missing.');
    return readTimestampedData(onlyChild(second));
  }
  if (first?.tag !== TAG.sequence)
    throw new FormatError('The file is neither a timestamp nor the answer of an authority.');
  const status = readSmallInteger(new Members(first).take());
  if (status > 1 || second === undefined) {
    throw new FormatError(`The file is the answer of an authority that gave no timestamp (status ${status}).`);
  }
  return single(second.bytes);
}

function single(token: Uint8Array): TimestampFile {
  const tokens = [{ bytes: token, crl: undefined, whole: token }];
  return { tokens, evidenceRecord: undefined, prefix: new Uint8Array(), content: undefined };
}

function readTimestampedData(value: Der): TimestampFile {
  const members = new Members(value);
  const version = readSmallInteger(members.take());
  if (version !== 1) throw new FormatError(`The timestamped data has the version ${version}, which does not exist.`);
  // dataUri: never followed.
  members.optional(0x16);
  const metaData = members.optional(TAG.sequence);
  const content = members.optional(TAG.octetString)?.content;
  const tokens = members.optional(contextTag(0));
  const record = members.optional(contextTag(1));
  if (tokens === undefined && record === undefined) {
    throw new FormatError('The timestamped data holds evidence of a kind that is not known.');
  }
  members.end();
  const isProtected = metaData !== undefined && readBoolean(new Members(metaData).take());
  return {
    tokens: tokens === undefined ? [] : readTokens(tokens),
    evidenceRecord: record === undefined ? undefined : asSequence(record),
    prefix: metaData !== undefined && isProtected ? metaData.bytes : new Uint8Array(),
    content,
  };
}

/** TimeStampTokenEvidence (RFC 5544, 2.2). */
function readTokens(value: Der): TokenInFile[] {
  const items = children(value);
  if (items.length === 0 || items.length > MOST_TOKENS) {
    throw new FormatError(`The timestamped data holds ${items.length} timestamps.`);
  }
  return items.map((item) => {
    const members = new Members(item);
    const bytes = members.take(TAG.sequence).bytes;
    const crl = members.optional(TAG.sequence)?.bytes;
    members.end();
    return { bytes, crl, whole: item.bytes };
  });
}

/** An implicitly tagged SEQUENCE with its own tag. */
function asSequence({ bytes }: Der): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[0] = TAG.sequence;
  return copy;
}
