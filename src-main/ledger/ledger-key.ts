import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  hash,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '../../shared/contract/app-error.ts';
import type { NoteSigner, NoteVerifier } from '../../shared/merkle/signed-note.ts';
import { ed25519VerifierKey, formatVerifierKey } from '../../shared/merkle/verifier-key.ts';
import { homeError, readOwnTextSync, systemCode } from '../platform/files.ts';

/** The key that signs this ledger's checkpoints, under the ledger's own name. */
export interface LedgerKey extends NoteSigner, NoteVerifier {
  /** C2SP verifier key: what others need to check this ledger. */
  readonly verifierKey: string;
}

/**
 * Reads the key file, or undefined where there is none.
 * @throws AppError LEDGER_KEY_UNREADABLE
 */
export function readLedgerKey(file: string): LedgerKey | undefined {
  let privateKey: KeyObject;
  try {
    privateKey = createPrivateKey(readOwnTextSync(file));
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw unreadable(file, error);
  }
  if (privateKey.asymmetricKeyType !== 'ed25519') throw unreadable(file, undefined);
  return named(privateKey);
}

/**
 * Makes a key and its file, owner only; after a crash the file is whole or absent. Synchronous, because it runs under the
 * database's write lock, which keeps other processes out.
 * @throws AppError HOME_NOT_WRITABLE, DISK_FULL
 */
export function createLedgerKey(file: string): LedgerKey {
  const { privateKey } = generateKeyPairSync('ed25519');
  const folder = path.dirname(file);
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    synced(temporary, 'w', (descriptor) =>
      writeSync(descriptor, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()),
    );
    renameSync(temporary, file);
    if (process.platform !== 'win32') synced(folder, 'r', () => undefined);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw homeError(error, folder);
  }
  return named(privateKey);
}

function synced(file: string, flags: string, write: (descriptor: number) => void): void {
  const descriptor = openSync(file, flags, 0o600);
  try {
    write(descriptor);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** The ledger is named after its key, so two ledgers never share an origin. */
function named(privateKey: KeyObject): LedgerKey {
  const publicKey = createPublicKey(privateKey);
  const raw = new Uint8Array(publicKey.export({ type: 'spki', format: 'der' }).subarray(-32));
  const name = `countersign.local/${hash('sha256', raw, 'hex').slice(0, 16)}`;
  const key = ed25519VerifierKey(name, raw);
  return {
    name,
    keyId: key.keyId,
    verifierKey: formatVerifierKey(key),
    sign: (message) => sign(null, message, privateKey),
    verify: (message, signature) => verify(null, message, publicKey, signature),
  };
}

function unreadable(file: string, cause: unknown): AppError {
  const name = path.basename(file);
  return new AppError(
    'LEDGER_KEY_UNREADABLE',
    `The ledger's key file “${name}” cannot be read or is no Ed25519 key. Restore it from a backup.`,
    { file: name },
    { cause },
  );
}
