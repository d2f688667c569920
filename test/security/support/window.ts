import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isAppError } from '../../../shared/contract/app-error.ts';
import { locateHome } from '../../../src-main/platform/home.ts';
import { createLog } from '../../../src-main/platform/log.ts';
import { findBrowser } from '../../../src-main/shell/chromium/browser.ts';
import { type ChromiumWindow, openChromiumWindow } from '../../../src-main/shell/chromium/chromium-shell.ts';
import { openConfSettings } from '../../../src-main/shell/conf-settings.ts';
import { listRendererFiles, openRendererFiles } from '../../../src-main/shell/renderer-files.ts';
import type { WorkflowApi } from '../../../src-main/workflow/workflow-api.ts';
import { testWorkflow } from './test-workflow.ts';

const PAGE = path.join(import.meta.dirname, '..', 'page');

export interface TestWindow extends ChromiumWindow {
  readonly home: string;
  /** A folder for the test's own documents. */
  readonly folder: string;
  /** Everything main logged so far, one JSON object per line. */
  readonly logged: string[];
  end(): Promise<void>;
}

/** Why the Chromium shell cannot run here; undefined where it can. */
export function missingBrowser(): string | undefined {
  try {
    findBrowser(process.env);
    return undefined;
  } catch (error) {
    return isAppError(error) ? error.message : String(error);
  }
}

/** Opens the product's Chromium shell without a screen, over the page of the security tests and replaceable use cases. */
export async function openTestWindow(replaced: Partial<WorkflowApi> = {}): Promise<TestWindow> {
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'countersign-window-')));
  const folder = path.join(root, 'documents');
  mkdirSync(folder);
  const home = locateHome({ COUNTERSIGN_HOME: path.join(root, 'home') });
  const listing = path.join(root, 'renderer-files.json');
  writeFileSync(listing, JSON.stringify(await listRendererFiles(PAGE)));
  const logged: string[] = [];
  const window = await openChromiumWindow({
    home,
    log: createLog((line) => logged.push(line)),
    workflow: testWorkflow(replaced),
    settings: openConfSettings(home),
    resultFolder: folder,
    files: await openRendererFiles(PAGE, listing),
    environment: process.env,
    headless: true,
    startFolder: folder,
  });
  return {
    ...window,
    home: home.path,
    folder,
    logged,
    async end() {
      await window.close();
      rmSync(root, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
