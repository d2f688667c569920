import { expect, type Page, test } from '@playwright/test';
import { type FakeDocument, FakeMain } from '../support/fake-bridge/fake-main.ts';
import { contractPdf } from '../support/fake-bridge/sample-pdf.ts';
import { documentInfo, ledgerEntry, REPORTS } from '../support/fake-bridge/samples.ts';
import { button, openSample, windowScene } from '../support/fake-bridge/scene.ts';
import { expectScreen } from './support/accessibility.ts';

/** The window alone, over a main process in memory: states that a real token cannot be brought into at will. */
const scene = windowScene();

/** One page more than the sample has. */
const FIVE = Array.from({ length: 5 }, () => ({ width: 595.28, height: 841.89 }));

const signButton = (page: Page) => button(page, 'Sign…');

/** Up to the point where the certificate is chosen and the target known. */
async function readyToSign(page: Page, main: FakeMain): Promise<void> {
  await openSample(page, main, scene.sample('contract.pdf'));
  await page.getByRole('button', { name: 'Sign this document' }).click();
  await page.getByRole('button', { name: 'Sign without a visible mark' }).click();
  await page.getByRole('radio').first().click();
  await expect(page.getByText('contract-signed.pdf')).toBeVisible();
}

test('a mark is drawn with the mouse, moved and resized, and undone step by step', async () => {
  const main = new FakeMain();
  const page = await scene.start(main);
  await openSample(page, main, scene.sample('contract.pdf'));
  await page.getByRole('button', { name: 'Sign this document' }).click();
  const layer = page.getByTestId('placement-layer-1');
  const box = await layer.boundingBox();
  if (box === null) throw new Error('the layer is not in view');
  const at = (x: number, y: number) => [box.x + x, box.y + y] as const;
  const drag = async (from: readonly [number, number], to: readonly [number, number]) => {
    await page.mouse.move(...from);
    await page.mouse.down();
    await page.mouse.move(...to, { steps: 5 });
    await page.mouse.up();
  };
  const mark = page.getByRole('application', { name: 'Signature mark on page 1' });
  const size = async () => {
    const now = await mark.boundingBox();
    return now === null ? null : [now.x - box.x, now.y - box.y, now.width, now.height].map(Math.round);
  };
  await drag(at(100, 200), at(320, 300));
  expect(await size()).toEqual([100, 200, 220, 100]);
  await drag(at(200, 250), at(250, 300));
  expect(await size()).toEqual([150, 250, 220, 100]);
  await drag(at(370, 350), at(400, 370));
  expect(await size()).toEqual([150, 250, 250, 120]);
  await page.keyboard.press('Control+z');
  expect(await size()).toEqual([150, 250, 220, 100]);
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+Shift+Z');
  expect(await size()).toEqual([150, 250, 220, 100]);
});

test('everything from opening to the result works by keyboard alone', async () => {
  const main = new FakeMain();
  const page = await scene.start(main);
  main.offered = [scene.sample('contract.pdf')];
  await page.keyboard.press('Control+k');
  await page.keyboard.type('open');
  await page.keyboard.press('Enter');
  await expect(page.locator('[data-verdict="plain"]')).toBeVisible();
  await page.keyboard.press('Control+Shift+S');
  await page.getByRole('button', { name: 'Place with keyboard' }).focus();
  await page.keyboard.press('Enter');
  const first = page.getByRole('application', { name: 'Signature mark on page 1' });
  await expect(first).toBeFocused();
  for (const key of ['ArrowLeft', 'ArrowUp', 'Shift+ArrowRight', 'PageDown', 'PageDown'])
    await page.keyboard.press(key);
  await expect(page.getByRole('application', { name: 'Signature mark on page 3' })).toBeFocused();
  await page.keyboard.press('Enter');
  await page.getByRole('radio').first().focus();
  await page.keyboard.press('Space');
  await expect(signButton(page)).toBeEnabled();
  await signButton(page).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.type('1234');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Signed and verified' })).toBeVisible();
  expect(main.signed.map(({ placement }) => placement)).toEqual([
    { page: 3, x: expect.closeTo(355.28, 1), y: 40, width: 204, height: 72 },
  ]);
});

test('the PIN is sent once as bytes and stays nowhere in the window', async () => {
  const main = new FakeMain();
  const page = await scene.start(main);
  await readyToSign(page, main);
  await signButton(page).click();
  const field = page.getByLabel('PIN', { exact: true });
  await expect(field).toBeFocused();
  await expect(field).toHaveAttribute('type', 'password');
  await page.evaluate(`globalThis.sent = []; {
    const bridge = globalThis.bridge;
    globalThis.fieldNode = document.querySelector('dialog input');
    const fill = Uint8Array.prototype.fill;
    Uint8Array.prototype.fill = function (...args) { globalThis.sent.push([...this]); return fill.apply(this, args); };
  }`);
  await field.fill('9417');
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  await expect(field).toHaveAttribute('type', 'text');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  expect(await page.evaluate('fieldNode.value')).toBe('');
  await signButton(page).click();
  await expect(page.getByLabel('PIN', { exact: true })).toHaveValue('');
  await page.keyboard.type('9417');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText('CKR_PIN_INCORRECT');
  expect(main.pins).toEqual(['9417']);
  expect(await page.evaluate('sent')).toContainEqual([57, 52, 49, 55]);
  expect(await page.content()).not.toContain('9417');
});

test('the last try of a PIN must be confirmed, a locked PIN cannot be tried', async () => {
  const main = new FakeMain();
  main.pinState = 'final-try';
  const page = await scene.start(main);
  await readyToSign(page, main);
  await signButton(page).click();
  await page.getByLabel('PIN', { exact: true }).fill('1234');
  const submit = page.getByRole('dialog').getByRole('button', { name: 'Sign', exact: true });
  await expect(submit).toBeDisabled();
  await page.keyboard.press('Enter');
  expect(main.pins).toEqual([]);
  await page.getByRole('checkbox').check();
  await expect(submit).toBeEnabled();
  await page.keyboard.press('Escape');
  main.pinState = 'locked';
  await page.getByRole('radio').nth(1).click();
  await expect(page.getByRole('button', { name: 'Unblock PIN…' })).toBeVisible();
  await expect(signButton(page)).toHaveCount(0);
});

test('signing is cancelled from the progress and leaves the person where they were', async () => {
  const main = new FakeMain();
  main.hangAt = 'waiting-for-token';
  const page = await scene.start(main);
  await readyToSign(page, main);
  await signButton(page).click();
  await page.keyboard.type('1234');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Waiting for the token').first()).toBeVisible();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByText('Cancelled. The original is untouched.').first()).toBeVisible();
  await expect(signButton(page)).toBeEnabled();
});

test('a document on whose pages two readers disagree is neither shown nor signed', async () => {
  const main = new FakeMain();
  const page = await scene.start(main);
  await openSample(page, main, scene.sample('mismatch.pdf', 'unsigned', { pages: FIVE }));
  await expect(page.getByRole('alert')).toContainText('VIEW_MISMATCH');
  await expect(page.getByRole('button', { name: 'Sign this document' })).toBeDisabled();
  await expect(page.locator('canvas')).toHaveCount(0);
  await page.keyboard.press('Control+Shift+S');
  await expect(page.getByRole('heading', { name: 'Place your mark' })).toHaveCount(0);
});

test('files are dropped on the window; what cannot be read is refused in words', async () => {
  const main = new FakeMain();
  main.droppable = [scene.sample('dropped.pdf', 'good')];
  const page = await scene.start(main);
  for (const name of ['dropped.pdf', 'broken.pdf']) {
    await page.evaluate(`{
      const data = new DataTransfer();
      data.items.add(new File(['x'], ${JSON.stringify(name)}));
      for (const type of ['dragenter', 'dragover', 'drop'])
        document.body.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
    }`);
  }
  await expect(page.getByText('This file is not a PDF.').first()).toBeVisible();
  await expect(page.getByRole('heading', { name: 'All 2 signatures are valid' })).toBeVisible();
});

test('a thousand pages cost no more than those in view', async () => {
  const main = new FakeMain();
  const many = await contractPdf(1000);
  const page = await scene.start(main);
  const large: FakeDocument = {
    info: documentInfo('large.pdf', many, 1000),
    bytes: many,
    report: REPORTS.unsigned('large.pdf'),
  };
  await openSample(page, main, large);
  await page.keyboard.press('F4');
  await expect(page.locator('[data-page="1"] canvas')).toBeVisible();
  const box = page.getByLabel('Page number');
  for (const target of [250, 500, 750, 1000]) {
    await box.fill(String(target));
    await box.press('Enter');
    await expect(page.locator(`[data-page="${target}"] canvas`)).toBeVisible();
    expect(await page.locator('[data-page]').count()).toBeLessThan(8);
    expect(await page.locator('canvas').count()).toBeLessThan(24);
  }
  await expect(page.locator('[data-page="1000"] .text-layer')).toContainText('Page 1000 of 1000');
});

test('text of a page can be selected and zoom keeps the page in view', async () => {
  const main = new FakeMain();
  const page = await scene.start(main, { deviceScaleFactor: 2 });
  await openSample(page, main, scene.sample('contract.pdf'));
  const words = page.locator('[data-page="1"] .text-layer').getByText('Service Agreement').first();
  await words.dblclick();
  expect(await page.evaluate('getSelection().toString()')).toMatch(/Service|Agreement/);
  const width = await page.locator('[data-page="1"]').evaluate((element) => element.clientWidth);
  const pixels = () =>
    page.locator('[data-page="1"] canvas').evaluate((canvas) => (canvas as unknown as { width: number }).width);
  await expect.poll(pixels).toBe(width * 2);
  await page.keyboard.press('Control+=');
  await page.keyboard.press('Control+=');
  const zoomed = await page.locator('[data-page="1"]').evaluate((element) => element.clientWidth);
  expect(zoomed).toBeGreaterThan(width);
  await expect.poll(pixels).toBe(zoomed * 2);
});

test('the file browser is driven by keyboard and gives back opaque tokens', async () => {
  const main = new FakeMain();
  const page = await scene.start(main);
  const choices: unknown[] = [];
  const answer = main.answer.bind(main);
  main.answer = (name, input) => {
    if (name === 'fileBrowser.resolve') choices.push(input);
    return answer(name, input);
  };
  main.emit('fileBrowser.opened', {
    request: 'r1',
    mode: 'open',
    purpose: 'document',
    suggestedName: '',
    multiple: true,
  });
  const list = page.getByRole('listbox');
  await expect(list).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('option')).toHaveCount(8);
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  expect(choices).toEqual([{ request: 'r1', choice: { files: [expect.stringMatching(/^file-[0-9a-f]{32}$/)] } }]);
});

test('the words are all in the catalogue: a pseudo-language leaves nothing in English', async () => {
  const main = new FakeMain();
  main.settings = { ...main.settings, language: 'de' };
  main.entries = [ledgerEntry(0, 'a.pdf')];
  const pseudo = (text: string) =>
    text.replace(/(\{\{\w+\}\})|[a-zA-Z]/g, (_, value: string | undefined) => value ?? 'ж');
  const page = await scene.start(main, {
    replace: (name, content) =>
      /^de-.*\.js$/.test(name)
        ? Buffer.from(
            content.toString('utf8').replace(/`((?:[^`\\]|\\.)*)`/g, (_, text: string) => `\`${pseudo(text)}\``),
          )
        : content,
  });
  for (const key of ['Control+1', 'Control+6', 'Control+4', 'Control+5', 'Control+2']) {
    await page.keyboard.press(key);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(/ж/);
    const words = await page.locator('nav, main h1, main h2, main p, main th, [aria-label="ж"]').allInnerTexts();
    const foreign = words
      .join('\n')
      .replace(/\b(Ctrl|Mod|Countersign|English|Deutsch|PDF|SHA|CN|O|C|K)\b/g, '')
      .match(/[A-Za-z]{4,}/g);
    expect(
      (foreign ?? []).filter(
        (word) => !/Meridian|Root|Trust|Services|Ndapewa|Iyambo|Harbour|Finch|Notaries/.test(word),
      ),
    ).toEqual([]);
  }
});

test('every screen meets WCAG 2.2 AA by axe, light and dark', async () => {
  test.setTimeout(180_000);
  const main = new FakeMain();
  main.entries = [2, 1, 0].map((index) => ledgerEntry(index, `deed-${index}-signed.pdf`));
  main.signWarnings = ['The certificate leads to no trusted issuer.'];
  const page = await scene.start(main);
  const screen = (name: string) => expectScreen(page, name);
  await screen('01-empty');
  for (const kind of ['red', 'amber', 'good', 'unsigned'] as const) {
    await openSample(page, main, scene.sample(`${kind}.pdf`, kind));
    await expect(page.locator('[data-verdict]')).toBeVisible();
    await expect(page.locator('[data-page="1"] canvas')).toBeVisible();
    if (kind === 'red') await page.getByRole('button', { name: 'Details' }).first().click();
    await screen(`02-${kind}`);
  }
  await page.keyboard.press('F4');
  await page.keyboard.press('Control+Shift+S');
  await page.getByRole('button', { name: 'Place with keyboard' }).click();
  await screen('03-placing');
  await page.keyboard.press('Enter');
  await page.getByRole('radio').first().click();
  await expect(signButton(page)).toBeEnabled();
  await page.getByRole('button', { name: 'Not usable (1)' }).click();
  await screen('04-sign');
  await signButton(page).click();
  await screen('05-pin');
  main.hangAt = 'verifying';
  await page.keyboard.type('1234');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Verifying every signature').first()).toBeVisible();
  await screen('06-progress');
  await page.getByRole('button', { name: 'Cancel' }).click();
  main.hangAt = null;
  await expect(signButton(page)).toBeEnabled();
  await signButton(page).click();
  await page.keyboard.type('0000');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toBeVisible();
  await screen('07-wrong-pin');
  await expect(signButton(page)).toBeEnabled();
  await signButton(page).click();
  await page.keyboard.type('1234');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Signed and verified' })).toBeVisible();
  await screen('08-result');
  await page.keyboard.press('Control+k');
  await screen('09-palette');
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await screen('10-shortcuts');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+5');
  await page.getByRole('button', { name: 'Verify the ledger' }).click();
  await page.getByRole('button', { name: '1', exact: true }).click();
  await page.getByRole('button', { name: 'Show proof' }).click();
  await screen('11-ledger');
  await page.keyboard.press('Control+6');
  await screen('12-settings');
  main.emit('fileBrowser.opened', {
    request: 'r',
    mode: 'save',
    purpose: 'target',
    suggestedName: 'a-signed.pdf',
    multiple: false,
  });
  await expect(page.getByRole('dialog')).toBeVisible();
  await screen('13-files');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  main.failing.set('document.choose', 'PDF_DAMAGED');
  await page.keyboard.press('Control+o');
  await expect(page.getByRole('alert')).toContainText('PDF_DAMAGED');
  await screen('14-open-error');
});
