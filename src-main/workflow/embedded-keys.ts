import { readdir, unlink } from 'node:fs/promises';
import { AppError } from '../../shared/contract/app-error.ts';
import { Certificate } from '../cms/certificate.ts';
import { homeError, isRegularFile, readSmallFile, systemCode, writeFileAtomic } from '../platform/files.ts';
import { ensureHome, type Home } from '../platform/home.ts';
import { createPkcs12 } from '../tokens/pkcs12/create.ts';
import { type ShownKey, type StoreKey, shownKeys } from '../tokens/pkcs12/key-store.ts';
import { DIGEST, ENDING, embeddedKeyFile, FOLDER } from './embedded-key-file.ts';

/** What one guess of the password costs whoever gets hold of the file: some tenths of a second. */
const ITERATIONS = 200_000;

/** A key that is kept in the home: one PKCS#12 file, which shows its certificates and encrypts its key. */
export interface EmbeddedKey extends ShownKey {
  /** Absolute path. */
  readonly file: string;
}

/** The keys kept in the home, by name. Files that are none are passed over. */
export async function embeddedKeys(home: Home): Promise<EmbeddedKey[]> {
  const names = await readdir(home.at(FOLDER)).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR') return [];
    throw homeError(error, home.at(FOLDER));
  });
  const found = await Promise.all(
    names
      .filter((name) => name.endsWith(ENDING) && DIGEST.test(name.slice(0, -ENDING.length)))
      .map(async (name): Promise<EmbeddedKey[]> => {
        const file = home.at(FOLDER, name);
        const bytes = await readSmallFile(file).catch(() => new Uint8Array());
        return shownKeys(bytes).flatMap((key) => (`${key.sha256}${ENDING}` === name ? [{ ...key, file }] : []));
      }),
  );
  return found.flat().sort((a, b) => a.sha256.localeCompare(b.sha256));
}

/**
 * Keeps a key in the home under the password of the store it came from: AES-256, whatever that store used, readable by its owner only.
 * @param password UTF-8; stays the caller's
 * @returns the absolute path of the new file
 * @throws AppError OBJECT_EXISTS, HOME_NOT_WRITABLE, DISK_FULL
 */
export async function embedKey(home: Home, key: StoreKey, password: Uint8Array): Promise<string> {
  const certificate = Certificate.parse(key.certificate);
  const file = embeddedKeyFile(home, key.sha256);
  if (await isRegularFile(file)) {
    throw new AppError(
      'OBJECT_EXISTS',
      `The key of ${certificate.commonName} is kept here already; nothing was changed.`,
      {
        sha256: key.sha256,
      },
    );
  }
  const pkcs8 = key.pkcs8();
  try {
    const bytes = await createPkcs12({
      key: pkcs8,
      certificate: key.certificate,
      chain: key.chain,
      password,
      friendlyName: key.friendlyName ?? certificate.commonName,
      iterations: ITERATIONS,
      showsCertificates: true,
    });
    await ensureHome(home, FOLDER);
    await writeFileAtomic(file, bytes);
    return file;
  } finally {
    pkcs8.fill(0);
  }
}

/**
 * Deletes a key that is kept in the home, for good.
 * @param sha256 of its certificate, lower-case hexadecimal
 * @throws AppError OBJECT_NOT_FOUND, HOME_NOT_WRITABLE
 */
export async function deleteEmbeddedKey(home: Home, sha256: string): Promise<void> {
  const missing = () =>
    new AppError('OBJECT_NOT_FOUND', 'No key with this certificate is kept here; nothing was deleted.', { sha256 });
  if (!DIGEST.test(sha256)) throw missing();
  await unlink(embeddedKeyFile(home, sha256)).catch((error: unknown) => {
    throw systemCode(error) === 'ENOENT' ? missing() : homeError(error, home.at(FOLDER));
  });
}
