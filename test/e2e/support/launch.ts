import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { _electron, type Page } from 'playwright-core';
import { startChromium } from '../../../src-main/shell/chromium/start-chromium.ts';
import type { WorkflowApi } from '../../../src-main/workflow/workflow-api.ts';
import { hideCardService } from '../../support/piv/card-service.ts';
import { electronBinary } from './electron-binary.ts';

const PROJECT_ROOT = path.join(import.meta.dirname, '..', '..', '..');

export interface LaunchOptions {
  /** Documents opened at the start, absolute paths. */
  readonly files?: readonly string[];
  /** The program's own folder; a new one, removed at the end, where it is left out. */
  readonly home?: string;
  /** Folder the file dialog of the Chromium shell starts in. */
  readonly startFolder?: string;
  /** Other use cases than the product's own (Chromium shell only). */
  readonly openWorkflow?: () => Promise<WorkflowApi>;
}

export interface LaunchedApp {
  readonly shell: 'electron' | 'chromium';
  readonly page: Page;
  readonly home: string;
  /** Closes the window, waits until everything is put away, removes the home where it was made here. */
  close(): Promise<void>;
}

/**
 * Opens the built window over the real program: Electron where `COUNTERSIGN_SHELL=electron`, the system's Chromium otherwise.
 * The Chromium shell runs in this process, so a SOFTHSM2_CONF for its token host is set in `process.env` before.
 */
export async function launchApp(options: LaunchOptions = {}): Promise<LaunchedApp> {
  hideCardService();
  const temporary =
    options.home === undefined ? realpathSync(mkdtempSync(path.join(tmpdir(), 'countersign-e2e-'))) : null;
  const home = options.home ?? temporary ?? '';
  const opened = process.env.COUNTERSIGN_SHELL === 'electron' ? openElectron : openChromium;
  const { shell, page, close } = await opened(home, options);
  return {
    shell,
    page,
    home,
    async close() {
      await close();
      if (temporary !== null) rmSync(temporary, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

type Opened = Pick<LaunchedApp, 'shell' | 'page' | 'close'>;

async function openChromium(home: string, options: LaunchOptions): Promise<Opened> {
  const window = await startChromium({
    environment: { COUNTERSIGN_HEADLESS: '1', ...process.env, COUNTERSIGN_HOME: home },
    callerFolder: options.startFolder ?? home,
    openWorkflow: options.openWorkflow ?? productWorkflow,
    say: () => undefined,
  });
  await window.application.openPaths(options.files ?? []);
  return { shell: 'chromium', page: window.page, close: () => window.close() };
}

async function productWorkflow(given: Parameters<Parameters<typeof startChromium>[0]['openWorkflow']>[0]) {
  const { openWorkflow } = await import('../../../src-main/workflow/window-workflow.ts');
  return openWorkflow(given);
}

async function openElectron(home: string, options: LaunchOptions): Promise<Opened> {
  const executablePath = electronBinary();
  if (executablePath === undefined) throw new Error('The Electron binary is not here: unset COUNTERSIGN_SHELL.');
  const program = await _electron.launch({
    executablePath,
    args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), PROJECT_ROOT, ...(options.files ?? [])],
    env: { ...(process.env as Record<string, string>), COUNTERSIGN_HOME: home },
  });
  return { shell: 'electron', page: await program.firstWindow(), close: () => program.close() };
}
