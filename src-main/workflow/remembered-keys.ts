import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { writeFileAtomic } from '../platform/files.ts';
import { ensureHome, type Home } from '../platform/home.ts';

/** Key stores and modules the person has added, absolute paths. No secret is among them. */
const remembered = z.strictObject({ keyStores: z.array(z.string()), modules: z.array(z.string()) });
export type RememberedKeys = z.infer<typeof remembered>;

const FILE = 'keys.json';

/** What was added so far. A file that cannot be read counts as none: adding again mends it. */
export async function rememberedKeys(home: Home): Promise<RememberedKeys> {
  try {
    return remembered.parse(JSON.parse(await readFile(home.at(FILE), 'utf8')));
  } catch {
    return { keyStores: [], modules: [] };
  }
}

/** Adds one path; a path that is there already moves to the front. @throws AppError HOME_NOT_WRITABLE, DISK_FULL */
export async function rememberKey(home: Home, kind: keyof RememberedKeys, file: string): Promise<void> {
  const known = await rememberedKeys(home);
  await ensureHome(home);
  const next = { ...known, [kind]: [file, ...known[kind].filter((other) => other !== file)] };
  await writeFileAtomic(home.at(FILE), JSON.stringify(next, null, 2));
}
