import { AppError } from '../../shared/contract/app-error.ts';
import { algorithmIdentifier } from './algorithm-identifier.ts';
import { type HashName, hashOid } from './algorithms.ts';
import { normaliseBer } from './ber.ts';
import { children, type Der, Members, minimalInteger, readDer, readNamedBits, readSmallInteger, TAG } from './der.ts';
import { encode, integer, NULL, octetString, sequence } from './der-writer.ts';
import { isFormatError } from './format-error.ts';
import { oid } from './oid.ts';

/** What an authority is asked to timestamp. */
export interface TimestampQuery {
  readonly hash: HashName;
  readonly digest: Uint8Array;
  /** Random octets that the answer must repeat; eight are what every authority takes. */
  readonly nonce: Uint8Array;
  /** OID of the policy wanted; the authority's own where absent. */
  readonly policy?: string;
}

/** DER of a TimeStampReq (RFC 3161, 2.4.1): version 1, certReq true. */
export function timestampRequest(query: TimestampQuery): Uint8Array {
  return sequence(
    integer(1),
    // NULL as parameters: what all authorities read, the old ones included.
    sequence(algorithmIdentifier(hashOid(query.hash), NULL), octetString(query.digest)),
    ...(query.policy === undefined ? [] : [oid(query.policy)]),
    encode(TAG.integer, nonceContent(query.nonce)),
    encode(TAG.boolean, Uint8Array.of(0xff)),
  );
}

/** Content octets of the INTEGER that a nonce is sent as: never negative, shortest form. */
export function nonceContent(nonce: Uint8Array): Uint8Array {
  return minimalInteger(Uint8Array.of(0, ...nonce));
}

/** PKIFailureInfo of RFC 3161, 2.4.2 by bit, in words that end a sentence. */
const FAILURES: Readonly<Record<number, string>> = {
  0: 'it does not accept the digest algorithm',
  2: 'it does not allow or support such a request',
  5: 'it found the request malformed',
  14: 'its source of time is not available',
  15: 'it does not offer the policy asked for',
  16: 'it does not support an extension of the request',
  17: 'it cannot give the further information asked for',
  25: 'it has a fault of its own',
};

/** PKIStatus by number (RFC 3161, 2.4.2). */
const STATUSES = ['granted', 'grantedWithMods', 'rejection', 'waiting', 'revocationWarning', 'revocationNotification'];

/**
 * Takes the TimeStampToken out of a TimeStampResp (RFC 3161, 2.4.2). Says nothing yet of the token itself: see `checkTimestampToken`.
 * @param authority how the authority is called in an error: its host name
 * @throws AppError TSA_REFUSED where the authority gave no token, TSA_RESPONSE_INVALID for anything that is no answer
 */
export function tokenOfResponse(response: Uint8Array, authority: string): Uint8Array {
  const { status, reasons, token } = readResponse(response, authority);
  if (status > 1) {
    const name = STATUSES[status] ?? String(status);
    const why = reasons.length === 0 ? 'it gives no reason' : reasons.join('; ');
    throw new AppError(
      'TSA_REFUSED',
      `The timestamp authority ${authority} refused the request (${name}): ${why}. Ask its operator, or name another authority.`,
      { authority, status: name },
    );
  }
  if (token === undefined) {
    throw invalidTimestamp(authority, 'it grants the request and holds no token');
  }
  return token;
}

/** @param wrong what is the matter, to follow "its answer is not valid:" */
export function invalidTimestamp(authority: string, wrong: string): AppError {
  return new AppError(
    'TSA_RESPONSE_INVALID',
    `The answer of the timestamp authority ${authority} is not a valid timestamp: ${wrong}. Nothing of it was used; name another authority.`,
    { authority, reason: wrong },
  );
}

interface Response {
  readonly status: number;
  readonly reasons: readonly string[];
  readonly token: Uint8Array | undefined;
}

function readResponse(response: Uint8Array, authority: string): Response {
  try {
    const members = new Members(readDer(normaliseBer(response).value));
    const info = new Members(members.take());
    const token = members.optional(TAG.sequence);
    members.end();
    const status = readSmallInteger(info.take());
    const texts = info.optional(TAG.sequence);
    const failure = info.optional(TAG.bitString);
    info.end();
    const bit = failure === undefined ? () => false : readNamedBits(failure);
    const failures = Object.entries(FAILURES).flatMap(([number, words]) => (bit(Number(number)) ? [words] : []));
    const said = texts === undefined ? [] : children(texts).map(quoted);
    return { status, reasons: [...failures, ...said], token: token?.bytes };
  } catch (error) {
    if (!isFormatError(error)) throw error;
    throw invalidTimestamp(authority, 'it is not in the form of RFC 3161');
  }
}

/** Words of an authority, made safe to stand in a sentence. */
function quoted(text: Der): string {
  const words = Buffer.from(text.content)
    .toString('utf8')
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
    .slice(0, 200);
  return `it says “${words}”`;
}
