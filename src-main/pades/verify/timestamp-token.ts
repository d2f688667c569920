import { readAlgorithm } from '../../cms/algorithm-identifier.ts';
import { type HashName, readHash } from '../../cms/algorithms.ts';
import { CONTENT_TYPE } from '../../cms/attributes.ts';
import { Members, readDer, TAG } from '../../cms/der.ts';
import { FormatError } from '../../cms/format-error.ts';
import type { ParsedSignedData } from '../../cms/parsed-signed-data.ts';

/** messageImprint of a TSTInfo (RFC 3161, 2.4.2): what the timestamp is of. */
export interface MessageImprint {
  /** Undefined for a hash that is not computed here. */
  readonly hash: HashName | undefined;
  readonly digest: Uint8Array;
  /** The encoded TSTInfo: what the token's own signature is over. */
  readonly content: Uint8Array;
}

/** Reads the message imprint of a timestamp token. @throws FormatError */
export function messageImprint(token: ParsedSignedData): MessageImprint {
  if (token.eContentType !== CONTENT_TYPE.tstInfo || token.eContent === undefined) {
    throw new FormatError('The CMS structure is not a timestamp token.');
  }
  const info = new Members(readDer(token.eContent));
  info.take(TAG.integer);
  info.take(TAG.oid);
  const imprint = new Members(info.take(TAG.sequence));
  const hash = readHash(readAlgorithm(imprint.take()));
  const digest = imprint.take(TAG.octetString).content;
  imprint.end();
  return { hash, digest, content: token.eContent };
}
