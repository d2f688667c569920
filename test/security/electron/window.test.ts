import { existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { BridgeResult } from '../../../shared/contract/contract.ts';
import { ELECTRON_ORIGIN } from '../../../src-main/shell/electron/window-options.ts';
import { CONTENT_SECURITY_POLICY } from '../../../src-main/shell/security-headers.ts';
import { electronBinary } from '../../e2e/support/electron-binary.ts';
import { describeWith, PROJECT_ROOT } from '../../support/tools.ts';

const binary = electronBinary();
const built = existsSync(path.join(PROJECT_ROOT, 'dist', 'main', 'main.js'));

function missing(): string | undefined {
  if (binary === undefined) return 'the Electron binary is not here: it is fetched by npm start, and on the public CI';
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY)
    return 'Electron needs a display';
  return built ? undefined : 'the program has not been built: npm run build';
}

type AnyBridge = Record<string, (input: unknown) => Promise<BridgeResult<Record<string, unknown>>>>;

describeWith('the Electron window', missing(), () => {
  let home = '';
  let program: ElectronApplication;
  let page: Page;
  beforeAll(async () => {
    home = realpathSync(mkdtempSync(path.join(tmpdir(), 'countersign-electron-')));
    program = await _electron.launch({
      executablePath: binary ?? '',
      args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), PROJECT_ROOT],
      env: { ...(process.env as Record<string, string>), COUNTERSIGN_HOME: home },
    });
    page = await program.firstWindow();
  });
  afterAll(async () => {
    await program?.close();
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  });

  const status = () => page.evaluate(() => (Reflect.get(globalThis, 'bridge') as AnyBridge)['app.status']?.({}));

  it('loads our origin and answers its calls: the frame reports the origin that the sender check expects', async () => {
    expect(page.url()).toBe(`${ELECTRON_ORIGIN}/`);
    expect(await status()).toMatchObject({ ok: true, value: { shell: 'electron' } });
  });

  it('runs with the preferences of the factory, read back from the window', async () => {
    const preferences = await program.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as {
        getLastWebPreferences(): Record<string, unknown>;
      };
      return contents.getLastWebPreferences();
    });
    expect(preferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
    });
    expect(preferences.webSecurity).not.toBe(false);
    expect(preferences.allowRunningInsecureContent).not.toBe(true);
    expect(preferences.experimentalFeatures).not.toBe(true);
  });

  it('shows the page nothing of Node and one frozen bridge', async () => {
    const seen = await page.evaluate(() => {
      const world = globalThis as unknown as Record<string, unknown>;
      return {
        node: [typeof world.require, typeof world.module, typeof world.Buffer, typeof world.electron],
        byPath: 'document.openDropped' in (world.bridge as object),
      };
    });
    expect(seen).toEqual({ node: Array(4).fill('undefined'), byPath: false });
  });

  it('delivers the policy as a header, and it holds: no inline script, no eval, no address but our own', async () => {
    const outcome = await page.evaluate(async () => {
      const response = await fetch('/index.html');
      const page = Reflect.get(globalThis, 'document') as {
        createElement(name: string): Record<string, unknown>;
        head: { append(element: unknown): void };
        addEventListener(name: string, listener: (event: { effectiveDirective: string }) => void): void;
      };
      const violated: string[] = [];
      page.addEventListener('securitypolicyviolation', (event) => violated.push(event.effectiveDirective));
      const script = page.createElement('script');
      try {
        script.textContent = 'globalThis.inlineScriptRan = true';
      } catch {
        violated.push('script-src-elem');
      }
      page.head.append(script);
      const fetched = await fetch('https://example.com/').then(
        () => 'reached',
        () => 'blocked',
      );
      return {
        header: response.headers.get('content-security-policy'),
        inline: Reflect.get(globalThis, 'inlineScriptRan') as unknown,
        fetched,
        violated,
      };
    });
    expect(outcome.header).toBe(CONTENT_SECURITY_POLICY);
    expect([outcome.inline, outcome.fetched]).toEqual([undefined, 'blocked']);
    expect(outcome.violated).toContain('connect-src');
  });

  it('does not serve paths, other hosts or file:', async () => {
    const answers = await page.evaluate(async () => {
      const addresses = ['/..%2f..%2fpackage.json', '/%2e%2e/package.json', '/doc/doc-0', '/doc/..%2fx'];
      const statuses = await Promise.all(addresses.map(async (address) => (await fetch(address)).status));
      const others = await Promise.all(
        ['app://other/index.html', 'file:///etc/passwd'].map((address) =>
          fetch(address).then(
            ({ ok }) => ok,
            () => false,
          ),
        ),
      );
      return { statuses, others };
    });
    expect(answers).toEqual({ statuses: [404, 404, 404, 404], others: [false, false] });
  });

  it('gives a child frame no bridge that is answered, although it reports our origin', async () => {
    const answer = await page.evaluate(async () => {
      const page = Reflect.get(globalThis, 'document') as {
        createElement(name: string): { contentWindow: { bridge?: AnyBridge } };
        body: { append(element: unknown): void };
      };
      const frame = page.createElement('iframe');
      page.body.append(frame);
      const call = frame.contentWindow.bridge?.['app.status'];
      return call === undefined ? 'no bridge' : call({});
    });
    expect(['no bridge', JSON.stringify({ ok: false, error: { code: 'BRIDGE_REFUSED' } })]).toContain(
      typeof answer === 'string' ? answer : JSON.stringify(answer),
    );
  });

  it('does not leave our origin and opens no window', async () => {
    for (const address of ['https://example.com/', 'data:text/html,x', 'file:///etc/passwd', 'app://other/']) {
      await page
        .evaluate((target) => {
          (Reflect.get(globalThis, 'location') as { href: string }).href = target;
        }, address)
        .catch(() => undefined);
      expect(page.url()).toBe(`${ELECTRON_ORIGIN}/`);
    }
    const opened = await page.evaluate(() => {
      const open = Reflect.get(globalThis, 'open') as (address: string) => unknown;
      return open('https://example.com/') === null;
    });
    expect(opened).toBe(true);
    expect(program.windows()).toHaveLength(1);
    expect(await status()).toMatchObject({ ok: true });
  });

  it('grants no permission', async () => {
    const states = await page.evaluate(async () => {
      const { permissions, mediaDevices } = Reflect.get(globalThis, 'navigator') as unknown as {
        permissions: { query(what: { name: string }): Promise<{ state: string }> };
        mediaDevices: { getUserMedia(what: object): Promise<unknown> };
      };
      const asked = await Promise.all(
        ['camera', 'microphone', 'geolocation', 'notifications', 'clipboard-read'].map(
          async (name) => (await permissions.query({ name })).state,
        ),
      );
      const refused = (what: object) =>
        mediaDevices.getUserMedia(what).then(
          () => false,
          () => true,
        );
      return { asked, video: await refused({ video: true }), both: await refused({ video: true, audio: true }) };
    });
    expect(states).toMatchObject({ video: true, both: true });
    expect(states.asked).not.toContain('granted');
  });

  it('hands a second start over to the first', async () => {
    const second = await _electron
      .launch({
        executablePath: binary ?? '',
        args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), PROJECT_ROOT],
        env: { ...(process.env as Record<string, string>), COUNTERSIGN_HOME: home },
      })
      .then(
        async (other) => {
          const windows = other.windows().length;
          await other.close().catch(() => undefined);
          return windows;
        },
        () => 0, // it ended before it could be driven, which is what it should do
      );
    expect(second).toBe(0);
    expect(program.windows()).toHaveLength(1);
  });
});
