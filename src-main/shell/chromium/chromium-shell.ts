import type { BrowserContext, Frame, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { AppError } from '../../../shared/contract/app-error.ts';
import { CALLS } from '../../../shared/contract/channels.ts';
import { openInBrowser } from '../../platform/system-browser.ts';
import { type Application, type ApplicationParts, createApplication } from '../application.ts';
import { FileBrowser } from '../file-browser.ts';
import { createOrigin } from '../origin.ts';
import { plainValue } from '../plain-value.ts';
import type { RendererFiles } from '../renderer-files.ts';
import { originOf, type SenderFacts } from '../sender.ts';
import type { Shell } from '../shell.ts';
import { browserEnvironment, browserFlags, findBrowser, UNWANTED_DEFAULTS } from './browser.ts';
import { bindingName, DELIVER, pageScript } from './page-script.ts';
import { answerRequests } from './routes.ts';
import { createRunFolder } from './run-folder.ts';
import { createUploads } from './uploads.ts';

/** Our origin inside the browser. `.invalid` never resolves (RFC 6761, 6.4); the browser never asks. */
export const CHROMIUM_ORIGIN = 'https://countersign.invalid';

export interface ChromiumParts extends Omit<ApplicationParts, 'origin'> {
  readonly files: RendererFiles;
  readonly environment: NodeJS.ProcessEnv;
  /** No window on a screen: tests. */
  readonly headless: boolean;
  /** Folder the file dialog starts in. */
  readonly startFolder: string;
}

export interface ChromiumWindow {
  readonly page: Page;
  readonly application: Application;
  /** Settles when the window is closed and everything is put away. */
  readonly closed: Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the program's window in the system's browser, driven through a private pipe: no port is opened, nothing is fetched.
 * The use cases are closed with the window, also where it does not open.
 * @throws AppError BROWSER_NOT_FOUND, HOME_NOT_WRITABLE
 */
export async function openChromiumWindow(parts: ChromiumParts): Promise<ChromiumWindow> {
  const executable = findBrowser(parts.environment);
  const run = await createRunFolder(parts.home);
  const uploads = createUploads(run.uploads);
  let context: BrowserContext | undefined;
  let closed: ReturnType<typeof closing> | undefined;
  try {
    context = await launch(executable, run.profile, parts);
    const page = context.pages()[0] ?? (await context.newPage());
    const shell = shellOver(page, context, uploads.take, parts.startFolder);
    const application = createApplication({ ...parts, origin: CHROMIUM_ORIGIN }, shell.shell, shell.fileBrowser);
    closed = closing(page, context, application, run.remove);
    await lockBrowser(context, page, parts);
    await bindCalls(context, page, application, closed.signal);
    const serve = createOrigin(CHROMIUM_ORIGIN, parts.files, application.documents, parts.log);
    await answerRequests(context, { page, origin: CHROMIUM_ORIGIN, serve, uploads, log: parts.log });
    page.on('domcontentloaded', () => {
      application.pageLoaded();
      uploads.abandon().catch((error: unknown) => parts.log.write('warn', 'upload.not-removed', { error }));
    });
    await page.goto(`${CHROMIUM_ORIGIN}/`);
    return { page, application, closed: closed.promise, close: closed.close };
  } catch (error) {
    if (closed !== undefined) await closed.close();
    else {
      await context?.close().catch(() => undefined);
      await parts.workflow.close();
      await run.remove();
    }
    throw error;
  }
}

function launch(executable: string, profile: string, parts: ChromiumParts): Promise<BrowserContext> {
  const asRoot = process.getuid?.() === 0;
  return chromium
    .launchPersistentContext(profile, {
      executablePath: executable,
      headless: parts.headless,
      // SECURITY: Chromium's own sandbox, except where it refuses to start (as root), which start says.
      chromiumSandbox: !asRoot,
      args: browserFlags({ asRoot, headless: parts.headless }),
      ignoreDefaultArgs: UNWANTED_DEFAULTS,
      env: browserEnvironment(parts.environment),
      viewport: parts.headless ? { width: 1280, height: 800 } : null,
      colorScheme: null,
      reducedMotion: null,
      forcedColors: null,
      contrast: null,
      // SECURITY: nothing is kept by the page, nothing leaves it as a download.
      serviceWorkers: 'block',
      acceptDownloads: false,
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
    })
    .catch((error: unknown) => {
      throw new AppError(
        'BROWSER_NOT_FOUND',
        'The browser could not be started. Check that it opens by itself, or name another in COUNTERSIGN_CHROMIUM.',
        {},
        { cause: error },
      );
    });
}

function shellOver(page: Page, context: BrowserContext, takeUpload: (token: string) => string, startFolder: string) {
  const send: Shell['send'] = (name, value) => {
    page
      .evaluate(
        ([deliver, event, content]) => {
          const target: unknown = Reflect.get(globalThis, deliver);
          if (typeof target === 'function') target(event, content);
        },
        [DELIVER, name, plainValue(value)] as const,
      )
      .catch(() => undefined); // the page is gone, and with it whoever wanted to know
  };
  const fileBrowser = new FileBrowser((value) => send('fileBrowser.opened', value), startFolder);
  const shell: Shell = {
    kind: 'chromium',
    send,
    openFiles: (purpose, { multiple }) => fileBrowser.openFiles(purpose, multiple),
    saveFile: (suggested) => fileBrowser.saveFile(suggested),
    chooseFolder: (start) => fileBrowser.chooseFolder(start),
    // A browser has no way into the file manager; the page names the folder instead.
    reveal: async () => undefined,
    droppedPath: async (reference) => takeUpload(reference),
    openPage: openInBrowser,
    quit: () => {
      context.close().catch(() => undefined);
    },
  };
  return { shell, fileBrowser };
}

/** What the sender check looks at, as the driver tells it, whatever the frame's script says. */
export function senderOf(source: { readonly page: Page; readonly frame: Frame }, ours: Page): SenderFacts {
  return {
    ourWindow: source.page === ours,
    mainFrame: source.frame === ours.mainFrame(),
    origin: originOf(source.frame.url()),
  };
}

/** One binding per call: the sender is looked at in main, whatever the page's script says. */
async function bindCalls(
  context: BrowserContext,
  page: Page,
  application: Application,
  signal: AbortSignal,
): Promise<void> {
  for (const name of CALLS) {
    await context.exposeBinding(bindingName(name), (source, input: unknown) => {
      return application.dispatch(name, senderOf(source, page), input, { signal });
    });
  }
  await context.addInitScript({ content: pageScript(CHROMIUM_ORIGIN) });
}

async function lockBrowser(context: BrowserContext, page: Page, { log }: ChromiumParts): Promise<void> {
  // SECURITY: no permission is ever granted.
  await context.grantPermissions([]);
  // SECURITY: no second window.
  context.on('page', (other) => {
    if (other === page) return;
    log.write('warn', 'window.refused', { url: other.url().slice(0, 200) });
    other.close().catch(() => undefined);
  });
  // SECURITY: a page that left our origin (about:blank and data: need no request) is brought back.
  page.on('framenavigated', (frame) => {
    if (frame !== page.mainFrame() || originOf(frame.url()) === CHROMIUM_ORIGIN) return;
    log.write('warn', 'navigation.refused', { url: frame.url().slice(0, 200) });
    page.goto(`${CHROMIUM_ORIGIN}/`).catch(() => undefined);
  });
}

/** A headless context outlives its last page, so the page is what is listened to. */
function closing(page: Page, context: BrowserContext, application: Application, removeFolder: () => Promise<void>) {
  const gone = new AbortController();
  let closed: Promise<void> | undefined;
  // Asked once: a second call of the driver returns while the browser still writes into its profile.
  const closeBrowser = () => {
    closed ??= context.close().catch(() => undefined);
    return closed;
  };
  const promise = (async () => {
    await new Promise<void>((resolve) => {
      page.once('close', () => resolve());
      page.once('crash', () => resolve());
      context.once('close', () => resolve());
    });
    gone.abort();
    await closeBrowser();
    await application.close();
    await removeFolder();
  })();
  return {
    signal: gone.signal,
    promise,
    close: async () => {
      await closeBrowser();
      await promise;
    },
  };
}
