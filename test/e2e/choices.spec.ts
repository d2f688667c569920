import { expect, type Page, test } from '@playwright/test';
import type { CallName } from '../../shared/contract/channels.ts';
import type { SignatureStanding } from '../../shared/contract/level-outcome.ts';
import { type FakeDocument, FakeMain } from '../support/fake-bridge/fake-main.ts';
import { outboxEntry } from '../support/fake-bridge/samples.ts';
import { button, openSample, windowScene } from '../support/fake-bridge/scene.ts';
import { expectScreen } from './support/accessibility.ts';

/** What a person can choose about a signature, and what becomes of it later: the window alone, over a main process in memory. */
const scene = windowScene();
const AUTHORITY = { url: 'https://tsa.meridian.test/rfc3161' };

/** A form with room for two signatures, one of them seen on page 1. */
const form = () =>
  scene.sample('form.pdf', 'unsigned', {
    emptyFields: [
      { name: 'Buyer', place: { page: 1, x: 300, y: 560, width: 200, height: 60 } },
      { name: 'Witness', place: null },
    ],
    formFields: ['Price', 'Date of payment'],
  });

async function openDocument(page: Page, main: FakeMain, document: FakeDocument): Promise<void> {
  await openSample(page, main, document);
  await expect(page.locator('[data-page="1"] canvas')).toBeVisible();
}

const signButton = (page: Page) => button(page, 'Sign…');

async function enterPin(page: Page): Promise<void> {
  await expect(signButton(page)).toBeEnabled();
  await signButton(page).click();
  await page.keyboard.type('1234');
  await page.keyboard.press('Enter');
}

/** Whether the first canvas in the element has colour in it and is clear elsewhere. */
const isDrawn = (page: Page, selector: string) =>
  page.evaluate(`{
    const canvas = document.querySelector(${JSON.stringify(`${selector} canvas`)});
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    const opacity = data.filter((_value, index) => index % 4 === 3);
    opacity.some((value) => value > 200) && opacity.some((value) => value === 0);
  }`);

test('an empty field is clicked on the page and signed', async () => {
  const main = new FakeMain();
  const page = await scene.start(main);
  await openDocument(page, main, form());
  await page.locator('[data-page="1"]').getByRole('button', { name: 'Sign here: Buyer' }).click();
  await page.getByRole('radio').first().click();
  await expect(page.getByText('In the field “Buyer”')).toBeVisible();
  await enterPin(page);
  await expect(page.getByRole('heading', { name: 'Signed and verified' })).toBeVisible();
  expect(main.signed).toMatchObject([{ field: 'Buyer', placement: null }]);
});

test('handwriting, words of one’s own, further pages, certification and a lock are what main is asked for', async () => {
  const main = new FakeMain();
  main.network = { ...main.network, authorities: [AUTHORITY] };
  const page = await scene.start(main);
  await openDocument(page, main, form());
  await button(page, 'Sign this document').click();
  await button(page, 'Bottom right').click();
  await page.getByRole('button', { name: /^Look of the mark/ }).click();
  await page.getByRole('radio', { name: 'Handwriting' }).click();
  const pad = page.getByRole('img', { name: /Pad/ });
  await pad.scrollIntoViewIfNeeded();
  const box = await pad.boundingBox();
  if (box === null) throw new Error('the pad is not in view');
  const stroke = async (from: number, to: number) => {
    await page.mouse.move(box.x + from, box.y + 90);
    await page.mouse.down();
    await page.mouse.move(box.x + (from + to) / 2, box.y + 30, { steps: 6 });
    await page.mouse.move(box.x + to, box.y + 80, { steps: 6 });
    await page.mouse.up();
  };
  await stroke(30, 120);
  await stroke(100, 220);
  await stroke(200, 300);
  await button(page, 'Undo stroke').click();
  await page.getByRole('radio', { name: 'My own' }).click();
  await page.getByLabel('Your words').fill('{name}, notary');
  await page.getByRole('button', { name: /^Apply to pages/ }).click();
  await page.getByRole('radio', { name: 'On these pages' }).click();
  await page.getByLabel('Pages', { exact: true }).fill('9');
  await expect(page.getByLabel('Pages', { exact: true })).toHaveAttribute('aria-invalid', 'true');
  await page.getByLabel('Pages', { exact: true }).fill('1-3');
  await expect.poll(() => isDrawn(page, '[role="application"]')).toBe(true);
  await button(page, 'Continue').click();
  await page.getByRole('radio').first().click();
  await page.getByRole('button', { name: /^How long it shall hold/ }).click();
  await page.getByRole('radio', { name: /^Long-term/ }).click();
  await page.getByRole('button', { name: /^Kind of signature/ }).click();
  await page.getByRole('radio', { name: /forms may be filled in/ }).click();
  await page.getByRole('button', { name: /^Lock form fields/ }).click();
  await page.getByRole('radio', { name: /^All but these/ }).click();
  await page.getByRole('checkbox', { name: 'Witness' }).check();
  await enterPin(page);
  await expect(page.getByText('Level reached: Long-term (B\u2011LT)')).toBeVisible();
  expect(main.signed[0]).toMatchObject({
    field: null,
    placement: { page: 1 },
    appearance: { picture: { kind: 'drawing' }, text: { template: '{name}, notary' } },
    furtherPages: { pages: [2, 3], as: 'stamp' },
    level: 'B-LT',
    certify: 'forms',
    lock: { kind: 'exclude', fields: ['Price', 'Witness'] },
  });
  const picture = main.signed[0]?.appearance.picture;
  expect(picture?.kind === 'drawing' && picture.drawing.strokes.length).toBe(2);
  expect(main.previews.at(-1)?.appearance).toEqual(main.signed[0]?.appearance);
  // The next document of the kind begins with what was chosen for this one, whatever its number.
  await openDocument(page, main, scene.sample('form 2027-03.pdf'));
  await button(page, 'Sign this document').click();
  await button(page, 'Sign without a visible mark').click();
  await expect(page.getByRole('button', { name: /^How long it shall hold/ })).toContainText('B-LT');
});

test('what is forbidden is said before any PIN', async () => {
  const main = new FakeMain();
  main.forbids = ({ certify }) => (certify === 'none' ? undefined : 'SIGNING_FORBIDDEN');
  const page = await scene.start(main);
  await openDocument(page, main, scene.sample('deed.pdf'));
  await button(page, 'Sign this document').click();
  await button(page, 'Sign without a visible mark').click();
  await page.getByRole('radio').first().click();
  await expect(signButton(page)).toBeEnabled();
  await page.getByRole('button', { name: /^Kind of signature/ }).click();
  await page.getByRole('radio', { name: /Certify and close/ }).click();
  await expect(page.getByRole('alert')).toContainText('SIGNING_FORBIDDEN');
  await expect(signButton(page)).toBeDisabled();
  await page.getByRole('radio', { name: /^Approval/ }).click();
  await expect(signButton(page)).toBeEnabled();
  await expect(page.getByRole('alert')).toHaveCount(0);
});

test('offline: signed at once, in the outbox, completed when the network is back', async () => {
  const main = new FakeMain();
  main.network = { ...main.network, authorities: [AUTHORITY] };
  main.delay = { code: 'NETWORK_UNREACHABLE', details: { host: 'tsa.meridian.test' } };
  const page = await scene.start(main);
  await openDocument(page, main, scene.sample('deed.pdf'));
  await button(page, 'Sign this document').click();
  await button(page, 'Sign without a visible mark').click();
  await page.getByRole('radio').first().click();
  await expect(page.getByText('The network cannot be reached now')).toBeVisible();
  await enterPin(page);
  await expect(page.getByText('Signed at B\u2011B; B\u2011LTA follows')).toBeVisible();
  await expect(button(page, /Outbox: 1 waits/)).toBeVisible();
  await button(page, 'Show the outbox').click();
  const entry = page.getByRole('listitem').filter({ hasText: 'deed-signed.pdf' }).last();
  await expect(entry).toHaveAttribute('data-state', 'queued');
  await button(page, 'Try all now').click();
  await expect(button(page, 'Try all now')).toBeVisible();
  await expect(entry).toHaveAttribute('data-state', 'queued');
  main.delay = null;
  await entry.getByRole('button', { name: 'Try now' }).click();
  await expect(entry).toHaveAttribute('data-state', 'done');
  await expect(button(page, /Outbox empty/)).toBeVisible();
  await entry.getByRole('button', { name: /^Take/ }).click();
  await expect(page.getByRole('heading', { name: 'Nothing waits' })).toBeVisible();
});

const STANDINGS: SignatureStanding[] = [
  {
    field: 'Signature1',
    signer: 'CN=Ndapewa Iyambo,C=NA',
    level: 'B-B',
    next: 'B-T',
    missing: [{ part: 'timestamp', about: 'CN=Ndapewa Iyambo,C=NA' }],
  },
  {
    field: 'Signature2',
    signer: 'CN=Jonas Hartmann,C=NA',
    level: 'B-LT',
    next: 'B-LTA',
    missing: [{ part: 'archive-timestamp', about: null }],
  },
];

test('a signed document is extended: what each signature lacks, then the way there', async () => {
  const main = new FakeMain();
  main.standings = STANDINGS;
  const page = await scene.start(main);
  await openDocument(page, main, scene.sample('good.pdf', 'good', { signatures: 2 }));
  await page.keyboard.press('Control+Shift+E');
  await expect(page.getByText('No authority confirms yet when Ndapewa Iyambo signed.')).toBeVisible();
  await expect(button(page, 'Extend to B\u2011LTA')).toBeDisabled();
  await button(page, 'Set up an authority…').click();
  await page.getByLabel('Address of an authority').fill(AUTHORITY.url);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('list', { name: 'Timestamp authorities' })).toContainText(AUTHORITY.url);
  await page.keyboard.press('Control+1');
  await button(page, 'Extend to B\u2011LTA').click();
  await expect(page.getByRole('heading', { name: 'Extended and verified' })).toBeVisible();
  await expect(page.getByText('Level reached: Archive (B\u2011LTA)')).toBeVisible();
});

test('an encrypted document asks for its password until it is right', async () => {
  const main = new FakeMain();
  main.passwords.set('secret.pdf', 'open sesame');
  main.offered = [scene.sample('secret.pdf')];
  const page = await scene.start(main);
  await page.keyboard.press('Control+o');
  const dialog = page.getByRole('dialog', { name: 'Password of the document' });
  await expect(page.getByLabel('Document password')).toBeFocused();
  await page.keyboard.type('wrong');
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('alert')).toContainText('PDF_PASSWORD_WRONG');
  await page.keyboard.type('open sesame');
  await page.keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole('heading', { name: 'secret.pdf', level: 1 })).toBeVisible();
});

test('the native menu does what the window does', async () => {
  const main = new FakeMain();
  const page = await scene.start(main);
  main.emit('menu.command', { command: 'page.outbox' });
  await expect(page.getByRole('heading', { name: 'Outbox', level: 1 })).toBeVisible();
  main.emit('menu.command', { command: 'page.tokens' });
  await expect(page.getByRole('heading', { name: 'Tokens', level: 1 })).toBeVisible();
  main.emit('menu.command', { command: 'page.outbox' });
  await expect(page.getByRole('heading', { name: 'Outbox', level: 1 })).toBeVisible();
  main.emit('menu.command', { command: 'palette.open' });
  await expect(page.getByRole('dialog')).toBeVisible();
  main.emit('menu.command', { command: 'page.ledger' });
  await expect(page.getByRole('heading', { name: 'Outbox', level: 1, includeHidden: true })).toHaveCount(1);
});

test('answers that are not what the contract says break nothing', async () => {
  const nonsense: unknown[] = [
    undefined,
    null,
    42,
    {},
    { ok: true },
    { ok: true, value: [] },
    { ok: false },
    { ok: false, error: 7 },
  ];
  const main = new FakeMain();
  const answer = main.answer.bind(main);
  let turn = 0;
  const page = await scene.start(main);
  await openDocument(page, main, scene.sample('deed.pdf', 'good', { signatures: 1 }));
  main.answer = async (name: CallName, input) => {
    if (name === 'settings.get') return answer(name, input);
    turn += 1;
    return nonsense[turn % nonsense.length] as never;
  };
  for (const event of [
    'task.progress',
    'document.opened',
    'document.locked',
    'fileBrowser.opened',
    'menu.command',
  ] as const)
    for (const value of [null, 3, {}, { command: 'steal' }]) main.emit(event, value as never);
  // Each call takes the next nonsense, so a few rounds give every page several kinds.
  for (let round = 0; round < 3; round += 1) {
    await page.keyboard.press('Control+o');
    await page.keyboard.press('Control+Shift+E');
    await page.keyboard.press('Control+Shift+S');
    await page.keyboard.press('Control+4');
    await page.keyboard.press('Control+6');
    await page.keyboard.press('Control+5');
    await page.keyboard.press('Control+1');
  }
  main.answer = answer;
  await page.keyboard.press('Control+6');
  await expect(page.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible();
});

test('the screens of choices meet WCAG 2.2 AA by axe, light and dark', async () => {
  test.setTimeout(120_000);
  const main = new FakeMain();
  main.network = { ...main.network, authorities: [AUTHORITY, { url: 'http://tsa.second.test' }] };
  main.standings = STANDINGS;
  main.outbox = [
    outboxEntry('title-deed-1142-signed.pdf'),
    outboxEntry('lease-signed.pdf', {
      state: 'waiting',
      problem: { code: 'NETWORK_BUDGET_SPENT', details: {} },
      attempts: 3,
    }),
    outboxEntry('will-signed.pdf', {
      state: 'failed',
      problem: { code: 'INPUT_MISSING', details: {} },
      nextTry: null,
    }),
    outboxEntry('agreement-signed.pdf', { state: 'done', reached: 'B-LTA', problem: null, nextTry: null }),
  ];
  const page = await scene.start(main);
  const screen = (name: string) => expectScreen(page, name);
  await openDocument(page, main, form());
  await screen('20-empty-field');
  await button(page, 'Sign this document').click();
  await button(page, 'Bottom right').click();
  await page.getByRole('button', { name: /^Look of the mark/ }).click();
  await page.getByRole('radio', { name: 'Handwriting' }).click();
  await page.getByRole('radio', { name: 'My own' }).click();
  await page.getByRole('button', { name: /^Apply to pages/ }).click();
  await page.getByRole('radio', { name: 'On every page' }).click();
  await page.getByRole('img', { name: /Pad/ }).scrollIntoViewIfNeeded();
  await screen('21-look');
  await button(page, 'Continue').click();
  await page.getByRole('radio').first().click();
  await page.getByRole('button', { name: /^How long it shall hold/ }).click();
  await page.getByRole('button', { name: /^Kind of signature/ }).click();
  await page.getByRole('button', { name: /^Lock form fields/ }).click();
  await page.getByRole('radio', { name: /^Only these/ }).click();
  await page.getByRole('radio', { name: /^Archive/ }).scrollIntoViewIfNeeded();
  await screen('22-choices');
  main.delay = { code: 'NETWORK_UNREACHABLE', details: {} };
  await enterPin(page);
  await expect(page.getByText('Signed at B\u2011B; B\u2011LTA follows')).toBeVisible();
  await screen('23-result-outbox');
  await page.keyboard.press('Control+4');
  await expect(page.getByRole('heading', { name: 'Outbox', level: 1 })).toBeVisible();
  await screen('24-outbox');
  main.delay = null;
  await openDocument(page, main, scene.sample('good.pdf', 'good', { signatures: 2 }));
  await button(page, 'Extend…').click();
  await expect(page.getByText('Nothing seals the proofs yet.')).toBeVisible();
  await screen('25-extend');
  await page.keyboard.press('Control+6');
  await page.getByRole('heading', { name: 'Timestamp authorities' }).scrollIntoViewIfNeeded();
  await button(page, 'Test').first().click();
  await expect(page.getByText('Meridian TSA 1 answered')).toBeVisible();
  await page.getByRole('radio', { name: 'This one' }).click();
  await screen('26-network');
  main.passwords.set('secret.pdf', 'x');
  main.offered = [scene.sample('secret.pdf')];
  await page.keyboard.press('Control+o');
  await expect(page.getByRole('dialog')).toBeVisible();
  await screen('27-password');
});
