import { type Browser, expect, type Page, test } from '@playwright/test';
import { type FakeDocument, FakeMain } from '../support/fake-bridge/fake-main.ts';
import { launchBrowser, openWindow } from '../support/fake-bridge/open-window.ts';
import { contractPdf } from '../support/fake-bridge/sample-pdf.ts';
import { documentInfo, outboxEntry, REPORTS } from '../support/fake-bridge/samples.ts';
import { expectAccessible } from './support/accessibility.ts';

/** Small windows, large scaling, long names: everything stays in reach, and what is in view stays in view. */
let browser: Browser;
let bytes: Uint8Array;
const LONG = `${'Kaufvertrag_über_das_Grundstück_'.repeat(6)}Wien`;

test.beforeAll(async () => {
  browser = await launchBrowser();
  bytes = await contractPdf(4);
});
test.afterAll(() => browser.close());
test.afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
});

const sample = (name: string): FakeDocument => ({
  info: documentInfo(name, bytes, 4),
  bytes,
  report: REPORTS.unsigned(name),
});

/** Nothing sticks out of the window to the side, and the window itself does not scroll. */
async function expectInside(page: Page, what: string): Promise<void> {
  const outside = await page.evaluate(`[...document.querySelectorAll('button, input, h1, h2, p, [role=option]')]
    .filter((element) => element.checkVisibility() && !element.closest('.sr-only'))
    .filter((element) => { const { left, right, width } = element.getBoundingClientRect(); return width > 1 && (left < -1 || right > innerWidth + 1); })
    .map((element) => element.textContent || element.getAttribute('aria-label'))`);
  expect(outside, what).toEqual([]);
  expect(
    await page.evaluate(
      'document.documentElement.scrollHeight - innerHeight + document.documentElement.scrollWidth - innerWidth',
    ),
    what,
  ).toBe(0);
}

test('from 640 × 400, which is 1280 × 800 at 200 %, up to 3840 × 2160', async () => {
  const main = new FakeMain();
  main.network = { ...main.network, authorities: [{ url: `https://tsa.test/${LONG}` }] };
  const { page } = await openWindow(browser, main);
  main.offered = [sample(`${LONG}.pdf`)];
  main.outbox = [outboxEntry(`${LONG}-signed.pdf`)];
  main.emit('outbox.changed', {});
  await page.keyboard.press('Control+o');
  await expect(page.locator('[data-page="1"] canvas')).toBeVisible();
  await page.getByRole('button', { name: 'Sign this document' }).click();
  await page.getByRole('button', { name: 'Sign without a visible mark' }).click();
  await page.getByRole('radio').first().click();
  for (const [width, height] of [
    [800, 600],
    [640, 400],
    [3840, 2160],
    [1280, 800],
  ] as const) {
    const size = `${width} × ${height}`;
    await page.setViewportSize({ width, height });
    await expect(page.getByLabel('Page number'), size).toHaveValue('1');
    await expect(page.locator('[data-page="1"]'), size).toBeInViewport();
    await expectInside(page, size);
    const room = await page.getByRole('main').boundingBox();
    expect(room?.width, `room for the document at ${size}`).toBeGreaterThan(240);
    if (width === 640) await expectAccessible(page);
  }
  await page.setViewportSize({ width: 640, height: 400 });
  for (const [key, title] of [
    ['Control+4', 'Outbox'],
    ['Control+6', 'Settings'],
    ['Control+3', 'Tokens'],
    ['Control+2', 'Many files'],
  ] as const) {
    await page.keyboard.press(key);
    await expect(page.getByRole('heading', { name: title, level: 1 })).toBeVisible();
    if (title === 'Tokens') {
      await page.getByRole('button', { name: 'Check the way to a signature' }).click();
      await expect(page.locator('[data-verdict]').first()).toBeVisible();
    }
    await expectInside(page, title);
    await page.screenshot({ path: `test-results/window/small-${title}.png` });
  }
  await page.keyboard.press('Control+1');
  await page.getByRole('button', { name: 'Sign…', exact: true }).click();
  await expect(page.getByLabel('PIN', { exact: true })).toBeFocused();
  await expect(page.getByRole('dialog').getByRole('button', { name: 'Cancel' })).toBeInViewport();
  await expect(page.getByRole('dialog').getByRole('button', { name: 'Sign' })).toBeInViewport();
  await expectInside(page, 'PIN');
});

test('names that differ only at their end can be told apart; a name from right to left keeps its order', async () => {
  const main = new FakeMain();
  const { page } = await openWindow(browser, main);
  const arabic = 'مستند العقد النهائي.pdf';
  main.offered = [sample(`${LONG}.pdf`), sample(`${LONG}-signed.pdf`), sample(arabic)];
  await page.keyboard.press('Control+o');
  const list = page.getByRole('list', { name: 'Open documents' });
  await expect(list.getByRole('listitem')).toHaveCount(3);
  for (const end of ['ck_Wien.pdf', '-signed.pdf']) await expect(list.getByText(end, { exact: true })).toBeInViewport();
  await expect(list.getByText(arabic, { exact: true })).toBeVisible();
});

test('documents opened at the start take over the reason and the place of last time', async () => {
  const main = new FakeMain();
  main.settings = { ...main.settings, reason: 'I agree', location: 'Wien' };
  const early = sample('early.pdf');
  const answer = main.answer.bind(main);
  main.answer = async (name, input) => {
    if (name === 'settings.get') {
      main.offered = [early];
      await answer('document.choose', {});
      main.emit('document.opened', early.info);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    return answer(name, input);
  };
  const { page } = await openWindow(browser, main);
  await page.getByRole('button', { name: 'Sign this document' }).click();
  await page.getByRole('button', { name: 'Sign without a visible mark' }).click();
  await expect(page.getByLabel('Reason')).toHaveValue('I agree');
  await expect(page.getByLabel('Location')).toHaveValue('Wien');
});
