import { AppError } from '../contract/app-error.ts';
import { decodeBase64, encodeBase64 } from './base64.ts';
import { HASH_SIZE } from './hash.ts';
import {
  type NoteSignature,
  type NoteSigner,
  type NoteVerifier,
  parseNote,
  signNote,
  verifyNote,
} from './signed-note.ts';

/** What a log claims of itself at one size (C2SP tlog-checkpoint). */
export interface Checkpoint {
  /** Identity of the log. */
  readonly origin: string;
  /** Number of leaves. */
  readonly size: number;
  readonly root: Uint8Array;
  /** Opaque lines after the root; those of this log have none. */
  readonly extensions: readonly string[];
}

/** The note text of a checkpoint, newline at the end. */
export function formatCheckpoint({ origin, size, root, extensions }: Checkpoint): string {
  return `${[origin, String(size), encodeBase64(root), ...extensions].join('\n')}\n`;
}

/**
 * Parses the text of a checkpoint.
 * @throws AppError NOTE_MALFORMED
 */
export function parseCheckpoint(text: string): Checkpoint {
  const [origin = '', size = '', encodedRoot = '', ...rest] = text.split('\n');
  const root = decodeBase64(encodedRoot);
  const extensions = rest.slice(0, -1);
  if (!text.endsWith('\n') || origin === '' || extensions.includes('')) throw malformed('a line is missing or empty');
  if (!/^(?:0|[1-9][0-9]*)$/.test(size) || !Number.isSafeInteger(Number(size)))
    throw malformed('its size is no number');
  if (root?.length !== HASH_SIZE) throw malformed('its root hash is not a SHA-256 hash in base64');
  return { origin, size: Number(size), root, extensions };
}

/** Signs a checkpoint. That it agrees with every earlier one is the caller's duty. */
export function signCheckpoint(checkpoint: Checkpoint, signers: readonly NoteSigner[]): string {
  const text = formatCheckpoint(checkpoint);
  parseCheckpoint(text);
  return signNote(text, signers);
}

/**
 * Reads a checkpoint that this log's key has signed; `trusted` may hold witnesses too, whose wrong signatures reject it.
 * @throws AppError NOTE_MALFORMED, NOTE_UNTRUSTED
 */
export function openCheckpoint(
  note: string,
  log: NoteVerifier,
  witnesses: readonly NoteVerifier[] = [],
): Checkpoint & { readonly signatures: readonly NoteSignature[] } {
  const parsed = parseNote(note);
  const signatures = verifyNote(parsed, [log, ...witnesses]);
  if (!signatures.some((signature) => signature.name === log.name && signature.keyId === log.keyId)) {
    throw new AppError('NOTE_UNTRUSTED', `The checkpoint is not signed by the log “${log.name}” itself.`);
  }
  return { ...parseCheckpoint(parsed.text), signatures };
}

function malformed(why: string): AppError {
  return new AppError('NOTE_MALFORMED', `This is not a checkpoint of a log: ${why}. Check that the file is complete.`);
}
