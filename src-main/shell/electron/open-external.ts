import { shell } from 'electron';
import type { Log } from '../../platform/log.ts';
import { allowedAddress } from './allowed-address.ts';

/** The one way out to the person's browser: an address that is not on the list is not opened. */
// SECURITY: the only caller of shell.openExternal (Electron security.md, 15).
export async function openLink(address: string, log: Log): Promise<void> {
  const allowed = allowedAddress(address);
  if (allowed === undefined) {
    log.write('warn', 'link.refused', { address: address.slice(0, 200) });
    return;
  }
  await shell.openExternal(allowed);
}
