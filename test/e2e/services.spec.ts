import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { type CscServer, serveCsc } from '../support/csc-server.ts';
import { button } from '../support/fake-bridge/scene.ts';
import { CAN_FAKE_OPENER, fakeOpener } from '../support/fake-opener.ts';
import { buildPdf } from '../support/pdf-builder.ts';
import { testPki } from '../support/pki.ts';
import { expectScreen } from './support/accessibility.ts';
import { type LaunchedApp, launchApp } from './support/launch.ts';

/** Keys at a signing service in the real window over the real program, with a service on this machine that keeps real keys. */
const PIN = '135790';
const TOKEN = 'access-token-0';
let folder: string;
let server: CscServer;
let app: LaunchedApp | undefined;

test.beforeEach(async () => {
  folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'countersign-services-')));
  const pki = testPki();
  const [alice, seal] = [pki.signer('p-256'), pki.signer('rsa-2048')];
  const key = (id: string, of: typeof alice, algo: string, more: object) => ({
    id,
    key: of.key,
    certificates: [of.certificate, ...of.chain],
    algo: [algo],
    pin: PIN,
    ...more,
  });
  server = await serveCsc({
    token: TOKEN,
    credentials: [
      key('alice', alice, '1.2.840.10045.4.3.2', { codes: ['471 100', '471 200'] }),
      key('seal', seal, '1.2.840.113549.1.1.11', { status: 'disabled' }),
    ],
  });
});
test.afterEach(async () => {
  await app?.close();
  app = undefined;
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('a signing service is added, its key signs with PIN and one-time code, and is forgotten', async () => {
  test.slow();
  const file = path.join(folder, 'contract.pdf');
  writeFileSync(file, buildPdf());
  app = await launchApp({ files: [file] });
  const { page } = app;
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.setViewportSize({ width: 1280, height: 800 });
  await expect(page.getByRole('heading', { name: 'contract.pdf', level: 1 })).toBeVisible({ timeout: 20_000 });
  await page.keyboard.press('Control+Shift+S');
  await button(page, 'Sign without a visible mark').click();
  await button(page, 'Add signing service…').click();
  const adding = page.getByRole('dialog', { name: 'Add a signing service' });
  await expect(adding.getByLabel('Address')).toBeFocused();
  await page.keyboard.type('http://service.example/csc/v2');
  await adding.getByLabel('Access token').fill(TOKEN);
  await page.keyboard.press('Enter');
  await expect(adding.getByRole('alert')).toBeVisible();
  await adding.getByLabel('Address').fill(server.url);
  await adding.getByLabel('Access token').fill('stale');
  await page.keyboard.press('Enter');
  await expect(adding.getByRole('alert')).toContainText('REMOTE_TOKEN_REFUSED');
  await expect(adding.getByLabel('Access token'), 'what was sent is not in the window any more').toHaveValue('');
  await expectScreen(page, '70-service-add');
  await adding.getByLabel('Access token').fill(TOKEN);
  await page.keyboard.press('Enter');
  await expect(page.getByText(/^1 key at “127\.0\.0\.1:\d+” can be used\.$/).first()).toBeVisible();

  await expect(page.getByRole('radio').first(), 'the only key is chosen').toBeChecked();
  const sign = async (pin: string, code: string | null) => {
    await expect(button(page, 'Sign…')).toBeEnabled({ timeout: 20_000 });
    await button(page, 'Sign…').click();
    await expect(page.getByRole('dialog', { name: 'Enter the PIN' })).toContainText('signing service');
    await page.keyboard.type(pin);
    await page.keyboard.press('Enter');
    const asking = page.getByRole('dialog', { name: 'One-time code' });
    await expect(asking.getByLabel('Code of your app')).toBeFocused();
    if (code === null) return page.keyboard.press('Escape');
    await page.keyboard.type(code);
    if (code === '471 200') await expectScreen(page, '71-service-code');
    return page.keyboard.press('Enter');
  };
  await sign(PIN, null);
  await expect(button(page, 'Sign…')).toBeEnabled({ timeout: 20_000 });
  await sign('000000', '471 100');
  await expect(page.getByRole('alert')).toContainText('REMOTE_UNAUTHORIZED');
  await sign(PIN, '471 200');
  // Whoever issued the certificate is not trusted in this home.
  await expect(page.getByRole('heading', { name: 'Intact, but the signer' })).toBeVisible({ timeout: 20_000 });
  expect(server.asked.filter(({ method }) => method === 'signatures/signHash')).toHaveLength(1);

  await page.keyboard.press('Control+3');
  const service = page.locator('[data-service]');
  await expect(service).toContainText('Wants its PIN and a one-time code');
  await expect(service).toContainText('is switched off. Ask whoever runs the service.');
  await service.scrollIntoViewIfNeeded();
  await expectScreen(page, '72-service');
  await button(service, /^Forget/).click();
  await expect(page.getByText('No signing service was added yet.')).toBeVisible();
  const kept = readFileSync(path.join(app.home, 'keys.json'), 'utf8');
  expect(kept).not.toContain('127.0.0.1');
  expect(complaints).toEqual([]);
});

test('a signing service is signed in to with the browser, which allows the signature, too', async () => {
  test.skip(!CAN_FAKE_OPENER, 'the program that opens addresses cannot be replaced on this system');
  test.slow();
  await server.stop();
  const of = testPki().signer('p-256');
  server = await serveCsc({
    token: 'none',
    credentials: [
      {
        id: 'alice',
        key: of.key,
        certificates: [of.certificate, ...of.chain],
        algo: ['1.2.840.10045.4.3.2'],
        mode: 'oauth2code',
      },
    ],
    signIn: { clientId: 'desk-1' },
  });
  const file = path.join(folder, 'contract.pdf');
  writeFileSync(file, buildPdf());
  const opener = fakeOpener(folder);
  try {
    app = await launchApp({ files: [file] });
    const { page } = app;
    await page.setViewportSize({ width: 1280, height: 800 });
    await expect(page.getByRole('heading', { name: 'contract.pdf', level: 1 })).toBeVisible({ timeout: 20_000 });
    await page.keyboard.press('Control+Shift+S');
    await button(page, 'Sign without a visible mark').click();
    await button(page, 'Add signing service…').click();
    const adding = page.getByRole('dialog', { name: 'Add a signing service' });
    await adding.getByLabel('Address').fill(server.url);
    await page.keyboard.press('Enter');
    const signingIn = page.getByRole('dialog', { name: /^Sign in to 127\.0\.0\.1/ });
    await expect(signingIn.getByLabel('Client ID')).toBeVisible();
    await expectScreen(page, '73-service-sign-in');
    await signingIn.getByLabel('Client ID').fill('desk-1');

    // No browser opens: the person reads the address, gives up, and tries again.
    opener.hold();
    await page.keyboard.press('Enter');
    const waiting = page.getByRole('dialog', { name: 'Go on in your browser' });
    await expect(waiting).toContainText('Sign in to 127.0.0.1');
    await expectScreen(page, '74-service-page');
    await button(waiting, 'Cancel').click();
    await expect(signingIn.getByLabel('Client ID')).toHaveValue('desk-1');
    await button(signingIn, 'Sign in with the browser').click();
    await expect(waiting).toBeVisible();
    await expect.poll(() => opener.held).toBe(2);
    opener.go();
    await button(waiting, 'Open the page again').click();
    await expect(page.getByText(/^1 key at “127\.0\.0\.1:\d+” can be used\.$/).first()).toBeVisible();

    await expect(button(page, 'Sign…')).toBeEnabled({ timeout: 20_000 });
    await button(page, 'Sign…').click();
    await expect(page.getByRole('heading', { name: 'Intact, but the signer' })).toBeVisible({ timeout: 20_000 });
    expect(server.signIn.visits.map(({ scope }) => scope)).toEqual(['service', 'credential']);
    await page.keyboard.press('Control+3');
    const service = page.locator('[data-service]');
    await expect(service).toContainText('Signed in, until you close Countersign');
    await expect(service).toContainText('Wants your permission on a page in your browser');
    await app.close();
    app = undefined;
    expect(server.signIn.live, 'tokens are given back at the end').toBe(0);
  } finally {
    opener.remove();
  }
});
