import { bytesToHex } from '@noble/hashes/utils.js';
import { HASH_SIZE } from '../../shared/merkle/hash.ts';
import { randomBytes } from '../platform/random.ts';
import { decodeLeaf, encodeLeaf, type Leaf } from './leaf.ts';
import { commitmentTo, decodePersonalData, encodePersonalData, type PersonalData, SALT_SIZE } from './personal-data.ts';
import { corrupt, type EntryRow } from './store.ts';

/** What is to be recorded. The ledger adds time and position. Hashes are hexadecimal SHA-256. */
export interface NewEntry extends PersonalData {
  /** "document.signed" … lower case, words joined by dots or hyphens. */
  readonly kind: string;
  /** 16 bytes that nobody can guess, hexadecimal: made when the work begins, recorded once. */
  readonly operation: string;
  readonly sourceSha256: string | null;
  readonly resultSha256: string | null;
  /** Of the signer's certificate. */
  readonly signerSha256: string | null;
}

/** One entry of the ledger. */
export interface LedgerEntry extends Leaf {
  /** From 0. */
  readonly index: number;
  /** Null where the personal data was erased or there was none. */
  readonly document: string | null;
  readonly signer: string | null;
  /** Hexadecimal RFC 9162 leaf hash. */
  readonly leafHash: string;
}

/** Where an entry stands once it is recorded. */
export type Appended = Pick<LedgerEntry, 'index' | 'leafHash'>;

/** An entry ready to be stored: what goes into the tree and what stays beside it. */
export interface SealedEntry {
  readonly leaf: Uint8Array;
  readonly operation: Uint8Array;
  readonly salt: Uint8Array;
  readonly data: Uint8Array;
}

/**
 * Commits to the personal data and encodes the leaves.
 * @throws AppError INPUT_INVALID
 */
export function sealEntries(entries: readonly NewEntry[], time: string): SealedEntry[] {
  const salts = randomBytes(entries.length * SALT_SIZE);
  return entries.map(({ kind, operation, sourceSha256, resultSha256, signerSha256, document, signer }, i) => {
    const salt = salts.subarray(i * SALT_SIZE, (i + 1) * SALT_SIZE);
    const data = encodePersonalData({ document, signer });
    const commitment = commitmentTo(data, salt);
    const content = { kind, time, operation, sourceSha256, resultSha256, signerSha256, commitment, erases: null };
    return { leaf: encodeLeaf(content), operation: Buffer.from(operation, 'hex'), salt, data };
  });
}

/**
 * Reads a row back.
 * @throws AppError LEDGER_CORRUPT
 */
export function openEntry(row: EntryRow): LedgerEntry {
  const leaf = Buffer.isBuffer(row.leaf) ? decodeLeaf(row.leaf) : undefined;
  if (leaf === undefined || !Buffer.isBuffer(row.hashes)) throw corrupt(`entry ${row.position} cannot be read`);
  const personal = Buffer.isBuffer(row.data) ? decodePersonalData(row.data) : undefined;
  return {
    ...leaf,
    index: row.position,
    document: personal?.document ?? null,
    signer: personal?.signer ?? null,
    leafHash: bytesToHex(row.hashes.subarray(0, HASH_SIZE)),
  };
}
