import { app, BrowserWindow, dialog, protocol } from 'electron';
import { isAppError } from '../shared/contract/app-error.ts';
import { ensureHome, locateHome } from './platform/home.ts';
import { createLog, fileSink } from './platform/log.ts';
import { builtWindow } from './shell/dist-folder.ts';
import { APP_SCHEME } from './shell/electron/app-protocol.ts';
import { openElectronSettings } from './shell/electron/electron-settings.ts';
import { type ElectronWindow, openElectronWindow } from './shell/electron/electron-shell.ts';
import { lockNavigation } from './shell/electron/navigation-lock.ts';
import { electronHostLauncher } from './shell/electron/token-host-launcher.ts';
import { openRendererFiles } from './shell/renderer-files.ts';
import { filesOf } from './shell/start-files.ts';
import { openWorkflow } from './workflow/window-workflow.ts';

const home = locateHome();
const log = createLog(fileSink(home.at('logs', 'window.log')));

// SECURITY: every renderer in the sandbox, whatever a window's options say (Electron security.md, 4).
app.enableSandbox();
protocol.registerSchemesAsPrivileged([APP_SCHEME]);
app.on('web-contents-created', (_event, contents) => lockNavigation(contents, log));
app.setPath('userData', home.at('electron'));

let open: Promise<ElectronWindow> | undefined;

/** The program's own folder comes first among the arguments where Electron was started with it. */
function filesAmong(commandLine: readonly string[], folder: string): string[] {
  const files = filesOf(commandLine.slice(1), folder);
  return app.isPackaged ? files : files.slice(1);
}

async function openFiles(files: readonly string[]): Promise<void> {
  const opened = await open;
  const failures = (await opened?.application.openPaths(files)) ?? [];
  for (const { error } of failures) {
    dialog.showErrorBox('Countersign', isAppError(error) ? error.message : 'The file could not be opened.');
  }
}

async function start(): Promise<ElectronWindow> {
  await ensureHome(home);
  const workflow = await openWorkflow({ home, launcher: electronHostLauncher(builtWindow.tokenHost()) });
  return openElectronWindow({
    home,
    log,
    workflow,
    settings: openElectronSettings(home),
    resultFolder: app.getPath('documents'),
    files: await openRendererFiles(builtWindow.renderer(), builtWindow.listing()),
    preload: builtWindow.preload(),
  });
}

function fail(error: unknown): void {
  log.write('error', 'start.failed', { error });
  dialog.showErrorBox('Countersign', isAppError(error) ? error.message : 'The program could not start. See its log.');
  app.exit(1);
}

/** Holds the end of the program back until files, tokens and the ledger are let go. */
function putAway(event: { preventDefault(): void }): void {
  if (open === undefined) return;
  event.preventDefault();
  const opened = open;
  open = undefined;
  opened
    .then(({ application }) => application.close())
    .catch((error: unknown) => log.write('error', 'close.failed', { error }))
    .finally(() => app.quit());
}

// SECURITY: one instance per home, settled before the ledger or a token is touched; the second hands over its files and ends.
if (app.requestSingleInstanceLock()) {
  app.on('second-instance', (_event, commandLine, folder) => {
    const [window] = BrowserWindow.getAllWindows();
    window?.show();
    window?.focus();
    openFiles(filesAmong(commandLine, folder)).catch(fail);
  });
  app.on('open-file', (event, file) => {
    event.preventDefault();
    openFiles(filesOf([file], '/')).catch(fail);
  });
  app.on('window-all-closed', () => app.quit());
  app.on('will-quit', putAway);
  app
    .whenReady()
    .then(() => {
      open = start();
      return openFiles(filesAmong(process.argv, process.cwd()));
    })
    .catch(fail);
} else {
  app.quit();
}
