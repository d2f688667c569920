import { type BrowserWindow, dialog } from 'electron';
import { ENDINGS, type FilePurpose, type SaveChoice } from '../shell.ts';

/** The system's own open dialog; empty where the person changed their mind. */
export async function askForFiles(window: BrowserWindow, purpose: FilePurpose, multiple: boolean): Promise<string[]> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    // A module may end in a version number (libpkcs11.so.2), which no filter of a native dialog expresses.
    filters: purpose === 'module' ? [] : [{ name: '', extensions: [...ENDINGS[purpose]] }],
    properties: ['openFile', ...(multiple ? (['multiSelections'] as const) : [])],
  });
  return canceled ? [] : filePaths;
}

/** The system's own save dialog, which asks before it gives the name of a file that exists. */
export async function askWhereToSave(window: BrowserWindow, suggested: string): Promise<SaveChoice | null> {
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    defaultPath: suggested,
    filters: [{ name: 'PDF', extensions: [...ENDINGS.target] }],
    properties: ['showOverwriteConfirmation', 'createDirectory'],
  });
  return canceled || filePath === '' ? null : { path: filePath, overwrite: true };
}
