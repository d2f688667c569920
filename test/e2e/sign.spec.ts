import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { issueCertificate } from '../../scripts/pki/issue.ts';
import { toPem } from '../../scripts/pki/make-pki.ts';
import { addTokens, createSoftHsm, softHsmModule } from '../../scripts/pki/softhsm-token.ts';
import { createPkcs12 } from '../../src-main/tokens/pkcs12/create.ts';
import { expectAccessible } from './support/accessibility.ts';
import { type LaunchedApp, launchApp } from './support/launch.ts';

/** The whole product: the real window over the real program, a real key, a file that the command line verifies. */
const ROOT = path.join(import.meta.dirname, '../..');
const CONTRACT = path.join(ROOT, 'resources/sample/contract.pdf');
const SECRET = 'correct-482';
let folder: string;
let app: LaunchedApp;

const OWN_HOME = process.env.HOME;

test.beforeEach(() => {
  folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'countersign-window-')));
  // A dropped file has no folder of its own: its result goes to the person's documents, which shall be ours.
  process.env.HOME = folder;
});
test.afterEach(async () => {
  await app?.close();
  process.env.HOME = OWN_HOME;
  rmSync(folder, { recursive: true, force: true });
});

function signer(commonName: string) {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const { certificate } = issueCertificate({
    subject: { CN: commonName },
    key: privateKey,
    notBefore: new Date('2024-01-01T00:00:00Z'),
    notAfter: new Date('2040-01-01T00:00:00Z'),
    keyUsage: ['digitalSignature', 'nonRepudiation'],
  });
  writeFileSync(path.join(folder, 'signer.pem'), toPem(certificate, 'CERTIFICATE'));
  return { key: privateKey, certificate };
}

async function drop(page: Page, file: string): Promise<void> {
  const data = readFileSync(file).toString('base64');
  await page.evaluate(`{
    const bytes = Uint8Array.from(atob('${data}'), (letter) => letter.charCodeAt(0));
    const data = new DataTransfer();
    data.items.add(new File([bytes], ${JSON.stringify(path.basename(file))}, { type: 'application/pdf' }));
    for (const type of ['dragenter', 'dragover', 'drop'])
      document.body.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
  }`);
}

/** Chooses one file in the file browser of the window, which starts in the test's folder. */
async function pick(page: Page, name: string): Promise<void> {
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('option', { name }).dblclick();
  await expect(dialog).toHaveCount(0);
}

async function shot(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: path.join(ROOT, 'test-results/window', `real-${name}.png`) });
}

const signButton = (page: Page) => page.getByRole('button', { name: 'Sign…', exact: true });

async function drawMark(page: Page): Promise<void> {
  await page.getByRole('button', { name: /Sign this document|Add/ }).click();
  const box = await page.getByTestId('placement-layer-1').boundingBox();
  if (box === null) throw new Error('the first page is not in view');
  await page.mouse.move(box.x + box.width * 0.55, box.y + 420);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.9, box.y + 500, { steps: 6 });
  await page.mouse.up();
  await page.getByRole('button', { name: 'Continue' }).click();
}

test('a dropped contract is signed with a key file, verified, and recorded', async () => {
  test.skip(process.env.COUNTERSIGN_SHELL === 'electron', 'the file dialogs of Electron are native');
  const { key, certificate } = signer('Ndapewa Iyambo');
  writeFileSync(
    path.join(folder, 'ndapewa.p12'),
    await createPkcs12({
      key,
      certificate,
      chain: [],
      password: new TextEncoder().encode(SECRET),
      friendlyName: 'Ndapewa Iyambo',
    }),
  );
  app = await launchApp({ startFolder: folder });
  const { page } = app;
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('Permissions-Policy')) complaints.push(message.text());
  });

  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('button', { name: 'Add certificate or list…' }).click();
  await pick(page, 'signer.pem');
  await expect(page.getByText('CN=Ndapewa Iyambo')).toBeVisible();
  await shot(page, '1-trust');

  await drop(page, CONTRACT);
  await expect(page.getByRole('heading', { name: 'Not signed yet' })).toBeVisible();
  await expect(page.locator('[data-page="1"] canvas')).toBeVisible();
  await shot(page, '2-dropped');
  await drawMark(page);
  await page.getByRole('button', { name: 'Add key file…' }).click();
  await pick(page, 'ndapewa.p12');
  await expect(page.getByRole('radio', { checked: true })).toBeVisible();
  await page.getByLabel('Reason').fill('I agree to this contract');
  await expect(signButton(page)).toBeEnabled();
  await shot(page, '3-sign');

  await signButton(page).click();
  await page.keyboard.type('wrong-password');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toBeVisible();
  await shot(page, '4-wrong');
  await expect(signButton(page)).toBeEnabled();
  await signButton(page).click();
  await page.keyboard.type(SECRET);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Signed and verified' })).toBeVisible({ timeout: 30_000 });
  await expect(page.locator('[data-tone="good"]')).toHaveCount(1);
  await expect(page.locator('[data-page="1"] canvas')).toBeVisible();
  await shot(page, '5-result');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Show in folder' }).click();

  await page.getByRole('button', { name: 'No. 0' }).click();
  await page.getByRole('button', { name: 'Verify the ledger' }).click();
  await expect(page.getByText('The ledger is intact: 1 entry recomputed.')).toBeVisible();
  await page.getByRole('button', { name: 'Show proof' }).click();
  await expect(page.getByText('Checkpoint (signed note)')).toBeVisible();
  await shot(page, '6-ledger');

  const saved = execFileSync('find', [app.home, folder, '-name', 'contract-signed.pdf'], { encoding: 'utf8' })
    .trim()
    .split('\n');
  expect(saved).toHaveLength(1);
  const bytes = readFileSync(saved[0] ?? '');
  const original = readFileSync(CONTRACT);
  expect(bytes.subarray(0, original.length).equals(original)).toBe(true);
  const verified = execFileSync(
    process.execPath,
    [
      path.join(ROOT, 'dist/cli/main.js'),
      'verify',
      saved[0] ?? '',
      '--trust',
      path.join(folder, 'signer.pem'),
      '--json',
    ],
    {
      encoding: 'utf8',
      env: { ...process.env, COUNTERSIGN_HOME: path.join(folder, 'other-home') },
    },
  );
  expect(JSON.parse(verified)).toMatchObject({ verdict: 'TOTAL-PASSED', documentStatus: 'unchanged' });
  expect(complaints).toEqual([]);
});

test('a contract is signed with a token; a wrong PIN is said; the PIN is changed, and two files are signed with the new one', async () => {
  test.setTimeout(120_000);
  const module = softHsmModule();
  test.skip(module === undefined, 'softhsm2 is not installed');
  test.skip(process.env.COUNTERSIGN_SHELL === 'electron', 'the file dialogs of Electron are native');
  if (module === undefined) return;
  const { key, certificate } = signer('Jonas Hartmann');
  const softHsm = createSoftHsm(path.join(folder, 'hsm'), module);
  addTokens(softHsm, [
    {
      label: 'Notary card',
      pin: '482913',
      soPin: '87654321',
      objects: [{ id: '01', label: 'Jonas Hartmann', key, certificates: [certificate] }],
    },
  ]);
  process.env.SOFTHSM2_CONF = softHsm.conf;
  const documents = path.join(folder, 'documents');
  mkdirSync(documents);
  const copy = path.join(documents, 'agreement.pdf');
  writeFileSync(copy, readFileSync(CONTRACT));
  app = await launchApp({ startFolder: documents, files: [copy] });
  const { page } = app;
  await expect(page.getByText('Notary card').first()).toBeVisible({ timeout: 20_000 });
  await drawMark(page);
  await page.getByRole('radio').first().click();
  await expect(signButton(page)).toBeEnabled();
  await signButton(page).click();
  await page.keyboard.type('111111');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText('CKR_PIN_INCORRECT');
  await shot(page, '7-wrong-pin');
  expect(existsSync(path.join(documents, 'agreement-signed.pdf'))).toBe(false);
  await expect(signButton(page)).toBeEnabled();
  await signButton(page).click();
  await page.keyboard.type('482913');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Intact, but the signer is not known here' })).toBeVisible({
    timeout: 30_000,
  });
  await expect(page.getByText('agreement-signed.pdf').first()).toBeVisible();
  await expect(page.locator('[data-page="1"] canvas')).toBeVisible();
  await shot(page, '8-token-result');
  expect(existsSync(path.join(documents, 'agreement-signed.pdf'))).toBe(true);

  // The same window, the same token: what is on it, the way to a signature, another PIN, and both documents with that one.
  await page.keyboard.press('Control+3');
  await page.getByRole('button', { name: 'Everything on the token…' }).click();
  await expect(page.getByRole('dialog')).toContainText('Jonas Hartmann');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Check the way to a signature' }).click();
  await page.getByRole('button', { name: 'Make a trial signature…' }).click({ timeout: 30_000 });
  await expect(page.getByRole('dialog', { name: 'Enter the PIN' })).toBeVisible({ timeout: 20_000 });
  await page.keyboard.type('482913');
  await page.keyboard.press('Enter');
  await expect(page.locator('[data-step="trial"][data-state="ok"]')).toHaveCount(1, { timeout: 20_000 });
  await shot(page, '9-doctor');
  await page.getByRole('button', { name: 'Change PIN…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Change the PIN' });
  await dialog.getByLabel('PIN as it is now').fill('482913', { timeout: 20_000 });
  await dialog.getByLabel('New PIN', { exact: true }).fill('391284');
  await dialog.getByLabel('New PIN once more').fill('391284');
  await page.keyboard.press('Enter');
  await expect(page.getByText('The PIN was changed.').first()).toBeVisible({ timeout: 20_000 });
  await page.keyboard.press('Control+2');
  await page.getByRole('button', { name: 'Take the 2 open documents' }).click();
  await expect(
    page.getByText('Whether the PIN is wanted once or for each file is known only when the key is open.'),
  ).toBeVisible({ timeout: 20_000 });
  await page.getByRole('button', { name: /^Mark/ }).click();
  await page.getByRole('radio', { name: 'On the last page' }).click();
  await page.getByRole('button', { name: 'Sign 2 files…' }).click();
  await page.keyboard.type('391284');
  await page.keyboard.press('Enter');
  await expect(page.locator('[data-batch="done"]')).toContainText('2 of 2 files signed', { timeout: 30_000 });
  await expect(page.locator('li[data-state="signed"]')).toHaveCount(2);
  await shot(page, '10-batch');
});
