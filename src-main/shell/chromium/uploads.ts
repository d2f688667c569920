import { mkdir, open, rm } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../../shared/contract/app-error.ts';
import { outputError } from '../../platform/files.ts';
import { randomHex } from '../../platform/random.ts';
import { baseName } from '../safe-details.ts';

/** A larger file is opened by the file dialog or from the command line: then it need not be copied. */
export const LARGEST_UPLOAD = 200 * 1024 * 1024;
/** Bytes the page sends at once. */
export const UPLOAD_PIECE = 4 * 1024 * 1024;
/** Begun and not yet taken. The page sends one after the other, so more of them are left over from drops that failed. */
const MOST_UPLOADS = 16;

interface Upload {
  readonly file: string;
  readonly size: number;
  received: number;
}

/** Files dropped on the Chromium window, copied piece by piece into a private folder, each alone in a folder of its own. */
export interface Uploads {
  /** Gives the token under which the pieces arrive. @throws AppError FILE_TOO_LARGE_FOR_UPLOAD, INPUT_INVALID */
  begin(name: string, size: number): Promise<string>;
  /** Appends a piece; pieces come in order. @throws AppError INPUT_INVALID, DISK_FULL, TARGET_NOT_WRITABLE */
  append(token: string, offset: number, piece: Uint8Array): Promise<void>;
  /** Path of a complete upload; the token is used up. @throws AppError INPUT_INVALID */
  take(token: string): string;
  /** Removes what was begun and not taken: the page that sent it is gone. */
  abandon(): Promise<void>;
}

export function createUploads(folder: string): Uploads {
  const uploads = new Map<string, Upload>();
  const remove = async (token: string): Promise<void> => {
    const upload = uploads.get(token);
    uploads.delete(token);
    if (upload !== undefined) await rm(path.dirname(upload.file), { recursive: true, force: true });
  };
  return {
    async begin(name, size) {
      if (!Number.isSafeInteger(size) || size < 0) throw invalid();
      if (size > LARGEST_UPLOAD) {
        throw new AppError(
          'FILE_TOO_LARGE_FOR_UPLOAD',
          'Files over 200 MB cannot be dropped on this window. Use “Open…”, or start the program with the file: npm start -- FILE.',
          { size, limit: LARGEST_UPLOAD },
        );
      }
      const [oldest] = uploads.keys();
      if (oldest !== undefined && uploads.size >= MOST_UPLOADS) await remove(oldest);
      const token = `upload-${randomHex(16)}`;
      const home = path.join(folder, token);
      const file = path.join(home, safeName(name));
      try {
        await mkdir(home, { mode: 0o700 });
        await (await open(file, 'wx', 0o600)).close();
      } catch (error) {
        throw outputError(error, path.basename(folder));
      }
      uploads.set(token, { file, size, received: 0 });
      return token;
    },
    async append(token, offset, piece) {
      const upload = uploads.get(token);
      if (upload === undefined || offset !== upload.received || offset + piece.length > upload.size) throw invalid();
      upload.received += piece.length;
      try {
        const handle = await open(upload.file, 'a');
        try {
          await handle.writeFile(piece);
        } finally {
          await handle.close();
        }
      } catch (error) {
        await remove(token);
        throw outputError(error, path.basename(folder));
      }
    },
    take(token) {
      const upload = uploads.get(token);
      if (upload === undefined || upload.received !== upload.size) throw invalid();
      uploads.delete(token);
      return upload.file;
    },
    async abandon() {
      await Promise.all([...uploads.keys()].map(remove));
    },
  };
}

function invalid(): AppError {
  return new AppError('INPUT_INVALID', 'The dropped file did not arrive whole. Drop it again.');
}

/** A name that is only a name, on every file system. */
// SECURITY: the page chooses the name, not where it lies.
export function safeName(name: string): string {
  const plain = baseName(name)
    .replace(/[\p{Cc}<>:"|?*]/gu, '_')
    .replace(/^\.+/, '')
    .slice(-120)
    .trim();
  return plain === '' ? 'document.pdf' : plain;
}
