import { createHash } from 'node:crypto';
import { answerTimestamp } from '../../scripts/pki/tsa.ts';
import { digestAlgorithmIdentifier } from '../../src-main/cms/algorithms.ts';
import { contextTag } from '../../src-main/cms/der.ts';
import { concat, encode, integer, octetString, sequence } from '../../src-main/cms/der-writer.ts';
import { timestampRequest, tokenOfResponse } from '../../src-main/cms/timestamp-request.ts';
import { testPki } from './pki.ts';

export type TreeHash = 'sha256' | 'sha512';

export const sha = (hash: TreeHash, ...parts: readonly Uint8Array[]): Uint8Array =>
  new Uint8Array(createHash(hash).update(concat(parts)).digest());

/** A token of the test authority over a digest. */
export function tokenOver(digest: Uint8Array, hash: TreeHash, at: Date): Uint8Array {
  const request = timestampRequest({ hash, digest, nonce: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8) });
  return tokenOfResponse(answerTimestamp(request, testPki().tsa('good'), at), 'test');
}

/** Joined in binary order and digested, one alone as it is (RFC 4998, 4.2). */
const grouped = (hash: TreeHash, digests: readonly Uint8Array[]): Uint8Array =>
  digests.length === 1 ? (digests[0] ?? new Uint8Array()) : sha(hash, ...[...digests].sort(Buffer.compare));

export interface MadeStamp {
  readonly der: Uint8Array;
  readonly token: Uint8Array;
}

/**
 * An ArchiveTimeStamp over a leaf.
 * @param lists of the reduced tree, without the leaf, which joins the first; undefined for a timestamp of the leaf itself
 * @param named whether it names its hash
 */
export function archiveStamp(
  leaf: Uint8Array,
  hash: TreeHash,
  at: Date,
  lists?: readonly (readonly Uint8Array[])[],
  named = true,
): MadeStamp {
  const [first = [], ...rest] = lists ?? [];
  const tree = [[leaf, ...first], ...rest];
  let root = lists === undefined ? leaf : grouped(hash, tree[0] ?? []);
  if (lists !== undefined) for (const list of rest) root = grouped(hash, [...list, root]);
  const token = tokenOver(root, hash, at);
  const algorithm = digestAlgorithmIdentifier(hash).slice();
  algorithm[0] = contextTag(0);
  const der = sequence(
    ...(named ? [algorithm] : []),
    ...(lists === undefined
      ? []
      : [encode(contextTag(2), ...tree.map((list) => sequence(...list.map((digest) => octetString(digest)))))]),
    token,
  );
  return { der, token };
}

/** An EvidenceRecord of chains, each a list of ArchiveTimeStamps. */
export function evidenceRecord(chains: readonly (readonly MadeStamp[])[], version = 1): Uint8Array {
  const lists = chains.map((chain) => sequence(...chain.map(({ der }) => der)));
  return sequence(
    integer(version),
    sequence(digestAlgorithmIdentifier('sha256'), digestAlgorithmIdentifier('sha512')),
    sequence(...lists),
  );
}

/** What a renewed tree is over (RFC 4998, 5.2). */
export function renewedLeaf(data: Uint8Array, hash: TreeHash, chains: readonly (readonly MadeStamp[])[]): Uint8Array {
  const earlier = sequence(...chains.map((chain) => sequence(...chain.map(({ der }) => der))));
  return sha(hash, sha(hash, data), sha(hash, earlier));
}
