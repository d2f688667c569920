import { existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { AppError } from '../../../shared/contract/app-error.ts';
import { ensureHome, type Home, locateHome } from '../../platform/home.ts';
import { createLog, fileSink } from '../../platform/log.ts';
import type { WorkflowApi } from '../../workflow/workflow-api.ts';
import { openConfSettings } from '../conf-settings.ts';
import { builtWindow } from '../dist-folder.ts';
import { openRendererFiles } from '../renderer-files.ts';
import { type ChromiumWindow, openChromiumWindow } from './chromium-shell.ts';

export interface ChromiumStart {
  readonly environment: NodeJS.ProcessEnv;
  /** Where the person stood when they started the program. */
  readonly callerFolder: string;
  openWorkflow(options: { home: Home }): Promise<WorkflowApi>;
  /** Tells the person at the terminal. */
  say(sentence: string): void;
}

/**
 * Opens the product's window in the system's browser, over the home and the built page. Without a screen where `COUNTERSIGN_HEADLESS=1`.
 * @throws AppError NO_DISPLAY, BROWSER_NOT_FOUND, HOME_NOT_WRITABLE, LEDGER_*
 */
export async function startChromium(start: ChromiumStart): Promise<ChromiumWindow> {
  const { environment } = start;
  const headless = environment.COUNTERSIGN_HEADLESS === '1';
  requireDisplay(environment, headless);
  const home = locateHome(environment);
  await ensureHome(home);
  const files = await openRendererFiles(builtWindow.renderer(), builtWindow.listing());
  if (process.getuid?.() === 0) {
    start.say('Running as root: the browser refuses its own sandbox then. Use an ordinary account for real work.');
  }
  const workflow = await start.openWorkflow({ home });
  return openChromiumWindow({
    home,
    log: createLog(fileSink(home.at('logs', 'window.log'))),
    workflow,
    settings: openConfSettings(home),
    resultFolder: resultFolder(),
    files,
    environment,
    headless,
    startFolder: start.callerFolder,
  });
}

function requireDisplay(environment: NodeJS.ProcessEnv, headless: boolean): void {
  if (process.platform !== 'linux' || headless || environment.DISPLAY || environment.WAYLAND_DISPLAY) return;
  throw new AppError(
    'NO_DISPLAY',
    'There is no display here, so no window can open. “npm run demo” and “npx countersign --help” work without one.',
  );
}

/** Where results of dropped files are proposed: the person's documents, else their home. */
function resultFolder(): string {
  const documents = path.join(os.homedir(), 'Documents');
  return existsSync(documents) ? documents : os.homedir();
}
