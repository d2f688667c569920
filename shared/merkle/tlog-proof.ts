import { AppError } from '../contract/app-error.ts';
import { decodeBase64, encodeBase64 } from './base64.ts';
import { openCheckpoint } from './checkpoint.ts';
import { HASH_SIZE } from './hash.ts';
import type { NoteVerifier } from './signed-note.ts';
import { verifyInclusion } from './verify-proof.ts';

/** A proof that stands alone (C2SP tlog-proof): position, path and the checkpoint it leads to. */
export interface TlogProof {
  readonly index: number;
  /** Leaf's sibling first. */
  readonly proof: readonly Uint8Array[];
  /** The checkpoint as signed, verbatim. */
  readonly checkpoint: string;
}

const HEADER = 'c2sp.org/tlog-proof@v1';

/** Text of a `.tlog-proof` file. */
export function formatTlogProof({ index, proof, checkpoint }: TlogProof): string {
  return `${[HEADER, `index ${index}`, ...proof.map(encodeBase64)].join('\n')}\n\n${checkpoint}`;
}

/**
 * Parses a `.tlog-proof` file; its extra line, which nothing authenticates, is passed over.
 * @throws AppError NOTE_MALFORMED
 */
export function parseTlogProof(text: string): TlogProof {
  const end = text.indexOf('\n\n');
  const lines = end < 0 ? [] : text.slice(0, end).split('\n');
  const [header, ...rest] = lines;
  if (rest[0]?.startsWith('extra ')) rest.shift();
  const [, digits] = /^index (0|[1-9][0-9]*)$/.exec(rest.shift() ?? '') ?? [];
  const proof = rest.map((line) => decodeBase64(line));
  if (header !== HEADER || digits === undefined || !Number.isSafeInteger(Number(digits)) || !proof.every(isHash)) {
    throw new AppError('NOTE_MALFORMED', 'This is not a proof of a transparency log. Check that the file is complete.');
  }
  return { index: Number(digits), proof, checkpoint: text.slice(end + 2) };
}

/**
 * Checks such a proof for a leaf: checkpoint signed by the log, path from the leaf to its root.
 * @throws AppError NOTE_MALFORMED, NOTE_UNTRUSTED, PROOF_INVALID
 */
export function verifyTlogProof(proof: TlogProof, leafHash: Uint8Array, log: NoteVerifier): void {
  const { size, root } = openCheckpoint(proof.checkpoint, log);
  verifyInclusion(proof.index, size, leafHash, proof.proof, root);
}

function isHash(hash: Uint8Array | undefined): hash is Uint8Array {
  return hash?.length === HASH_SIZE;
}
