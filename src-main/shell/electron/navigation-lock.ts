import type { WebContents } from 'electron';
import type { Log } from '../../platform/log.ts';

interface Preventable {
  preventDefault(): void;
}

/** The part of web contents that is locked; a test hands in a recorder. */
export interface LockableContents {
  on(event: (typeof NAVIGATIONS)[number] | 'will-attach-webview', listener: (event: Preventable) => void): unknown;
  setWindowOpenHandler: WebContents['setWindowOpenHandler'];
}

const NAVIGATIONS = ['will-navigate', 'will-redirect', 'will-frame-navigate'] as const;

/** Keeps web contents where they were put: no navigation, no second window, no embedded view. */
// SECURITY: navigation and new windows are refused, for whatever contents are ever created (Electron security.md, 12, 13, 14).
export function lockNavigation(contents: LockableContents, log: Log): void {
  for (const event of [...NAVIGATIONS, 'will-attach-webview'] as const) {
    contents.on(event, (happening) => {
      happening.preventDefault();
      log.write('warn', 'navigation.refused', { event });
    });
  }
  contents.setWindowOpenHandler(({ url }) => {
    log.write('warn', 'window.refused', { url: url.slice(0, 200) });
    return { action: 'deny' };
  });
}
