import { shell } from 'electron';
import type { Log } from '../../platform/log.ts';
import { browserAddress } from '../../platform/system-browser.ts';
import { allowedAddress } from './allowed-address.ts';

// SECURITY: the only caller of shell.openExternal (Electron security.md, 15).

/** The menu's way out to the person's browser: an address that is not on the list is not opened. */
export async function openLink(address: string, log: Log): Promise<void> {
  const allowed = allowedAddress(address);
  if (allowed === undefined) {
    log.write('warn', 'link.refused', { address: address.slice(0, 200) });
    return;
  }
  await shell.openExternal(allowed);
}

/** A page of a signing service that the person added themselves. False where it is none that may be opened, or nothing opens it. */
export async function openServicePage(address: string): Promise<boolean> {
  const allowed = browserAddress(address);
  if (allowed === undefined) return false;
  return await shell.openExternal(allowed).then(
    () => true,
    () => false,
  );
}
