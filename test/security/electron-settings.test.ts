import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Session, WebContents, WebFrameMain } from 'electron';
import { describe, expect, it } from 'vitest';
import { CALLS } from '../../shared/contract/channels.ts';
import { createLog } from '../../src-main/platform/log.ts';
import { allowedAddress } from '../../src-main/shell/electron/allowed-address.ts';
import { APP_SCHEME } from '../../src-main/shell/electron/app-protocol.ts';
import { registerCalls, senderOf } from '../../src-main/shell/electron/calls.ts';
import { type LockableContents, lockNavigation } from '../../src-main/shell/electron/navigation-lock.ts';
import { type LockableSession, lockSession } from '../../src-main/shell/electron/session-lock.ts';
import { ELECTRON_ORIGIN, windowOptions } from '../../src-main/shell/electron/window-options.ts';
import { isOurPage, originOf } from '../../src-main/shell/sender.ts';
import { PROJECT_ROOT } from '../support/tools.ts';

/** What can be held without the Electron binary: the settings handed to it. test/security/electron tries them in the real one. */
const source = (file: string) => readFileSync(join(PROJECT_ROOT, file), 'utf8');
const noLog = createLog(() => undefined);

describe('window options', () => {
  const options = (packaged: boolean) =>
    windowOptions({ preload: '/app/preload.cjs', session: {} as Session, packaged }).webPreferences ?? {};

  it('sandbox, isolation, no Node, no embedded views', () => {
    expect(options(true)).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
    });
  });

  it('developer tools are off in what ships', () => {
    expect([options(true).devTools, options(false).devTools]).toEqual([false, true]);
  });

  it('web security, mixed content, experimental features and Blink features are left at their defaults', () => {
    for (const name of [
      'webSecurity',
      'allowRunningInsecureContent',
      'experimentalFeatures',
      'enableBlinkFeatures',
      'disableBlinkFeatures',
      'plugins',
      'enableWebSQL',
    ]) {
      expect(options(true)).not.toHaveProperty(name);
    }
  });

  it('there is one factory of windows, and the sandbox is enabled for all before anything opens', () => {
    expect(source('src-main/shell/electron/electron-shell.ts').match(/new BrowserWindow\(/g)).toHaveLength(1);
    const main = source('src-main/main.ts');
    expect(main).toContain('app.enableSandbox()');
    expect(main.indexOf('app.enableSandbox()')).toBeLessThan(main.indexOf('whenReady'));
  });
});

describe('session', () => {
  type Handler = (...parts: unknown[]) => unknown;
  function locked() {
    const handlers = new Map<string, Handler>();
    const record = (name: string) => (handler: unknown) => void handlers.set(name, handler as Handler);
    let spellChecker: boolean | undefined;
    const session = {
      setPermissionRequestHandler: record('request'),
      setPermissionCheckHandler: record('check'),
      setDevicePermissionHandler: record('device'),
      setDisplayMediaRequestHandler: record('display'),
      setBluetoothPairingHandler: record('bluetooth'),
      setUSBProtectedClassesHandler: record('usb'),
      setSpellCheckerEnabled: (on: boolean) => {
        spellChecker = on;
      },
      on: (event: string, handler: unknown) => void handlers.set(event, handler as Handler),
      webRequest: { onBeforeRequest: record('before-request') },
    };
    lockSession(session as unknown as LockableSession);
    const ask = (name: string, ...parts: unknown[]) => {
      const handler = handlers.get(name);
      if (handler === undefined) throw new Error(`no handler for ${name}`);
      return handler(...parts);
    };
    return { ask, spellChecker };
  }
  const answerTo = (ask: (callback: (answer: unknown) => void) => unknown) => {
    const answers: unknown[] = [];
    ask((answer) => answers.push(answer));
    return answers;
  };

  it.each([
    'media',
    'geolocation',
    'notifications',
    'clipboard-read',
    'openExternal',
    'fileSystem',
    'hid',
    'usb',
    'serial',
    'unknown',
  ])('permission %s is refused when asked for and when looked up', (permission) => {
    const { ask } = locked();
    expect(answerTo((callback) => ask('request', {}, permission, callback, {}))).toEqual([false]);
    expect(ask('check', null, permission, ELECTRON_ORIGIN, {})).toBe(false);
  });

  it('devices, screens and pairings are refused', () => {
    const { ask, spellChecker } = locked();
    expect(ask('device', { deviceType: 'hid' })).toBe(false);
    expect(answerTo((callback) => ask('display', {}, callback))).toEqual([null]);
    expect(answerTo((callback) => ask('bluetooth', {}, callback))).toEqual([{ confirmed: false }]);
    for (const event of ['select-hid-device', 'select-serial-port', 'select-usb-device']) {
      let prevented = false;
      const happening = { preventDefault: () => (prevented = true) };
      expect(answerTo((callback) => ask(event, happening, {}, callback))).toEqual(['']);
      expect(prevented).toBe(true);
    }
    expect(spellChecker).toBe(false);
  });

  it('downloads are prevented; no address but our scheme, blob: and data: is asked for', () => {
    const { ask } = locked();
    let prevented = false;
    ask('will-download', { preventDefault: () => (prevented = true) });
    expect(prevented).toBe(true);
    const cancelled = (url: string) => answerTo((callback) => ask('before-request', { url }, callback))[0];
    for (const url of [
      'https://example.com/',
      'http://127.0.0.1/',
      'file:///etc/passwd',
      'ws://x/',
      'ftp://x/',
      'FILE:///x',
      'chrome://version',
    ]) {
      expect(cancelled(url)).toEqual({ cancel: true });
    }
    for (const url of ['app://main/index.html', 'blob:app://main/1', 'data:image/png;base64,']) {
      expect(cancelled(url)).toEqual({ cancel: false });
    }
  });
});

describe('navigation', () => {
  it('is prevented in every form, and no window or view is opened', () => {
    const listeners = new Map<string, (event: { preventDefault(): void }) => void>();
    let open: ((details: { url: string }) => { action: string }) | undefined;
    const contents = {
      on: (event: string, listener: (event: { preventDefault(): void }) => void) => listeners.set(event, listener),
      setWindowOpenHandler: (handler: typeof open) => {
        open = handler;
      },
    };
    lockNavigation(contents as unknown as LockableContents, noLog);
    for (const event of ['will-navigate', 'will-redirect', 'will-frame-navigate', 'will-attach-webview']) {
      let prevented = false;
      listeners.get(event)?.({ preventDefault: () => (prevented = true) });
      expect([event, prevented]).toEqual([event, true]);
    }
    expect(open?.({ url: 'https://example.com' })).toEqual({ action: 'deny' });
  });

  it('the lock is put on whatever contents are created', () => {
    expect(source('src-main/main.ts')).toMatch(/web-contents-created[\s\S]{0,80}lockNavigation/);
  });
});

describe('links to the outside', () => {
  it('are https, to a host of the list, and nothing more', () => {
    expect(allowedAddress('https://www.rfc-editor.org/rfc/rfc9162')).toBe('https://www.rfc-editor.org/rfc/rfc9162');
    for (const address of [
      'http://www.rfc-editor.org/',
      'https://www.rfc-editor.org.example.com/',
      'https://www.rfc-editor.org@example.com/',
      'https://user:secret@www.rfc-editor.org/',
      'https://www.rfc-editor.org:8443/',
      'https://example.com/',
      'file:///etc/passwd',
      'smb://server/share',
      'javascript:alert(1)',
      'ms-msdt:/id',
      'www.rfc-editor.org',
      '',
    ]) {
      expect(allowedAddress(address)).toBeUndefined();
    }
  });
});

describe('scheme', () => {
  it('is standard and secure and bypasses no policy', () => {
    expect(APP_SCHEME.privileges).toEqual({ standard: true, secure: true, supportFetchAPI: true, stream: true });
  });

  it('has the origin that the sender check expects', () => {
    expect(originOf('app://main/index.html')).toBe(ELECTRON_ORIGIN);
    expect(originOf('app://main.evil/')).not.toBe(ELECTRON_ORIGIN);
    for (const opaque of ['about:blank', 'data:text/html,x', 'not an address', '']) expect(originOf(opaque)).toBeNull();
  });
});

describe('sender check over Electron', () => {
  const contents = {} as WebContents;
  const ours = new WeakSet([contents]);
  const frame = (parent: unknown, origin: string) => ({ parent, origin }) as WebFrameMain;

  it('our window, its main frame, our origin', () => {
    expect(
      isOurPage(senderOf({ sender: contents, senderFrame: frame(null, ELECTRON_ORIGIN) }, ours), ELECTRON_ORIGIN),
    ).toBe(true);
  });

  it.each([
    ['a foreign window', {} as WebContents, frame(null, ELECTRON_ORIGIN)],
    ['a frame that is gone', contents, null],
    ['an about:blank child with our origin', contents, frame({}, ELECTRON_ORIGIN)],
    ['another origin', contents, frame(null, 'https://example.com')],
  ])('not %s', (_name, sender, senderFrame) => {
    expect(isOurPage(senderOf({ sender, senderFrame }, ours), ELECTRON_ORIGIN)).toBe(false);
  });

  it('there is one channel per call and none besides', () => {
    const channels: string[] = [];
    registerCalls(
      { handle: (channel) => channels.push(channel) },
      ours,
      async () => ({ ok: true, value: {} }),
      () => new AbortController().signal,
    );
    expect(channels).toEqual(CALLS.map((name) => `call:${name}`));
  });
});

describe('preload', () => {
  it('exposes one object and passes no event object, no channel and no ipcRenderer on', () => {
    const text = source('src-preload/index.ts');
    expect(text.match(/exposeInMainWorld/g)).toHaveLength(1);
    expect(text).toContain('(_event, value: unknown) => deliver(value)');
    expect(text).not.toMatch(/ipcRenderer\.(send|sendSync|postMessage|sendToHost)/);
  });
});

describe('start', () => {
  it('takes the single-instance lock before anything is opened', () => {
    const main = source('src-main/main.ts');
    const lock = main.indexOf('if (app.requestSingleInstanceLock())');
    expect(lock).toBeGreaterThan(0);
    expect(main.indexOf('open = start()')).toBeGreaterThan(lock);
    expect(main.match(/openWorkflow\(|openElectronWindow\(/g)).toHaveLength(2);
    expect(main.slice(main.indexOf('async function start()'), lock)).toMatch(
      /openWorkflow\([\s\S]*openElectronWindow\(/,
    );
  });
});
