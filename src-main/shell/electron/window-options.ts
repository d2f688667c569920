import type { BrowserWindowConstructorOptions, Session } from 'electron';

/** Name of the session of our windows; without `persist:` it lives in memory only. */
export const PARTITION = 'countersign';

/** Origin of our page under Electron. */
export const ELECTRON_ORIGIN = 'app://main';

/**
 * Options of every window of the program. Each security setting is written out although it is the default,
 * so that a changed default or a careless edit shows (Electron security.md, 2, 3, 4, 6, 8, 9, 10).
 */
export function windowOptions(facts: {
  readonly preload: string;
  readonly session: Session;
  readonly packaged: boolean;
}): BrowserWindowConstructorOptions {
  return {
    width: 1280,
    height: 840,
    minWidth: 880,
    minHeight: 600,
    show: false,
    title: 'Countersign',
    webPreferences: {
      preload: facts.preload,
      session: facts.session,
      // SECURITY: the page runs in the operating system's sandbox, apart from the preload, without Node (2, 3, 4).
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webviewTag: false,
      // SECURITY: webSecurity, allowRunningInsecureContent, experimentalFeatures and enableBlinkFeatures are left alone (6, 8, 9, 10).
      navigateOnDragDrop: false,
      safeDialogs: true,
      // SECURITY: nothing typed here is sent to a dictionary; no developer tools in what ships.
      spellcheck: false,
      devTools: !facts.packaged,
    },
  };
}
