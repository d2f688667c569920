/** What a shell found out about who makes a call. Each adapter fills it in from its own runtime, failing closed. */
export interface SenderFacts {
  /** The window is one that this program made. */
  readonly ourWindow: boolean;
  /** The frame exists and has no parent. */
  readonly mainFrame: boolean;
  /** Origin of the frame, null where it could not be told. */
  readonly origin: string | null;
}

/**
 * True only for our own page in the main frame of our own window.
 * All three parts are needed: an `about:blank` child reports its parent's origin, a foreign window may load ours.
 */
// SECURITY: validate the sender of every message (Electron security.md, 17).
export function isOurPage(sender: SenderFacts, expectedOrigin: string): boolean {
  return sender.ourWindow === true && sender.mainFrame === true && sender.origin === expectedOrigin;
}

/** Origin of an address as the sender check compares it; schemes that URL gives no origin are written `scheme://host`. */
export function originOf(address: string): string | null {
  try {
    const url = new URL(address);
    if (url.origin !== 'null') return url.origin;
    return url.host === '' ? null : `${url.protocol}//${url.host}`;
  } catch {
    return null;
  }
}
