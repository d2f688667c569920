import { expect, test } from '@playwright/test';
import { FakeMain } from '../support/fake-bridge/fake-main.ts';
import { contractPdf } from '../support/fake-bridge/sample-pdf.ts';
import { REPORTS } from '../support/fake-bridge/samples.ts';
import { button, openSample, windowScene } from '../support/fake-bridge/scene.ts';
import { expectScreen } from './support/accessibility.ts';

/** What a check found, what can be done about it, and looking at what was signed. */
const scene = windowScene();

/** Signed as the sample is, with a sentence put over the text of pages 2 and 3 afterwards. */
async function altered() {
  const bytes = await contractPdf(4, [2, 3]);
  const sample = scene.sample('agreement.pdf', 'visual', { signatures: 2, revisions: 4 });
  return { ...sample, info: { ...sample.info, size: bytes.length }, bytes, revisionBytes: sample.bytes };
}

test('permitted but visibly changed is amber; every difference is found, marked and reached by key', async () => {
  const main = new FakeMain();
  const page = await scene.start(main);
  await openSample(page, main, await altered());
  await expect(page.locator('[data-page="1"] canvas')).toBeVisible();
  await expect(page.locator('[data-verdict="warn"]')).toContainText('Pages 2, 3 look different now.');
  await expect(page.locator('article[data-tone]').first()).toHaveAttribute('data-tone', 'warn');
  await expectScreen(page, '30-visual');
  await button(page.locator('[data-verdict]'), 'Compare with what was signed').click();
  const status = page.getByRole('status').filter({ hasText: /place|same/ });
  await expect(status).toHaveText('1 place on page 2 looks different');
  await expect(page.getByRole('figure')).toHaveCount(2);
  await expect(page.locator('figure canvas')).toHaveCount(2);
  await expect(page.getByRole('navigation', { name: 'Pages that differ' }).getByRole('button')).toHaveText(['2', '3']);
  await expectScreen(page, '31-compare');
  // What is hidden behind the comparison takes no turn.
  const back = button(page, 'Back to the file as it is now');
  await page.keyboard.press('F6');
  await expect(back).not.toBeFocused();
  await back.focus();
  await page.keyboard.press('n');
  await expect(status).toHaveText('1 place on page 3 looks different');
  await page.keyboard.press('p');
  await expect(status).toHaveText('1 place on page 2 looks different');
  await page.keyboard.press('PageUp');
  await expect(status).toHaveText('Page 1 looks the same');
  await page.getByRole('radio', { name: 'Slider' }).click();
  await page.getByRole('slider').press('ArrowRight');
  await button(page, 'Next difference').click();
  await expectScreen(page, '32-slider');
  await page.getByRole('radio', { name: 'Switch' }).click();
  await button(page, 'Show the other one').click();
  await page.keyboard.press('Escape');
  await expect(page.locator('[data-page="1"] canvas')).toBeVisible();
  await expect(button(page.locator('[data-verdict]'), 'Compare with what was signed')).toBeFocused();
  await expect(page.getByRole('heading', { name: 'agreement.pdf', level: 1 })).toBeVisible();
});

test('what was signed is shown under a banner with a way back; a change leads to its place', async () => {
  const main = new FakeMain();
  const page = await scene.start(main);
  await openSample(page, main, await altered());
  await expect(page.locator('[data-page="1"] canvas')).toBeVisible();
  await button(page, 'Page 3: show the place').click();
  await expect(page.getByLabel('Page number')).toHaveValue('3');
  await expect(page.locator('[data-page="3"]').getByRole('img', { name: 'Place that looks different' })).toBeVisible();
  await expectScreen(page, '33-place');
  await button(page, 'Show what was signed').click();
  await expect(page.locator('[data-banner="signed"]')).toContainText('As Ndapewa Iyambo signed it: version 2 of 4');
  await expect(page.locator('[data-page="1"] .text-layer')).toContainText('Service Agreement');
  await expectScreen(page, '34-signed');
  await button(page, 'Back to the file as it is now').click();
  await expect(page.locator('[data-banner="signed"]')).toHaveCount(0);
  await expect(button(page, 'Show what was signed')).toBeFocused();
});

test('an issuer is trusted only after its digest was compared; what is missing is asked for online; what was shown is saved', async () => {
  const main = new FakeMain();
  const page = await scene.start(main);
  await openSample(page, main, scene.sample('deed.pdf', 'unknown', { signatures: 1 }));
  await button(page, 'Trust only this signer…').first().click();
  const dialog = page.getByRole('dialog', { name: 'Trust this signer?' });
  await expect(button(dialog, 'Trust')).toBeDisabled();
  await expectScreen(page, '35-trust');
  await dialog.getByRole('checkbox').check();
  const checks = main.asked.filter((call) => call === 'verify.run').length;
  await button(dialog, 'Trust').click();
  await expect(dialog).toHaveCount(0);
  expect(main.trusted).toEqual([REPORTS.unknown('deed.pdf').signatures[0]?.signer?.sha256]);
  await expect.poll(() => main.asked.filter((call) => call === 'verify.run').length).toBe(checks + 1);

  // What is missing is asked for online; whether that is to be so from now on is asked once.
  const amber = scene.sample('lease.pdf', 'amber', { signatures: 1 });
  await openSample(page, main, { ...amber, onlineReport: REPORTS.good('lease.pdf') });
  await button(page, 'Check online now').click();
  await expectScreen(page, '35-online');
  await button(page, 'Only this time').click();
  await expect(page.locator('[data-verdict="good"]')).toBeVisible();
  expect(main.settings.lookOnline).toBe(false);
  await button(page, 'Save report').click();
  await page.getByRole('menuitem', { name: /^PDF/ }).click();
  await expect(page.getByText('The report was saved as “lease-report.pdf” in “Contracts”.').first()).toBeVisible();
});

test('the chain is a tree for the keyboard: arrows move and fold, Enter shows a certificate', async () => {
  const main = new FakeMain();
  const page = await scene.start(main);
  await openSample(page, main, scene.sample('good.pdf', 'good', { signatures: 2 }));
  await button(page, 'Details').first().click();
  await button(page, 'How it was checked').click();
  await expect(page.getByText('NA · Communications Authority')).toBeVisible();
  await expect(page.getByText('number 31 · issued 2026-05-01 · out of date')).toBeVisible();
  await expectScreen(page, '36-details');
  const tree = page.getByRole('tree', { name: 'Certificate chain' }).first();
  const items = tree.getByRole('treeitem');
  await expect(items).toHaveText([/Meridian Root CA/, /Meridian Qualified CA 3/, /Ndapewa Iyambo/]);
  await items.first().focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowLeft');
  await expect(items).toHaveCount(2);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('End');
  await expect(items.nth(2)).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByText('5f0c 11aa 28e4 9d07')).toBeVisible();
});

test('a hidden page is signed over only when that was read; a damaged file is opened as a repaired copy', async () => {
  const main = new FakeMain();
  main.forbids = ({ acceptShadow }) => (acceptShadow ? undefined : 'SHADOW_CONTENT');
  const page = await scene.start(main);
  await openSample(page, main, scene.sample('contract.pdf'));
  await button(page, 'Sign this document').click();
  await button(page, 'Sign without a visible mark').click();
  await page.getByRole('radio').first().click();
  await expect(page.getByRole('alert')).toContainText('SHADOW_CONTENT');
  await expect(button(page, 'Sign…')).toBeDisabled();
  await page.getByRole('checkbox', { name: /sign all the same/ }).check();
  await expect(button(page, 'Sign…')).toBeEnabled();
  main.damaged.set('torn.pdf', scene.sample('torn-repaired.pdf'));
  main.offered = [scene.sample('torn.pdf')];
  await page.keyboard.press('Control+o');
  await expect(page.getByRole('alert')).toContainText('PDF_DAMAGED');
  await button(page, 'Open a repaired copy').click();
  await expect(page.getByRole('heading', { name: 'torn-repaired.pdf', level: 1 })).toBeVisible();
});
