import { appendFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { PkiServices } from '../../scripts/pki/services.ts';
import { systemClock } from '../../src-main/platform/clock.ts';
import { loadTrust } from '../../src-main/workflow/trust-store.ts';
import { verifyDocument } from '../../src-main/workflow/verify-document.ts';
import { buildPdf } from '../support/pdf-builder.ts';
import { expectAccessible } from './support/accessibility.ts';
import { homeIn, openKeyWindow, signWithKey } from './support/key-window.ts';
import type { LaunchedApp } from './support/launch.ts';

/** Files that are no PDFs in the real window over the real program, with a PKI on this machine. */
const SHOTS = path.join(import.meta.dirname, '../../test-results/window');
let folder: string;
let documents: string;
let services: PkiServices;
let app: LaunchedApp | undefined;
const complaints: string[] = [];

test.beforeAll(async () => {
  test.skip(process.env.COUNTERSIGN_SHELL === 'electron', 'the file dialogs of Electron are native');
  folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'countersign-files-')));
  documents = path.join(folder, 'documents');
  mkdirSync(documents);
  services = await PkiServices.start();
});
test.afterAll(async () => {
  await app?.close();
  await services?.close();
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  expect(complaints.splice(0)).toEqual([]);
});

const shot = (page: Page, name: string) => page.screenshot({ path: path.join(SHOTS, `files-${name}.png`) });

async function open(files: readonly string[]): Promise<Page> {
  app = await openKeyWindow(folder, services, { documents, files, complaints });
  await app.page.setViewportSize({ width: 1280, height: 800 });
  return app.page;
}

/** Opens a file of any kind by the dialog of the window. */
async function choose(page: Page, name: string): Promise<void> {
  await page.keyboard.press('Control+o');
  await page.getByRole('radio', { name: 'All files' }).click();
  await page.getByRole('option', { name }).dblclick();
  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible({ timeout: 20_000 });
}

test('a text is signed at the archive level, put into a container with another file, and a changed one is not valid', async () => {
  const text = path.join(documents, 'minutes.txt');
  writeFileSync(text, 'The board resolved on 21 November 2026 to sell the warehouse.\n');
  writeFileSync(path.join(documents, 'plan.pdf'), buildPdf());
  const page = await open([text]);
  await expect(page.getByRole('heading', { name: 'minutes.txt', level: 1 })).toBeVisible({ timeout: 20_000 });
  await expect(page.getByText('Countersign does not show this kind of file.')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Not signed yet' })).toBeVisible();
  await shot(page, '1-opened');
  await expectAccessible(page);
  await page.keyboard.press('Control+6');
  await page.getByLabel('Address of an authority').fill(services.tsaUrl());
  await page.keyboard.press('Enter');
  await expect(page.getByRole('list', { name: 'Timestamp authorities' })).toContainText(services.tsaUrl());
  await page.keyboard.press('Control+1');

  await page.keyboard.press('Control+Shift+S');
  await page.getByRole('radio').first().click();
  await expect(page.getByText('minutes.txt.p7s')).toBeVisible({ timeout: 20_000 });
  await expect(page.getByLabel('Reason')).toHaveCount(0);
  await shot(page, '2-sign');
  await signWithKey(page);
  await expect(page.getByText(/Level reached: Archive/)).toBeVisible({ timeout: 40_000 });
  await expect(page.getByRole('heading', { name: 'Signed and verified' })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'minutes.txt.p7s', level: 1 })).toBeVisible();
  await shot(page, '3-signed');
  const trust = await loadTrust({}, homeIn(folder));
  const signed = await verifyDocument(`${text}.p7s`, trust, systemClock.now());
  expect(signed).toMatchObject({ verdict: 'TOTAL-PASSED', signatures: [{ level: 'B-LTA' }] });

  await choose(page, 'plan.pdf');
  await page
    .getByRole('list', { name: 'Open documents' })
    .getByRole('button', { name: /^minutes\.txt/ })
    .first()
    .click();
  await page.keyboard.press('Control+Shift+S');
  await page.getByRole('button', { name: /^What becomes of it/ }).click();
  await page.getByRole('radio', { name: /^Container with several files/ }).click();
  await page.getByRole('checkbox', { name: /^plan/ }).check();
  await expect(page.getByText('minutes.asice', { exact: true })).toBeVisible({ timeout: 20_000 });
  await shot(page, '4-container-choice');
  await expectAccessible(page);
  await signWithKey(page);
  await expect(page.getByRole('heading', { name: 'minutes.asice', level: 1 })).toBeVisible({ timeout: 40_000 });
  const inside = page.getByRole('list', { name: '2 files inside' });
  await expect(inside.getByRole('listitem')).toHaveText([/minutes\.txt/, /plan\.pdf/]);
  await shot(page, '5-container');
  await expectAccessible(page);
  const container = await verifyDocument(path.join(documents, 'minutes.asice'), trust, systemClock.now());
  expect(container.verdict).toBe('TOTAL-PASSED');

  await page.emulateMedia({ colorScheme: 'dark' });
  appendFileSync(text, 'And the harbour.\n');
  await page
    .getByRole('list', { name: 'Open documents' })
    .getByRole('button', { name: /^minutes\.txt\.p7s/ })
    .click();
  await page.keyboard.press('Control+k');
  await page.getByRole('option', { name: 'Check again' }).click();
  await expect(page.locator('[data-tone="bad"]').first()).toBeVisible({ timeout: 20_000 });
  await shot(page, '6-changed-dark');
  await expectAccessible(page);
});
