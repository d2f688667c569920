import path from 'node:path';
import { app, BrowserWindow, ipcMain, Menu, type Session, session, shell as system, type WebContents } from 'electron';
import { AppError } from '../../../shared/contract/app-error.ts';
import { type Application, type ApplicationParts, createApplication } from '../application.ts';
import { createOrigin } from '../origin.ts';
import { plainValue } from '../plain-value.ts';
import type { RendererFiles } from '../renderer-files.ts';
import type { Shell } from '../shell.ts';
import { serveApp } from './app-protocol.ts';
import { eventChannel, registerCalls } from './calls.ts';
import { askForFiles, askForFolder, askWhereToSave } from './dialogs.ts';
import { menuTemplate } from './menu.ts';
import { openLink, openServicePage } from './open-external.ts';
import { lockSession } from './session-lock.ts';
import { ELECTRON_ORIGIN, PARTITION, windowOptions } from './window-options.ts';

export interface ElectronParts extends Omit<ApplicationParts, 'origin'> {
  readonly files: RendererFiles;
  /** Path of the bundled preload. */
  readonly preload: string;
}

export interface ElectronWindow {
  readonly window: BrowserWindow;
  readonly application: Application;
}

/** Opens the program's window. Call it once, after Electron is ready. */
export async function openElectronWindow(parts: ElectronParts): Promise<ElectronWindow> {
  // SECURITY: a session of our own, in memory only, locked before it holds a page.
  const own = session.fromPartition(PARTITION, { cache: false });
  lockSession(own);
  const ours = new WeakSet<WebContents>();
  const window = createWindow(own, parts.preload, ours);
  const application = createApplication({ ...parts, origin: ELECTRON_ORIGIN }, shellOver(window), null);
  serveApp(own, createOrigin(ELECTRON_ORIGIN, parts.files, application.documents, parts.log));
  const gone = new AbortController();
  registerCalls(ipcMain, ours, application.dispatch, () => gone.signal);
  window.webContents.on('dom-ready', () => application.pageLoaded());
  window.once('closed', () => {
    gone.abort();
    application.pageGone();
  });
  setMenu(window, parts);
  await window.loadURL(`${ELECTRON_ORIGIN}/`);
  return { window, application };
}

/** The one factory of windows. */
function createWindow(own: Session, preload: string, ours: WeakSet<WebContents>): BrowserWindow {
  const window = new BrowserWindow(windowOptions({ preload, session: own, packaged: app.isPackaged }));
  ours.add(window.webContents);
  window.once('ready-to-show', () => window.show());
  return window;
}

function shellOver(window: BrowserWindow): Shell {
  return {
    kind: 'electron',
    send: (name, value) => {
      if (!window.isDestroyed()) window.webContents.send(eventChannel(name), plainValue(value));
    },
    openFiles: (purpose, { multiple }) => askForFiles(window, purpose, multiple),
    saveFile: (suggested) => askWhereToSave(window, suggested),
    chooseFolder: (start) => askForFolder(window, start),
    reveal: async (file) => system.showItemInFolder(file),
    droppedPath: async (reference) => {
      if (!path.isAbsolute(reference)) {
        throw new AppError('INPUT_INVALID', 'The dropped file has no path. Open it with “Open…”.');
      }
      return reference;
    },
    openPage: openServicePage,
    quit: () => app.quit(),
  };
}

function setMenu(window: BrowserWindow, { settings, log }: ElectronParts): void {
  const template = menuTemplate(settings.get().language, process.platform, {
    command: (command) => window.webContents.send(eventChannel('menu.command'), { command }),
    openLink: (address) => {
      openLink(address, log).catch((error: unknown) => log.write('warn', 'link.failed', { error }));
    },
  });
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
