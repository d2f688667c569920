import { type AlgorithmIdentifier, readAlgorithm } from './algorithm-identifier.ts';
import { type HashName, readHash } from './algorithms.ts';
import { normaliseBer } from './ber.ts';
import { children, contextTag, type Der, Members, readDer, readSmallInteger, TAG } from './der.ts';
import { sequence } from './der-writer.ts';
import { FormatError, isFormatError, placedIn } from './format-error.ts';
import { parseTimestampToken } from './timestamp-token.ts';

/** One timestamp over the root of a hash tree, with the part of the tree that leads to it (RFC 4998, 4.1). */
export interface ArchiveStamp {
  /** Of the tree; undefined for one that is not computed here. */
  readonly hash: HashName | undefined;
  readonly hashOid: string;
  /** Lists of digests from the leaves upwards; undefined where the timestamp is of the digest itself. */
  readonly tree: readonly (readonly Uint8Array[])[] | undefined;
  /** The TimeStampToken as it stands in the record: what the next timestamp of the chain is of. */
  readonly token: Uint8Array;
}

/** Timestamps of one hash, each renewing the one before it (5.1). */
export interface ArchiveChain {
  readonly stamps: readonly ArchiveStamp[];
  readonly der: Uint8Array;
}

/** What proves when data existed, beyond the life of the algorithms it began with (RFC 4998, 3.1). */
export interface EvidenceRecord {
  readonly chains: readonly ArchiveChain[];
  /** True where what was timestamped was encrypted first (appendix A): then it is not the digest of the data. */
  readonly isEncrypted: boolean;
}

/** More than centuries of renewals need. */
const MOST_CHAINS = 100;
const MOST_STAMPS = 500;
const MOST_LISTS = 64;

/** Parses an EvidenceRecord in BER or DER. @throws FormatError with the place */
export function parseEvidenceRecord(bytes: Uint8Array): EvidenceRecord {
  const { value, consumed } = normaliseBer(bytes);
  if (consumed !== bytes.length) throw new FormatError(`Bytes follow the evidence record from offset ${consumed}.`);
  return placedIn(value, () => readRecord(value), value.buffer !== bytes.buffer);
}

function readRecord(value: Uint8Array): EvidenceRecord {
  const members = new Members(readDer(value));
  const version = readSmallInteger(members.take());
  if (version !== 1) throw new FormatError(`The evidence record has the version ${version}, which does not exist.`);
  members.take(TAG.sequence);
  members.optional(contextTag(0));
  const isEncrypted = members.optional(contextTag(1)) !== undefined;
  const chains = children(members.take(TAG.sequence));
  members.end();
  if (chains.length === 0) throw new FormatError('The evidence record holds no timestamp.');
  if (chains.length > MOST_CHAINS) throw new FormatError('The evidence record holds more chains than any needs.');
  return { chains: chains.map(readChain), isEncrypted };
}

function readChain(value: Der): ArchiveChain {
  const stamps = new Members(value);
  const read: ArchiveStamp[] = [];
  while (stamps.more()) {
    if (read.length >= MOST_STAMPS) throw new FormatError('The evidence record holds more timestamps than any needs.');
    read.push(readStamp(stamps.take()));
  }
  if (read.length === 0) throw new FormatError('A chain of the evidence record holds no timestamp.', value.bytes);
  return { stamps: read, der: value.bytes };
}

function readStamp(value: Der): ArchiveStamp {
  const members = new Members(value);
  const algorithm = members.optional(contextTag(0));
  members.optional(contextTag(1));
  const tree = members.optional(contextTag(2));
  const token = members.take(TAG.sequence).bytes;
  members.end();
  const named = algorithm === undefined ? imprintAlgorithm(token) : readAlgorithm(algorithm, algorithm.tag);
  return {
    hash: named === undefined ? undefined : readHash(named),
    hashOid: named?.oid ?? 'unknown',
    tree: tree === undefined ? undefined : readTree(tree),
    token,
  };
}

/** Where the record names no hash, it is that of the timestamp (4.1). A token that cannot be read is told where it is checked. */
function imprintAlgorithm(token: Uint8Array): AlgorithmIdentifier | undefined {
  try {
    return parseTimestampToken(token).hashAlgorithm;
  } catch (error) {
    if (!isFormatError(error)) throw error;
    return undefined;
  }
}

function readTree(value: Der): Uint8Array[][] {
  const lists = children(value);
  if (lists.length === 0 || lists.length > MOST_LISTS) {
    throw new FormatError(`A hash tree of the evidence record has ${lists.length} lists.`, value.bytes);
  }
  return lists.map((list) => {
    const members = new Members(list);
    const digests: Uint8Array[] = [];
    while (members.more()) digests.push(members.take(TAG.octetString).content);
    return digests;
  });
}

/** The chains as the ArchiveTimeStampSequence that a later chain is over (RFC 4998, 5.2): with those before it, and no others. */
export function sequenceOf(chains: readonly ArchiveChain[]): Uint8Array {
  return sequence(...chains.map(({ der }) => der));
}
