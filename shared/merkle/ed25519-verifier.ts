import { ed25519 } from '@noble/curves/ed25519.js';
import type { NoteVerifier } from './signed-note.ts';
import type { Ed25519VerifierKey } from './verifier-key.ts';

/** Verifies with portable code; main uses its own faster primitive behind the same interface. */
export function ed25519Verifier({ name, keyId, publicKey }: Ed25519VerifierKey): NoteVerifier {
  return {
    name,
    keyId,
    verify: (message, signature) =>
      signature.length === 64 && ed25519.verify(signature, message, publicKey, { zip215: false }),
  };
}
