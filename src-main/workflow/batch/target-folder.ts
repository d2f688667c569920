import { stat } from 'node:fs/promises';
import { z } from 'zod';
import { readOwnText, writeFileAtomic } from '../../platform/files.ts';
import { ensureHome, type Home } from '../../platform/home.ts';

const FOLDER = 'batches';
const FILE = 'target-folder.json';

const remembered = z.strictObject({ folder: z.string() });

/** The folder that was chosen last for what is signed; null where there is none, or it is gone. */
export async function rememberedFolder(home: Home): Promise<string | null> {
  try {
    const { folder } = remembered.parse(JSON.parse(await readOwnText(home.at(FOLDER, FILE))));
    return (await stat(folder)).isDirectory() ? folder : null;
  } catch {
    return null;
  }
}

/** Null: each beside its document. @throws AppError HOME_NOT_WRITABLE, DISK_FULL */
export async function rememberFolder(home: Home, folder: string | null): Promise<void> {
  await ensureHome(home, FOLDER);
  await writeFileAtomic(home.at(FOLDER, FILE), JSON.stringify(folder === null ? {} : { folder }));
}
