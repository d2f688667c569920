import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, type Page } from '@playwright/test';
import { toPem } from '../../../scripts/pki/make-pki.ts';
import type { PkiServices } from '../../../scripts/pki/services.ts';
import { type Home, locateHome } from '../../../src-main/platform/home.ts';
import { createPkcs12 } from '../../../src-main/tokens/pkcs12/create.ts';
import { rememberKey } from '../../../src-main/workflow/remembered-keys.ts';
import { addTrust } from '../../../src-main/workflow/trust-store.ts';
import { type LaunchedApp, launchApp } from './launch.ts';

/** Password of the key file. */
export const SECRET = 'correct-482';

/** The program's own folder of these tests. */
export function homeIn(folder: string): Home {
  return locateHome({ COUNTERSIGN_HOME: path.join(folder, 'home') });
}

/**
 * Opens the real window with a key file and the root of a PKI on this machine already known.
 * @param folder takes the key file, the root (`root.pem`) and the program's own folder
 * @param complaints gets what went wrong in the page without anybody asking
 */
export async function openKeyWindow(
  folder: string,
  services: PkiServices,
  options: { readonly documents: string; readonly files: readonly string[]; readonly complaints: string[] },
): Promise<LaunchedApp> {
  const home = homeIn(folder);
  const { key, certificate, chain, name } = services.pki.signer('p-256');
  const password = new TextEncoder().encode(SECRET);
  const store = path.join(folder, 'paula.p12');
  writeFileSync(store, await createPkcs12({ key, certificate, chain, password, friendlyName: name, iterations: 1000 }));
  const root = path.join(folder, 'root.pem');
  writeFileSync(root, toPem(services.pki.ca('root').certificate, 'CERTIFICATE'));
  await addTrust(home, [root]);
  await rememberKey(home, 'keyStores', store);
  const app = await launchApp({ home: home.path, startFolder: options.documents, files: options.files });
  app.page.on('pageerror', (error) => options.complaints.push(error.message));
  app.page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('Permissions-Policy'))
      options.complaints.push(message.text());
  });
  return app;
}

/** Signs with the certificate that is chosen, once everything is prepared. */
export async function signWithKey(page: Page): Promise<void> {
  const sign = page.getByRole('button', { name: 'Sign…', exact: true });
  await expect(sign).toBeEnabled({ timeout: 20_000 });
  await sign.click();
  await page.keyboard.type(SECRET);
  await page.keyboard.press('Enter');
}
