import { expect, test } from '@playwright/test';
import type { CertificateId } from '../../shared/contract/ids.ts';
import { FakeMain } from '../support/fake-bridge/fake-main.ts';
import { certificate, digest } from '../support/fake-bridge/samples.ts';
import { button, openSample, windowScene } from '../support/fake-bridge/scene.ts';
import { expectScreen } from './support/accessibility.ts';

/** Tokens, why one cannot sign, and many files, in the window alone. */
const scene = windowScene();

test('tokens: a card that is being read and a module that does not answer are named until they are there', async () => {
  const main = new FakeMain();
  main.certificates = [];
  main.reading = ['Desk reader 00 00'];
  main.modulesAsked = ['libslow.so'];
  const page = await scene.start(main);
  await page.keyboard.press('Control+3');
  const status = page.getByRole('main').getByRole('status');
  await expect(status).toContainText('A card is in “Desk reader 00 00” and is being read …');
  await expect(status).toContainText('libslow.so is being asked for tokens …');
  await expect(page.getByText('No token')).toHaveCount(0);
  const bar = page.getByRole('region', { name: 'Status' });
  await expect(bar).toContainText('Looking for tokens');
  main.problems = [{ module: 'libslow.so', code: 'MODULE_SLOW', message: 'It takes long.' }];
  main.emit('tokens.changed', {});
  await expect(page.getByText('The token takes long to answer and is still being asked.')).toBeVisible();
  await expectScreen(page, '60-being-read');
  Object.assign(main, { certificates: new FakeMain().certificates, reading: [], modulesAsked: [], problems: [] });
  main.emit('tokens.changed', {});
  await expect(page.locator('[data-token="Notary card"]')).toBeVisible();
  await expect(status).toHaveCount(0);
  await expect(bar).not.toContainText('Looking for tokens');
});

test('tokens: a module is tried again, a PIN is changed, the way to a signature is checked and tried', async () => {
  const main = new FakeMain();
  main.problems = [{ module: 'libbroken.so', code: 'MODULE_QUARANTINED', message: 'It crashed three times.' }];
  main.pinState = 'final-try';
  const page = await scene.start(main);
  await page.keyboard.press('Control+3');
  const token = page.locator('[data-token="Notary card"]');
  await expect(token).toContainText('Says that it is qualified for signatures');
  await expect(token).toContainText('Expires in 12 days.');
  await button(page, 'Try again').click();
  await expect(page.getByText('The module is loaded again.').first()).toBeVisible();
  expect(main.asked).toContain('tokens.retryModule');

  const [certificateObject] = main.objects.objects;
  if (certificateObject !== undefined) {
    // Of a script that is written from right to left: it moves nothing around it.
    main.objects.objects = [{ ...certificateObject, label: 'بطاقة 12' }, ...main.objects.objects.slice(1)];
  }
  main.objects.more = true;
  await button(token, 'Everything on the token…').click();
  await expect(page.getByRole('dialog')).toContainText('Card number');
  await expect(page.getByRole('dialog')).toContainText('more than these 3 objects');
  await expect(page.getByRole('dialog').locator('bdi', { hasText: 'بطاقة 12' })).toHaveCount(1);
  await expect(page.getByRole('dialog').getByText('valid until 2028-03-01').first()).toHaveCSS('white-space', 'nowrap');
  await expectScreen(page, '49-objects');
  await page.keyboard.press('Escape');

  await button(token, 'Change PIN…').click();
  const dialog = page.getByRole('dialog', { name: 'Change the PIN' });
  await expect(dialog.getByLabel('PIN as it is now')).toBeFocused();
  await expect(button(dialog, 'Change PIN')).toBeDisabled();
  await dialog.getByRole('checkbox').check();
  await button(dialog, 'Change PIN').click();
  await expect(dialog).toContainText('Fill in all three.');
  await dialog.getByLabel('PIN as it is now').fill('1234');
  await dialog.getByLabel('New PIN', { exact: true }).fill('567');
  await dialog.getByLabel('New PIN once more').fill('5678');
  await button(dialog, 'Change PIN').click();
  await expect(dialog).toContainText('The two new PINs differ.');
  await dialog.getByLabel('New PIN once more').fill('567');
  await button(dialog, 'Change PIN').click();
  await expect(dialog).toContainText('The new PIN is too short: this token wants at least 4 characters.');
  await expectScreen(page, '50-pin-change');
  await dialog.getByLabel('New PIN', { exact: true }).fill('5678');
  await dialog.getByLabel('New PIN once more').fill('5678');
  main.failing.set('tokens.changePin', 'CKR_PIN_INCORRECT');
  await button(dialog, 'Change PIN').click();
  await expect(dialog.getByRole('alert')).toContainText('CKR_PIN_INCORRECT');
  for (const name of ['PIN as it is now', 'New PIN once more']) await expect(dialog.getByLabel(name)).toHaveValue('');
  await page.keyboard.press('Escape');
  await expect(button(token, 'Change PIN…')).toBeFocused();

  await button(page, 'Check the way to a signature').click();
  const broken = page.locator('[data-verdict="failed"]');
  await expect(broken).toContainText('The card is known (Thales IDPrime), but no driver for it is installed.');
  await expect(broken.locator('[data-state="failed"]')).toHaveCount(1);
  await expect(broken).toContainText('Not reached: Made for this computer, Slot');
  await button(page, 'Copy report').click();
  await expect(button(page, 'Copied')).toBeVisible();
  await expect(page.getByText('RSA 2048, Namib Trust Issuing CA 2, until 2028-03-01')).toBeVisible();
  await expectScreen(page, '51-doctor');
  main.pinState = 'ok';
  await button(page, 'Make a trial signature…').click();
  await expect(page.getByRole('dialog', { name: 'Enter the PIN' })).toBeVisible();
  await page.keyboard.type('1234');
  await page.keyboard.press('Enter');
  await expect(page.locator('[data-step="trial"][data-state="ok"]')).toHaveCount(1);

  // Where the reader has keys of its own the PIN is typed there, and none crosses the bridge.
  main.pinEntry = 'reader';
  main.rightPin = '';
  await openSample(page, main, scene.sample('contract.pdf'));
  await button(page, 'Sign this document').click();
  await button(page, 'Sign without a visible mark').click();
  await page.getByRole('radio').first().click();
  await button(page, 'Sign…').click();
  await expect(page.getByRole('dialog', { name: 'PIN on the reader' })).toContainText(
    'type the PIN on the keys of the reader',
  );
  await expectScreen(page, '52-reader');
  // The token is taken out while the dialog is open, and put back: the same key is chosen again.
  const { certificates } = main;
  main.certificates = certificates.slice(2, 3);
  main.emit('tokens.changed', {});
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(button(page, 'Sign…')).toBeDisabled();
  await expect(page.getByRole('radio', { checked: true })).toHaveCount(0);
  main.certificates = certificates;
  main.emit('tokens.changed', {});
  await expect(page.getByRole('radio').first()).toBeChecked();
  await button(page, 'Sign…').click();
  await button(page, 'Begin').click();
  await expect(page.getByRole('heading', { name: 'Signed and verified' })).toBeVisible();
  expect(main.pins).toEqual(['']);

  main.pinEntry = 'here';
  main.certificates = certificates.map((one) => ({ ...one, home: { ...one.home, pin: 'locked' } }));
  main.emit('tokens.changed', {});
  await page.keyboard.press('Control+3');
  await button(token, 'Unblock PIN…').click();
  const unblock = page.getByRole('dialog', { name: 'Unblock the PIN' });
  await unblock.getByRole('radio', { name: 'PUK' }).click();
  await unblock.getByLabel('PUK', { exact: true }).fill('12345678');
  for (const name of ['New PIN', 'New PIN once more']) await unblock.getByLabel(name, { exact: true }).fill('5678');
  await button(unblock, 'Unblock PIN').click();
  await expect(page.getByText('The PIN is unblocked.').first()).toBeVisible();
  expect(main.asked).toContain('tokens.unblockPin');
});

test('a token is managed: a key is made on an empty one, a certificate and a key file come in, a key is deleted', async () => {
  const main = new FakeMain();
  const page = await scene.start(main);
  await page.keyboard.press('Control+3');
  const empty = page.locator('[data-token="New card"]');
  const token = page.locator('[data-token="Notary card"]');
  const enterPin = async (submit: string) => {
    await page.getByLabel('PIN', { exact: true }).fill('1234');
    await button(page.getByRole('dialog'), submit).click();
  };
  await button(empty, 'Change PIN…').click();
  await expect(page.getByRole('dialog', { name: 'Change the PIN' })).toContainText('Token “New card”');
  await page.keyboard.press('Escape');
  await button(empty, 'Make a key…').click();
  const making = page.getByRole('dialog', { name: 'A new key on “New card”' });
  await making.getByLabel('Name', { exact: true }).fill('Iyambo, Ndapewa');
  await making.getByLabel('Country').fill('na');
  await expectScreen(page, '55-new-key');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'Enter the PIN' })).toContainText('You are making a key');
  await enterPin('Make key');
  const made = page.getByRole('dialog', { name: 'Request for a certificate' });
  await expect(made.getByRole('textbox')).toHaveValue(/^-----BEGIN CERTIFICATE REQUEST/);
  await expectScreen(page, '56-request');
  await button(made, 'Save request…').click();
  await expect(page.getByText('The request was saved as “request.csr” in “Documents”.').first()).toBeVisible();
  await page.keyboard.press('Escape');

  await button(empty, 'Import certificate…').click();
  await enterPin('Import');
  await expect(page.getByText('The certificate is on “New card”.').first()).toBeVisible();
  await button(token, 'Import key file…').click();
  await expect(page.getByLabel('Password of “ndapewa.p12”')).toBeFocused();
  await page.keyboard.type('pässwörd');
  await expectScreen(page, '57-import');
  await enterPin('Import');
  await expect(page.getByText('1 key was written to “Notary card”.').first()).toBeVisible();
  await button(page, 'Keep a key file…').click();
  await expect(page.getByRole('dialog').getByLabel('Password', { exact: true })).toBeFocused();
  await page.keyboard.type('pässwörd');
  await page.keyboard.press('Enter');
  await expect(page.getByText('2 keys are kept.').first()).toBeVisible();

  await button(token, 'Everything on the token…').click();
  await page.getByRole('button', { name: 'Delete Certificate Signing certificate…' }).click();
  const deleting = page.getByRole('dialog', { name: 'Delete from “Notary card”' });
  await deleting.getByRole('radio', { name: /^The key with all/ }).click();
  await expect(button(deleting, 'Delete…')).toBeDisabled();
  await deleting.getByRole('checkbox').check();
  await expectScreen(page, '58-delete');
  await button(deleting, 'Delete…').click();
  main.rightPin = '9999';
  await enterPin('Delete for good');
  await expect(token.getByRole('alert')).toBeVisible();
  const [first, second, third, kept] = main.objects.asked;
  expect([first, second, third, kept]).toMatchObject([
    {
      token: main.objects.tokens[1]?.id,
      kind: 'p-256',
      subject: 'CN=Iyambo\\, Ndapewa,C=NA',
      label: 'Iyambo, Ndapewa',
    },
    { token: main.objects.tokens[1]?.id },
    { token: main.objects.tokens[0]?.id, password: 'pässwörd' },
    { kept: 'pässwörd' },
  ]);
  expect(main.objects.asked, 'a wrong PIN deletes nothing').toHaveLength(4);
  main.rightPin = '1234';
  await button(token, 'Everything on the token…').click();
  await page.getByRole('button', { name: 'Delete Data Card number…' }).click();
  await deleting.getByRole('checkbox').check();
  await button(deleting, 'Delete…').click();
  await enterPin('Delete for good');
  await expect(page.getByText('1 object was deleted from “Notary card”.').first()).toBeVisible();
  expect(main.objects.asked.at(-1)).toMatchObject({ what: { refs: ['00000000000000a3'] } });
});

test('what is private is shown after the PIN, a lost request is made again, a kept key is deleted when that is confirmed', async () => {
  const main = new FakeMain();
  const [alice, both] = ['Alice Kept', 'Ndapewa Iyambo'].map((name, index) => ({
    sha256: index === 0 ? (digest('alice') as CertificateId) : (main.certificates[0]?.id as CertificateId),
    name,
    subject: `CN=${name}`,
    issuer: 'CN=Issuer',
    notAfter: '2028-03-01T00:00:00Z',
  }));
  if (alice === undefined || both === undefined) throw new Error('no kept keys');
  const home = { kind: 'pkcs12', label: 'Countersign', detail: '', pin: 'unknown', pinEntry: 'here' } as const;
  main.certificates = [...main.certificates, certificate({ name: alice.name, id: alice.sha256, home })];
  main.objects.kept = [alice, both];
  const page = await scene.start(main);
  await page.keyboard.press('Control+3');
  const enterPin = async (submit: string) => {
    await page.getByLabel('PIN', { exact: true }).fill('1234');
    await button(page.getByRole('dialog'), submit).click();
  };
  const empty = page.locator('[data-token="New card"]');
  await expect(empty).toContainText('One key has no certificate on the token yet');
  await expect(empty).not.toContainText('Nothing to sign with');
  await button(empty, 'Request certificate…').click();
  const asking = page.getByRole('dialog', { name: 'A request for the key “Ndapewa Iyambo”' });
  await expect(asking.getByRole('radio')).toHaveCount(0);
  await asking.getByLabel('Name', { exact: true }).fill('Ndapewa Iyambo');
  await page.keyboard.press('Enter');
  await enterPin('Make request');
  const made = page.getByRole('dialog', { name: 'Request for a certificate' });
  await expect(made).not.toContainText('The key was made');
  await page.keyboard.press('Escape');

  const token = page.locator('[data-token="Notary card"]');
  await button(token, 'Everything on the token…').click();
  const content = page.getByRole('dialog', { name: 'On the token “Notary card”' });
  await expect(content).not.toContainText('Next key');
  await button(content, 'Show private ones, too…').click();
  await expect(page.getByRole('dialog')).toContainText('Nothing is changed.');
  await enterPin('Show all');
  await expect(content).toContainText('Private key · Next key');
  await expect(content).toContainText('PIN for each signature');
  await expectScreen(page, '61-private-objects');
  await button(content, 'Request a certificate for Private key Next key…').click();
  await expect(page.getByRole('dialog', { name: 'A request for the key “Next key”' })).toBeVisible();
  await page.keyboard.press('Escape');

  const kept = page.getByRole('list', { name: 'Keys kept by Countersign' });
  await expect(kept.getByRole('listitem')).toHaveCount(2);
  await expect(kept).toContainText('It is also on a token');
  await button(kept, 'Delete the key of Alice Kept…').click();
  const deleting = page.getByRole('dialog', { name: 'Delete a kept key' });
  await expect(button(deleting, 'Delete for good')).toBeDisabled();
  await deleting.getByRole('checkbox').check();
  await expectScreen(page, '62-delete-kept');
  await button(deleting, 'Delete for good').click();
  await expect(page.getByText('The key of Alice Kept was deleted.').first()).toBeVisible();
  await expect(kept.getByRole('listitem')).toHaveCount(1);
  expect(main.objects.asked).toMatchObject([
    { token: main.objects.tokens[1]?.id, keyId: '0a1b2c3f', subject: 'CN=Ndapewa Iyambo' },
    { token: main.objects.tokens[0]?.id },
    { deleted: alice.sha256 },
  ]);
});

test('many files: gathered, signed with one PIN, paused, stopped, taken up again, told in a table', async () => {
  const main = new FakeMain();
  main.batches.offered = Array.from({ length: 5 }, (_, index) => `invoice-${index + 1}.pdf`);
  main.batches.refused = [4];
  const page = await scene.start(main);
  await page.keyboard.press('Control+2');
  await expect(page.getByRole('heading', { name: 'No files are gathered yet' })).toBeVisible();
  await button(page, 'Choose files…').click();
  await page.getByRole('radio').first().click();
  await expect(page.getByText('The PIN is asked for once, for all 4 files.')).toBeVisible();
  await expect(page.getByText('1 file cannot be signed with these choices and is left out.')).toBeVisible();
  await page.getByRole('button', { name: /^Mark/ }).click();
  await page.getByRole('radio', { name: 'On the last page' }).click();
  await page.getByLabel('From left').fill('48');
  await page.getByLabel('From left').press('Enter');
  await page.getByRole('radio', { name: 'Initials' }).click();
  await page.getByLabel('Your initials').fill('ni');
  const chosen = () => main.batches.choices.at(-1);
  await expect
    .poll(chosen)
    .toMatchObject({ placement: { page: -1, x: 48 }, appearance: { picture: { kind: 'initials', initials: 'ni' } } });
  await expect(page.getByRole('button', { name: /^Mark/ })).toContainText('Visible on the last page');
  await expectScreen(page, '53-batch-draft');
  main.batches.refused = [];
  await button(page, 'Take “invoice-5.pdf” out').click();
  await button(page, 'Sign 4 files…').click();
  await expect(page.getByRole('dialog')).toContainText('You are signing 4 files.');
  await page.keyboard.type('1234');
  await page.keyboard.press('Enter');
  const batch = page.locator('[data-batch]');
  await expect(batch).toHaveAttribute('data-batch', 'running');
  main.batches.go(2, [1]);
  await expect(batch).toContainText('1 of 4 files signed');
  await expect(batch).toContainText('about 34 s left');
  await button(page, 'Pause').click();
  await expect(batch).toHaveAttribute('data-batch', 'paused');
  await button(page, 'Go on…').click();
  await expect(batch).toHaveAttribute('data-batch', 'running');
  expect(main.batches.pins, 'a paused batch keeps its key').toEqual(['1234', '']);
  main.batches.go(1);
  await button(page, 'Stop').click();
  await expect(batch).toContainText('no file is signed twice');
  await button(page, 'Go on…').click();
  await page.keyboard.type('1234');
  await page.keyboard.press('Enter');
  await expect(batch).toHaveAttribute('data-batch', 'running');
  main.batches.wantPin();
  await expect(page.getByRole('dialog', { name: 'Enter the PIN' })).toBeVisible();
  await page.keyboard.type('1234');
  await page.keyboard.press('Enter');
  await expect.poll(() => main.batches.pins.length, 'asked at once for the next signature').toBe(4);
  main.batches.go(4, [3]);
  await expect(batch).toContainText('done, 1 not signed');
  await page.getByRole('radio', { name: 'Not signed' }).click();
  await expect(page.locator('li[data-state]')).toHaveCount(1);
  await expectScreen(page, '54-batch-done');
  await button(page, 'Save results as table…').click();
  await expect(page.getByText('The results were saved as “results.csv” in “Invoices”.').first()).toBeVisible();
  await button(page, 'Forget this batch; the signed files stay').click();
  await expect(page.getByRole('heading', { name: 'No files are gathered yet' })).toBeVisible();
});
