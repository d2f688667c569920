import { utf8ToBytes } from '@noble/hashes/utils.js';
import { AppError } from '../contract/app-error.ts';
import { decodeBase64, encodeBase64 } from './base64.ts';

/** One signature line of a note: who claims to have signed, and the signature without the key ID. */
export interface NoteSignature {
  readonly name: string;
  /** 32-bit key ID. With `name` it says which key is meant; it proves nothing. */
  readonly keyId: number;
  readonly signature: Uint8Array;
}

/** A C2SP signed note, not yet verified. `text` ends in a newline and is what was signed, as UTF-8. */
export interface SignedNote {
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** A key the reader trusts. */
export interface NoteVerifier {
  readonly name: string;
  readonly keyId: number;
  verify(message: Uint8Array, signature: Uint8Array): boolean;
}

/** A key that signs notes. */
export interface NoteSigner {
  readonly name: string;
  readonly keyId: number;
  sign(message: Uint8Array): Uint8Array;
}

/** The format asks for at least 16; more than this is refused unread. */
const MAX_SIGNATURES = 100;
const SIGNATURE_LINE = /^— ([^ ]+) ([^ ]+)$/u;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the format forbids exactly these, and half a surrogate pair is not UTF-8
const FORBIDDEN = /[\u0000-\u0009\u000b-\u001f]|\p{Surrogate}/u;

/** True for a key name: not empty, no Unicode white space, no plus. */
export function isKeyName(name: string): boolean {
  return name !== '' && !/[\s\u0085+]/u.test(name);
}

/**
 * Parses a signed note (C2SP signed-note, “Format”). Trusts nothing in it.
 * @throws AppError NOTE_MALFORMED
 */
export function parseNote(note: string): SignedNote {
  if (FORBIDDEN.test(note)) throw malformed('it holds control characters');
  const end = note.lastIndexOf('\n\n');
  if (end < 0 || !note.endsWith('\n') || end + 2 === note.length) {
    throw malformed('no signatures follow an empty line');
  }
  const lines = note.slice(end + 2, -1).split('\n');
  if (lines.length > MAX_SIGNATURES) throw malformed(`it holds more than ${MAX_SIGNATURES} signatures`);
  return { text: note.slice(0, end + 1), signatures: lines.map(parseSignatureLine) };
}

function parseSignatureLine(line: string): NoteSignature {
  const [, name, encoded] = SIGNATURE_LINE.exec(line) ?? [];
  const bytes = encoded === undefined ? undefined : decodeBase64(encoded);
  if (name === undefined || !isKeyName(name) || bytes === undefined || bytes.length < 5) {
    throw malformed('a signature line is not “— name base64”');
  }
  return {
    name,
    keyId: new DataView(bytes.buffer, bytes.byteOffset).getUint32(0),
    signature: bytes.subarray(4),
  };
}

/** Writes a note with its signatures. Inverse of `parseNote`. */
export function formatNote(note: SignedNote): string {
  const lines = note.signatures.map(({ name, keyId, signature }) => {
    const bytes = new Uint8Array(4 + signature.length);
    new DataView(bytes.buffer).setUint32(0, keyId);
    bytes.set(signature, 4);
    return `— ${name} ${encodeBase64(bytes)}\n`;
  });
  return `${note.text}\n${lines.join('')}`;
}

/**
 * Signs a text. The result always parses again.
 * @throws AppError NOTE_MALFORMED where the text is not one a note can hold
 */
export function signNote(text: string, signers: readonly NoteSigner[]): string {
  if (!text.endsWith('\n')) throw malformed('its text does not end in a newline');
  const message = utf8ToBytes(text);
  const signatures = signers.map((signer) => ({
    name: signer.name,
    keyId: signer.keyId,
    signature: signer.sign(message),
  }));
  const note = formatNote({ text, signatures });
  parseNote(note);
  return note;
}

/**
 * The signatures of trusted keys (C2SP signed-note, “Signatures”): unknown keys are passed over, a known key that fails rejects the note.
 * @throws AppError NOTE_UNTRUSTED where a known key fails or no signature is by a known key
 */
export function verifyNote(note: SignedNote, trusted: readonly NoteVerifier[]): NoteSignature[] {
  const message = utf8ToBytes(note.text);
  const verified = note.signatures.filter((signature) => {
    const keys = trusted.filter((key) => key.name === signature.name && key.keyId === signature.keyId);
    if (keys.length > 0 && !keys.some((key) => key.verify(message, signature.signature))) {
      throw new AppError(
        'NOTE_UNTRUSTED',
        `The signature of “${signature.name}” on the note is wrong: the note was altered or another key signed it.`,
        { key: signature.name },
      );
    }
    return keys.length > 0;
  });
  if (verified.length === 0) {
    throw new AppError('NOTE_UNTRUSTED', 'No trusted key has signed the note. Check which key it was to be signed by.');
  }
  return verified;
}

function malformed(why: string): AppError {
  return new AppError('NOTE_MALFORMED', `This is not a signed note: ${why}. Check that the file is complete.`);
}
