import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { type BrowserWindow, dialog } from 'electron';
import { outputError } from '../../platform/files.ts';
import { ENDINGS, type FilePurpose, type SaveChoice } from '../shell.ts';

/** The system's own open dialog; empty where the person changed their mind. */
export async function askForFiles(window: BrowserWindow, purpose: FilePurpose, multiple: boolean): Promise<string[]> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    filters: filtersFor(purpose),
    properties: ['openFile', ...(multiple ? (['multiSelections'] as const) : [])],
  });
  return canceled ? [] : filePaths;
}

function filtersFor(purpose: FilePurpose): { name: string; extensions: string[] }[] {
  // Any file can be signed; most are PDFs.
  if (purpose === 'document') {
    return [
      { name: 'PDF', extensions: ['pdf'] },
      { name: '*.*', extensions: ['*'] },
    ];
  }
  // A module may end in a version number (libpkcs11.so.2), which no filter of a native dialog expresses.
  return purpose === 'module' ? [] : [{ name: '', extensions: [...ENDINGS[purpose]] }];
}

/** The system's own save dialog, which asks before it gives the name of a file that exists. */
export async function askWhereToSave(window: BrowserWindow, suggested: string): Promise<SaveChoice | null> {
  const ending = path.extname(suggested).slice(1);
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    defaultPath: suggested,
    filters: [{ name: ending.toUpperCase(), extensions: [ending] }],
    properties: ['showOverwriteConfirmation', 'createDirectory'],
  });
  return canceled || filePath === '' ? null : { path: filePath, overwrite: true };
}

/** The system's own dialog for a folder. */
export async function askForFolder(window: BrowserWindow, start: string): Promise<string | null> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    defaultPath: start,
    properties: ['openDirectory', 'createDirectory', 'promptToCreate'],
  });
  const [chosen] = filePaths;
  if (canceled || chosen === undefined) return null;
  // `promptToCreate` (Windows) may give the path of a folder that is still to be made.
  await mkdir(chosen, { recursive: true }).catch((error: unknown) => {
    throw outputError(error, path.dirname(chosen));
  });
  return chosen;
}
