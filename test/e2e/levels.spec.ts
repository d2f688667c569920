import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { PkiServices } from '../../scripts/pki/services.ts';
import { buildPdf } from '../support/pdf-builder.ts';
import { openKeyWindow, signWithKey } from './support/key-window.ts';
import type { LaunchedApp } from './support/launch.ts';

/** The real window over the real program, with timestamps, OCSP and revocation lists from a PKI on this machine. */
const ROOT = path.join(import.meta.dirname, '../..');
let folder: string;
let documents: string;
let services: PkiServices;
let app: LaunchedApp | undefined;
const complaints: string[] = [];

test.beforeEach(async () => {
  test.skip(process.env.COUNTERSIGN_SHELL === 'electron', 'the file dialogs of Electron are native');
  folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'countersign-levels-')));
  documents = path.join(folder, 'documents');
  mkdirSync(documents);
  services = await PkiServices.start();
});
test.afterEach(async () => {
  await app?.close();
  app = undefined;
  await services?.close();
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  expect(complaints.splice(0)).toEqual([]);
});

/** The window with one document, with a key file and the PKI's root already known. */
async function open(document: string): Promise<Page> {
  app = await openKeyWindow(folder, services, { documents, files: [document], complaints });
  return app.page;
}

function contract(name: string): string {
  const file = path.join(documents, name);
  writeFileSync(file, readFileSync(path.join(ROOT, 'resources/sample/contract.pdf')));
  return file;
}

const button = (page: Page, name: string | RegExp) =>
  page.getByRole('button', { name, exact: typeof name === 'string' });

async function addAuthority(page: Page): Promise<void> {
  await button(page, 'Settings').click();
  await page.getByLabel('Address of an authority').fill(services.tsaUrl());
  await page.keyboard.press('Enter');
  await expect(page.getByRole('list', { name: 'Timestamp authorities' })).toContainText(services.tsaUrl());
}

async function sign(page: Page): Promise<void> {
  await page.getByRole('radio').first().click();
  await signWithKey(page);
}

async function shot(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: path.join(ROOT, 'test-results/window', `levels-${name}.png`) });
}

/** What the command line says of a file and what it carries, in a home that knows the root alone. */
function verified(name: string): { verdict: string; signatures: { level: string | null; certify: string | null }[] } {
  const cli = path.join(ROOT, 'src-cli/main.ts');
  const args = [
    cli,
    'verify',
    path.join(documents, name),
    '--trust',
    path.join(folder, 'root.pem'),
    '--offline',
    '--json',
  ];
  const env = { ...process.env, COUNTERSIGN_HOME: path.join(folder, 'other-home') };
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', env });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout);
}

test('a contract is certified with handwriting on every page at the archive level', async () => {
  const page = await open(contract('deed.pdf'));
  await addAuthority(page);
  await button(page, 'Test').click();
  await expect(page.getByText(/answered; its clock says/)).toBeVisible({ timeout: 20_000 });
  await page.keyboard.press('Control+1');
  await expect(page.locator('[data-page="1"] canvas')).toBeVisible();
  await button(page, 'Sign this document').click();
  await button(page, 'Bottom right').click();
  await page.getByRole('button', { name: /^Look of the mark/ }).click();
  await page.getByRole('radio', { name: 'Handwriting' }).click();
  const pad = page.getByRole('img', { name: /Pad/ });
  await pad.scrollIntoViewIfNeeded();
  const box = await pad.boundingBox();
  if (box === null) throw new Error('the pad is not in view');
  for (const from of [20, 90, 170]) {
    await page.mouse.move(box.x + from, box.y + 100);
    await page.mouse.down();
    for (const [dx, dy] of [
      [20, 30],
      [40, 90],
      [60, 40],
      [90, 95],
    ] as const)
      await page.mouse.move(box.x + from + dx, box.y + dy, { steps: 5 });
    await page.mouse.up();
  }
  const repeat = page.getByRole('button', { name: /^Apply to pages/ });
  if ((await repeat.count()) > 0) {
    await repeat.click();
    await page.getByRole('radio', { name: 'On every page' }).click();
  }
  await shot(page, '1-look');
  await button(page, 'Continue').click();
  await page.getByRole('radio').first().click();
  await page.getByLabel('Reason').fill('I issue this deed');
  await page.getByRole('button', { name: /^Kind of signature/ }).click();
  await page.getByRole('radio', { name: /forms may be filled in/ }).click();
  await expect(button(page, /How long it shall hold Archive/)).toBeVisible();
  await shot(page, '2-choices');
  await sign(page);
  await expect(page.getByText('Level reached: Archive (B\u2011LTA)')).toBeVisible({ timeout: 40_000 });
  await expect(page.getByRole('heading', { name: 'Signed and verified' })).toBeVisible();
  await expect(page.locator('[data-page="1"] canvas')).toBeVisible();
  await shot(page, '3-result');
  const report = verified('deed-signed.pdf');
  expect(report.verdict).toBe('TOTAL-PASSED');
  expect(report.signatures[0]).toMatchObject({ level: 'B-LTA', certify: 'forms' });
});

test('signed offline it is valid at once and completed from the outbox when the network is back; then it is renewed', async () => {
  const page = await open(contract('lease.pdf'));
  await addAuthority(page);
  await page.getByRole('radio', { name: 'Never' }).click();
  await page.keyboard.press('Control+1');
  await button(page, 'Sign this document').click();
  await button(page, 'Sign without a visible mark').click();
  await page.getByRole('radio').first().click();
  await expect(page.getByText('The network cannot be reached now')).toBeVisible({ timeout: 20_000 });
  await sign(page);
  await expect(page.getByText('Signed at B\u2011B; B\u2011LTA follows')).toBeVisible({ timeout: 40_000 });
  await shot(page, '4-offline');
  expect(verified('lease-signed.pdf').signatures[0]?.level).toBe('B-B');
  await button(page, 'Show the outbox').click();
  const entry = page.getByRole('list', { name: 'Outbox' }).getByRole('listitem');
  await expect(entry).toHaveAttribute('data-state', /queued|waiting/);
  await shot(page, '5-outbox');
  await page.keyboard.press('Control+6');
  await page.getByRole('radio', { name: 'When needed' }).click();
  await page.keyboard.press('Control+4');
  await button(page, 'Try all now').click();
  await expect(entry).toHaveAttribute('data-state', 'done', { timeout: 30_000 });
  await expect(button(page, /Outbox empty/)).toBeVisible();
  // What was open at B-B is now what it has become.
  const list = page.getByRole('list', { name: 'Open documents' });
  await expect(list.getByRole('button', { name: /^lease-signed\.pdf\s*, valid/ })).toHaveCount(1);
  await expect(list.getByRole('listitem')).toHaveCount(2);
  await shot(page, '6-completed');
  expect(verified('lease-signed.pdf')).toMatchObject({ verdict: 'TOTAL-PASSED', signatures: [{ level: 'B-LTA' }, {}] });

  await entry.getByRole('button', { name: 'Open lease-signed.pdf' }).click();
  await expect(page.getByRole('heading', { name: 'The signature and the timestamp are valid' })).toBeVisible({
    timeout: 20_000,
  });
  await button(page, 'Extend…').click();
  await expect(page.getByText(/The seal by .* can be renewed/)).toBeVisible({ timeout: 20_000 });
  await shot(page, '7-extend');
  await button(page, 'Extend to B\u2011LTA').click();
  await expect(page.getByText('Level reached: Archive (B\u2011LTA)')).toBeVisible({ timeout: 40_000 });
  await shot(page, '8-renewed');
  expect(verified('lease-signed-extended.pdf').verdict).toBe('TOTAL-PASSED');
});

test('an empty field of an encrypted form is clicked and signed, and locks the others', async () => {
  const plain = path.join(folder, 'plain.pdf');
  const rect = [60, 500, 260, 570] as const;
  writeFileSync(
    plain,
    buildPdf({
      pages: [{ text: 'Purchase agreement' }],
      fields: [
        { name: 'Buyer', type: 'Sig', rect },
        { name: 'Price', type: 'Tx', rect: [60, 400, 260, 430] },
      ],
    }),
  );
  const form = path.join(documents, 'form.pdf');
  const made = spawnSync('qpdf', ['--encrypt', 'open sesame', 'owner', '256', '--', plain, form]);
  test.skip(made.error !== undefined, 'qpdf is not installed');
  const page = await open(form);
  await expect(page.getByLabel('Document password')).toBeFocused();
  await page.keyboard.type('wrong');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog').getByRole('alert')).toContainText('PDF_PASSWORD_WRONG');
  await page.keyboard.type('open sesame');
  await page.keyboard.press('Enter');
  await expect(page.locator('[data-page="1"] canvas')).toBeVisible();
  await page.locator('[data-page="1"]').getByRole('button', { name: 'Sign here: Buyer' }).click();
  await page.getByRole('radio').first().click();
  await page.getByRole('button', { name: /^Lock form fields/ }).click();
  await page.getByRole('radio', { name: /^All fields/ }).click();
  await shot(page, '9-field');
  await sign(page);
  await expect(page.getByText('Level reached: Signature (B\u2011B)')).toBeVisible({ timeout: 40_000 });
  await expect(page.locator('[data-page="1"] canvas')).toBeVisible();
  await shot(page, '10-field-signed');
  const lists = readFileSync(path.join(documents, 'form-signed.pdf'), 'latin1');
  expect(lists).toContain('/FieldMDP');
});
