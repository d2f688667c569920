import { type Browser, expect, type Locator, type Page, test } from '@playwright/test';
import type { PdfInfo } from '../../../shared/contract/document-calls.ts';
import type { FakeDocument, FakeMain } from './fake-main.ts';
import { launchBrowser, openWindow, type WindowOptions } from './open-window.ts';
import { contractPdf } from './sample-pdf.ts';
import { documentInfo, REPORTS } from './samples.ts';

export interface WindowScene {
  /** A window over this main. */
  start(main: FakeMain, options?: WindowOptions): Promise<Page>;
  /** A contract of four pages, with the report of this kind. */
  sample(name: string, kind?: keyof typeof REPORTS, more?: Partial<PdfInfo>): FakeDocument;
}

/**
 * The window alone, over a main process in memory, for all tests of one file: one browser, a window for each test, and no complaint of any
 * page passed over.
 */
export function windowScene(): WindowScene {
  let browser: Browser;
  let bytes: Uint8Array;
  const complaints: string[] = [];
  test.beforeAll(async () => {
    browser = await launchBrowser();
    bytes = await contractPdf(4);
  });
  test.afterAll(() => browser.close());
  test.afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
    expect(complaints.splice(0)).toEqual([]);
  });
  return {
    async start(main, options) {
      const opened = await openWindow(browser, main, options);
      opened.page.on('close', () => complaints.push(...opened.complaints));
      return opened.page;
    },
    sample: (name, kind = 'unsigned', more = {}) => ({
      info: documentInfo(name, bytes, 4, more),
      bytes,
      report: REPORTS[kind](name),
    }),
  };
}

/** Opens a document by the dialog and waits until its name stands above it. */
export async function openSample(page: Page, main: FakeMain, document: FakeDocument): Promise<void> {
  main.offered = [document];
  await page.keyboard.press('Control+o');
  await expect(page.getByRole('heading', { name: document.info.name, level: 1 })).toBeVisible();
}

/** A button by its whole name, or by a part of it. */
export function button(page: Page | Locator, name: string | RegExp): Locator {
  return page.getByRole('button', { name, exact: typeof name === 'string' });
}
