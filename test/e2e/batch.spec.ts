import { expect, type Page, test } from '@playwright/test';
import { FakeMain } from '../support/fake-bridge/fake-main.ts';
import { button, windowScene } from '../support/fake-bridge/scene.ts';
import { expectScreen } from './support/accessibility.ts';

const scene = windowScene();

/** Drops files on the window, as a person does. */
async function drop(page: Page, names: readonly string[]): Promise<void> {
  await page.evaluate(`{
    const data = new DataTransfer();
    for (const name of ${JSON.stringify(names)}) data.items.add(new File(['x'], name));
    for (const type of ['dragenter', 'dragover', 'drop'])
      document.body.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
  }`);
}

test('thousands of files: a hundred rows at once, what was found of each, where they go, a password for those that want it', async () => {
  const main = new FakeMain();
  const { batches } = main;
  batches.offered = Array.from({ length: 2000 }, (_, index) => `invoice-${String(index + 1).padStart(4, '0')}.pdf`);
  Object.assign(batches, { refused: [4], warned: [0, 150], locked: [7], numbered: 3, lookedAt: 820 });
  const page = await scene.start(main);
  await page.keyboard.press('Control+2');
  await button(page, 'Choose files…').click();
  await page.getByRole('radio').first().click();
  await expect(page.getByText('Looking at the files: 820 of 2000').first()).toBeVisible();
  await button(page, 'Stop looking').click();
  await expect(page.getByText('1180 files were not looked at.')).toBeVisible();
  await expect(page.getByText('The usual names of 3 files are taken')).toBeVisible();

  const rows = page.locator('li[data-state]');
  await expect(rows).toHaveCount(100);
  await button(page, 'Files after these').first().click();
  await expect(rows.first()).toContainText('invoice-0101.pdf');
  await expect(rows.first()).toContainText('becomes “invoice-0101-signed.pdf”');
  await expect(rows).toHaveCount(100);
  await button(page, 'Show').last().click();
  await expect(rows).toHaveCount(2);
  await expect(rows.nth(1)).toContainText('On page 1 the signature will lie over the text “Total”.');

  await page.getByRole('button', { name: /^Signed files/ }).click();
  await button(page, 'Choose a folder…').click();
  await expect(page.getByRole('button', { name: /^Signed files/ })).toContainText('In the folder “Signed 2026”');
  await button(page, 'Beside the originals').click();
  await expect(page.getByRole('button', { name: /^Signed files/ })).toContainText('Each beside its original');

  await expect(button(page, 'Sign 1998 files…')).toBeVisible();
  await button(page, 'Give the password…').click();
  await page.keyboard.type('sesame');
  await page.keyboard.press('Enter');
  await expect(button(page, 'Sign 1999 files…')).toBeVisible();
  expect(batches.passwords).toEqual(['sesame']);
});

test('files dropped on the page are gathered; a batch whose key was taken out says when it is back', async () => {
  const main = new FakeMain();
  const page = await scene.start(main);
  await page.keyboard.press('Control+2');
  await drop(page, ['a.pdf', 'b.pdf']);
  await expect(page.getByText('2 files to sign')).toBeVisible();
  await expect(page.getByText('2 files were added. 1 file that is no PDF was left out.').first()).toBeVisible();
  await page.getByRole('radio').first().click();
  await drop(
    page,
    Array.from({ length: 20 }, (_, index) => `${index}.pdf`),
  );
  await expect(page.getByText('22 files to sign')).toBeVisible();
  await expectScreen(page, '63-batch-dropped');
  await button(page, 'Sign 22 files…').click();
  await page.keyboard.type('1234');
  await page.keyboard.press('Enter');
  const batch = page.locator('[data-batch]');
  await expect(batch).toHaveAttribute('data-batch', 'running');
  await expect(batch, 'what goes on is in view').toBeInViewport();
  main.batches.go(5);
  const { certificates } = main;
  main.certificates = [];
  main.batches.stopFor('CKR_DEVICE_REMOVED');
  main.emit('tokens.changed', {});
  await expect(batch).toContainText('The key is not there now.');
  main.certificates = certificates;
  main.emit('tokens.changed', {});
  await expect(batch).toContainText('The key is there. You can go on where it stopped.');
  main.certificates = [];
  main.batches.stopFor('REMOTE_TOKEN_REFUSED', { address: 'https://sign.example/csc/v2', host: 'sign.example' });
  main.emit('tokens.changed', {});
  await expect(batch).toContainText('The key is at the signing service sign.example');
  await expect(batch).not.toContainText('it may have expired');
  await expect(button(page, 'Go on…')).toHaveCount(0);
  await button(batch, 'Give access token…').click();
  await expect(page.getByRole('dialog')).toContainText('sign.example');
  await page.keyboard.press('Escape');
  main.batches.stopFor('CKR_PIN_INCORRECT');
  main.certificates = certificates;
  main.emit('tokens.changed', {});
  await expect(batch).toContainText('The PIN is wrong');
  main.failing.set('batch.resume', 'CKR_PIN_INCORRECT');
  await button(page, 'Go on…').click();
  await page.keyboard.type('4321');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Error code CKR_PIN_INCORRECT')).toBeVisible();
  await expect(page.getByText('The PIN is wrong'), 'said once').toHaveCount(1);
  main.failing.clear();
  main.batches.stopFor('CKR_DEVICE_REMOVED');
  await button(page, 'Go on…').click();
  await page.keyboard.type('1234');
  await page.keyboard.press('Enter');
  await expect(batch).toHaveAttribute('data-batch', 'running');
  main.batches.go(17);
  await expect(batch).toHaveAttribute('data-batch', 'done');
});
