import { type AlgorithmIdentifier, readAlgorithm } from './algorithm-identifier.ts';
import { type HashName, readHash } from './algorithms.ts';
import { CONTENT_TYPE } from './attributes.ts';
import type { Certificate } from './certificate.ts';
import {
  contextTag,
  type Der,
  Members,
  onlyChild,
  readBoolean,
  readDer,
  readPreciseTime,
  readSmallInteger,
  TAG,
} from './der.ts';
import { findSignerCertificate } from './ess.ts';
import { type Extension, readExtensions } from './extensions.ts';
import { FormatError, placedIn } from './format-error.ts';
import { type GeneralName, readGeneralName } from './name.ts';
import { readOid } from './oid.ts';
import { type ParsedSignedData, parseSignedData, type SignerInfo } from './parsed-signed-data.ts';

/** What a timestamp says (TSTInfo, RFC 3161, 2.4.2), with the structure that is signed. */
export interface TimestampToken {
  readonly signedData: ParsedSignedData;
  /** The one signer (RFC 3161, 2.4.2). */
  readonly signerInfo: SignerInfo;
  /** The encoded TSTInfo: what the signature of the authority is over. */
  readonly content: Uint8Array;
  readonly policy: string;
  /** Undefined for a hash that is not computed here. */
  readonly hash: HashName | undefined;
  readonly hashAlgorithm: AlgorithmIdentifier;
  /** Digest of what was timestamped. */
  readonly digest: Uint8Array;
  /** Content octets of the serial number. */
  readonly serialBytes: Uint8Array;
  readonly genTime: Date;
  /** How far `genTime` may be off, in milliseconds, rounded up; undefined where the token does not say. */
  readonly accuracy: number | undefined;
  readonly ordering: boolean;
  /** Content octets of the INTEGER. */
  readonly nonce: Uint8Array | undefined;
  /** The name that the authority gives itself: a hint only. */
  readonly tsa: GeneralName | undefined;
  readonly extensions: ReadonlyMap<string, Extension>;
}

/** Certificates, and lists, of one token: a signature may carry dozens of tokens. */
const MOST_IN_TOKEN = 100;

/** Parses a TimeStampToken in BER or DER; zero octets may follow it, as in the padded /Contents of a PDF. @throws FormatError */
export function parseTimestampToken(bytes: Uint8Array): TimestampToken {
  const parsed = parseSignedData(bytes, MOST_IN_TOKEN);
  return placedIn(parsed.der, () => readTimestampToken(parsed));
}

/** Reads the timestamp in a SignedData that is parsed already. @throws FormatError where it is none */
export function readTimestampToken(signedData: ParsedSignedData): TimestampToken {
  const { eContentType, eContent: content, signerInfos } = signedData;
  if (eContentType !== CONTENT_TYPE.tstInfo || content === undefined) {
    throw new FormatError('The CMS structure is not a timestamp token.');
  }
  const [signerInfo, ...others] = signerInfos;
  if (signerInfo === undefined || others.length > 0) {
    throw new FormatError(`A timestamp token must have one signer and has ${signerInfos.length}.`);
  }
  const info = new Members(readDer(content));
  const version = readSmallInteger(info.take());
  if (version !== 1) {
    throw new FormatError(`A timestamp token has the version ${version}, which does not exist.`);
  }
  const policy = readOid(info.take());
  const imprint = new Members(info.take(TAG.sequence));
  const hashAlgorithm = readAlgorithm(imprint.take());
  const digest = imprint.take(TAG.octetString).content;
  imprint.end();
  const serialBytes = info.take(TAG.integer).content;
  const genTime = readPreciseTime(info.take());
  const accuracy = info.optional(TAG.sequence);
  const ordering = info.optional(TAG.boolean);
  const nonce = info.optional(TAG.integer)?.content;
  const tsa = info.optional(contextTag(0));
  const extensions = info.optional(contextTag(1));
  info.end();
  return {
    signedData,
    signerInfo,
    content,
    policy,
    hash: readHash(hashAlgorithm),
    hashAlgorithm,
    digest,
    serialBytes,
    genTime,
    accuracy: accuracy === undefined ? undefined : readAccuracy(accuracy),
    ordering: ordering !== undefined && readBoolean(ordering),
    nonce,
    tsa: tsa === undefined ? undefined : readGeneralName(onlyChild(tsa)),
    extensions: extensions === undefined ? new Map() : readExtensions(extensions, extensions.tag),
  };
}

/** Seconds, milliseconds and microseconds of an Accuracy, in milliseconds. */
function readAccuracy(value: Der): number {
  const members = new Members(value);
  const seconds = members.optional(TAG.integer);
  const millis = members.optional(contextTag(0, false));
  const micros = members.optional(contextTag(1, false));
  members.end();
  const number = (member: Der | undefined) => (member === undefined ? 0 : readSmallInteger(member, member.tag));
  return number(seconds) * 1000 + number(millis) + Math.ceil(number(micros) / 1000);
}

/** The certificate of the authority that made a token. @param further where to look besides the token itself */
export function timestampSigner(token: TimestampToken, further: readonly Certificate[] = []): Certificate | undefined {
  return findSignerCertificate(token.signerInfo, [...token.signedData.certificates, ...further]);
}
