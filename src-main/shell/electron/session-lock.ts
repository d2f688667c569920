import type { Session } from 'electron';

/** The part of a session that is locked; a test hands in a recorder. */
export type LockableSession = Pick<
  Session,
  | 'setPermissionRequestHandler'
  | 'setPermissionCheckHandler'
  | 'setDevicePermissionHandler'
  | 'setDisplayMediaRequestHandler'
  | 'setBluetoothPairingHandler'
  | 'setUSBProtectedClassesHandler'
  | 'setSpellCheckerEnabled'
> & {
  on(event: 'select-hid-device' | 'select-serial-port' | 'select-usb-device', listener: DeviceChoice): unknown;
  on(event: 'will-download', listener: (event: { preventDefault(): void }) => void): unknown;
  readonly webRequest: { onBeforeRequest(listener: RequestListener): void };
};

type DeviceChoice = (event: { preventDefault(): void }, details: unknown, callback: (id: string) => void) => void;
type RequestListener = (details: { url: string }, callback: (answer: { cancel: boolean }) => void) => void;

/**
 * Grants nothing: no permission, no device, no screen, no download, no address but our own scheme.
 * Old grants are asked again, since the handlers are set before the first page.
 */
// SECURITY: every permission handler is set and every one refuses (Electron security.md, 5).
export function lockSession(session: LockableSession): void {
  session.setPermissionRequestHandler((_contents, _permission, callback) => callback(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, callback) => callback(null));
  session.setBluetoothPairingHandler((_details, callback) => callback({ confirmed: false }));
  session.setUSBProtectedClassesHandler(({ protectedClasses }) => protectedClasses);
  for (const event of ['select-hid-device', 'select-serial-port', 'select-usb-device'] as const) {
    session.on(event, (happening, _details, callback) => {
      happening.preventDefault();
      callback('');
    });
  }
  session.on('will-download', (event) => event.preventDefault());
  session.setSpellCheckerEnabled(false);
  // SECURITY: the page has no network and no file: scheme; data: and blob: stay for pictures, under the policy of the page (1, 16, 18).
  session.webRequest.onBeforeRequest(({ url }, callback) => callback({ cancel: !isAllowed(url) }));
}

const DEVELOPER_TOOLS = 'devtools:';

function isAllowed(address: string): boolean {
  const scheme = address.slice(0, address.indexOf(':') + 1).toLowerCase();
  return scheme === 'app:' || scheme === 'blob:' || scheme === 'data:' || scheme === DEVELOPER_TOOLS;
}
