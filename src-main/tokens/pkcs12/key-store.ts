import { createHash } from 'node:crypto';
import { AppError } from '../../../shared/contract/app-error.ts';
import type { Signer } from '../../platform/signer.ts';
import { issuersOf } from '../choice.ts';
import { type KeyKind, keyKindOf, knownKeyKind } from '../key-kind.ts';
import { unreadable } from './ber.ts';
import { readPkcs12, readShown, type StoreContent, type StoredItem } from './content.ts';
import type { PfxFile } from './pfx.ts';
import { readSoftwareKey, type SoftwareKey } from './software-key.ts';
import { SoftwareSigner } from './software-signer.ts';

/** A certificate in a key store whose private key is there too. */
export interface StoreKey {
  /** DER. */
  readonly certificate: Uint8Array;
  /** Its issuers as far as they are in the file, DER. */
  readonly chain: readonly Uint8Array[];
  /** Hexadecimal SHA-256 of the certificate. */
  readonly sha256: string;
  /** localKeyId, hexadecimal. */
  readonly keyId: string | undefined;
  readonly friendlyName: string | undefined;
  readonly keyHome: string;
  signer(): Signer;
  /** The private key as PKCS#8, for writing it elsewhere. The bytes are the caller's, to be overwritten. */
  pkcs8(): Uint8Array;
}

/** Which key of several is meant. */
export interface StoreChoice {
  /** Hexadecimal SHA-256 of the certificate. */
  readonly certificate?: string | undefined;
  /** localKeyId, hexadecimal. */
  readonly keyId?: string | undefined;
}

interface Owned {
  readonly pkcs8: Uint8Array;
  readonly item: StoredItem;
  readonly kind: KeyKind;
  readonly key: SoftwareKey;
}

/**
 * Opens a PKCS#12 key store and finds the keys that can sign: certificates whose public key is that of a private key in the file.
 * @param name file name for messages
 * @param password UTF-8; stays the caller's, to be overwritten by the caller
 * @returns at least one key
 * @throws AppError PIN_INCORRECT, P12_UNREADABLE, P12_UNSUPPORTED, KEY_MISSING, KEY_MISMATCH, CERTIFICATE_NOT_FOUND
 */
export async function openPkcs12(
  file: PfxFile,
  { name, password }: { name: string; password: Uint8Array },
): Promise<StoreKey[]> {
  const content = await readPkcs12(file, password).catch((error: unknown) => {
    throw error instanceof AppError ? error : unreadable(error);
  });
  const keyHome = `Key store ${name}`;
  const pool = content.certificates.map(({ der }) => der);
  return owned(content, name).map(({ item, kind, key, pkcs8 }) => {
    const chain = issuersOf(item.der, pool);
    return {
      certificate: item.der,
      chain,
      sha256: createHash('sha256').update(item.der).digest('hex'),
      keyId: item.localKeyId,
      friendlyName: item.friendlyName,
      keyHome,
      signer: () => new SoftwareSigner(key, { certificate: item.der, chain, kind, keyHome }),
      pkcs8: () => Uint8Array.from(pkcs8),
    };
  });
}

/** A certificate that a key store shows without its password, and that has its key in it by what the writer claims. */
export type ShownKey = Pick<StoreKey, 'certificate' | 'chain' | 'sha256' | 'keyId' | 'friendlyName'>;

/** What a key store shows without its password; nothing where its certificates are encrypted or the file is none. */
export function shownKeys(file: PfxFile): ShownKey[] {
  const { certificates, keyIds } = shownIn(file);
  const pool = certificates.map(({ der }) => der);
  return certificates.flatMap(({ der, localKeyId, friendlyName }) => {
    if (localKeyId === undefined || !keyIds.includes(localKeyId) || knownKeyKind(der) === undefined) return [];
    const sha256 = createHash('sha256').update(der).digest('hex');
    return [{ certificate: der, chain: issuersOf(der, pool), sha256, keyId: localKeyId, friendlyName }];
  });
}

function shownIn(file: PfxFile): ReturnType<typeof readShown> {
  try {
    return readShown(file);
  } catch {
    return { certificates: [], keyIds: [] };
  }
}

/**
 * The key that is named, or the only one.
 * @throws AppError CERTIFICATE_NOT_FOUND, CERTIFICATE_AMBIGUOUS
 */
export function chooseStoreKey(keys: readonly StoreKey[], { certificate, keyId }: StoreChoice): StoreKey {
  const matching = keys.filter(
    (key) =>
      (certificate === undefined || key.sha256 === certificate.replaceAll(':', '').toLowerCase()) &&
      (keyId === undefined || key.keyId === keyId.toLowerCase()),
  );
  const [key, ...others] = matching;
  if (key === undefined) {
    throw new AppError('CERTIFICATE_NOT_FOUND', 'The key store holds no such certificate with a key; choose another.', {
      keys: keys.length,
    });
  }
  if (others.length > 0) {
    const list = matching.map(({ sha256, friendlyName }) => `${friendlyName ?? 'unnamed'}: ${sha256}`).join('; ');
    throw new AppError(
      'CERTIFICATE_AMBIGUOUS',
      `The key store holds ${matching.length} keys; choose one by the SHA-256 of its certificate, on the command line with --cert (${list}).`,
      { keys: matching.length },
    );
  }
  return key;
}

/** Certificates with their keys, by public key: localKeyId is what the writer claims, the public key is what verifies. */
function owned(content: StoreContent, name: string): Owned[] {
  const keys = content.keys.map(({ der, localKeyId }) => {
    return { key: privateKey(der), localKeyId, der };
  });
  const certificates = content.certificates.map((item) => ({ item, kind: knownKeyKind(item.der) }));
  const found = certificates.flatMap(({ item, kind }) => {
    const match = kind && keys.find(({ key }) => key.isOf(kind.certificate));
    return match === undefined || kind === undefined
      ? []
      : [
          {
            item: { ...item, localKeyId: item.localKeyId ?? match.localKeyId },
            kind,
            key: match.key,
            pkcs8: match.der,
          },
        ];
  });
  if (found.length > 0) return found;
  const details = { name, keys: keys.length, certificates: certificates.length };
  if (certificates.length === 0) {
    throw new AppError(
      'CERTIFICATE_NOT_FOUND',
      `The key store ${name} holds no certificate; export the key together with it.`,
      details,
    );
  }
  if (keys.length === 0) {
    throw new AppError(
      'KEY_MISSING',
      `The key store ${name} holds no private key; export the certificate together with it.`,
      details,
    );
  }
  const unsupported = content.certificates.find(
    ({ der, localKeyId }) => keys.some((key) => key.localKeyId === localKeyId) && knownKeyKind(der) === undefined,
  );
  if (unsupported !== undefined) keyKindOf(unsupported.der);
  throw new AppError(
    'KEY_MISMATCH',
    `The private key in the key store ${name} does not belong to the certificate in it; export both again from where they came.`,
    details,
  );
}

/** @throws AppError P12_UNREADABLE */
function privateKey(pkcs8: Uint8Array): SoftwareKey {
  try {
    return readSoftwareKey(pkcs8);
  } catch (cause) {
    throw unreadable(cause);
  }
}
