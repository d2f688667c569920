import { readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Frame, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { BridgeResult } from '../../shared/contract/contract.ts';
import { CHROMIUM_ORIGIN, senderOf } from '../../src-main/shell/chromium/chromium-shell.ts';
import { bindingName } from '../../src-main/shell/chromium/page-script.ts';
import { LARGEST_UPLOAD, safeName } from '../../src-main/shell/chromium/uploads.ts';
import { PLAIN_CHOICES } from '../support/choices.ts';
import { describeWith } from '../support/tools.ts';
import { missingBrowser, openTestWindow, type TestWindow } from './support/window.ts';

type AnyBridge = Record<string, (input: unknown) => Promise<BridgeResult<Record<string, unknown>>>>;

describeWith('the Chromium window', missingBrowser(), () => {
  let window: TestWindow;
  beforeAll(async () => {
    window = await openTestWindow();
  });
  afterAll(() => window?.end());

  const call = (name: string, input: unknown) =>
    window.page.evaluate(
      ([method, value]) => {
        const bridge = Reflect.get(globalThis, 'bridge') as AnyBridge;
        return bridge[method as string]?.(value);
      },
      [name, input] as const,
    );

  it('answers calls of our own page', async () => {
    expect(await call('app.status', {})).toMatchObject({ ok: true, value: { version: '0.0.0', shell: 'chromium' } });
  });

  it('shows the page one method per call and no pipe: no raw binding, no path call, nothing to overwrite', async () => {
    const seen = await window.page.evaluate((raw) => {
      const bridge = Reflect.get(globalThis, 'bridge') as Record<string, unknown>;
      const own = Object.getOwnPropertyDescriptor(globalThis, 'bridge');
      return {
        raw: Reflect.get(globalThis, raw) === undefined,
        droppedByPath: 'document.openDropped' in bridge,
        frozen: Object.isFrozen(bridge) && own?.writable === false && own.configurable === false,
        secure: Reflect.get(globalThis, 'isSecureContext'),
      };
    }, bindingName('app.status'));
    expect(seen).toEqual({ raw: true, droppedByPath: false, frozen: true, secure: true });
  });

  it('refuses a child frame, even the about:blank one that has our origin', async () => {
    const result = await window.page.evaluate(async (raw) => {
      const page = Reflect.get(globalThis, 'document') as {
        createElement(name: string): { contentWindow: Record<string, unknown> };
        body: { append(element: unknown): void };
      };
      const frame = page.createElement('iframe');
      page.body.append(frame);
      // Our script takes the bindings away in every frame; the driver's own entry is what a hostile page would find.
      const inner = frame.contentWindow;
      const entry = inner.__playwright__binding__ as ((payload: string) => void) | undefined;
      return { bridge: typeof inner.bridge, binding: typeof inner[raw], entry: typeof entry };
    }, bindingName('app.status'));
    expect(result).toMatchObject({ bridge: 'undefined', binding: 'undefined' });
    const child = window.page.frames().find((frame) => frame !== window.page.mainFrame());
    const controller = await child?.evaluate(async (raw) => {
      const driver = Reflect.get(globalThis, '__playwright__binding__controller__') as Record<string, unknown>;
      const methods = Object.getOwnPropertyNames(Object.getPrototypeOf(driver));
      const add = driver.addBinding as ((...parts: unknown[]) => void) | undefined;
      add?.call(driver, raw, false);
      const binding = Reflect.get(globalThis, raw) as ((input: unknown) => Promise<unknown>) | undefined;
      return { methods, answer: await binding?.({}) };
    }, bindingName('app.status'));
    expect(controller?.answer).toEqual({ ok: false, error: { code: 'BRIDGE_REFUSED' } });
  });

  it('looks at window, frame and origin of a call each by itself', () => {
    const { page } = window;
    const frameAt = (url: string) => ({ url: () => url }) as Frame;
    expect(senderOf({ page, frame: page.mainFrame() }, page)).toEqual({
      ourWindow: true,
      mainFrame: true,
      origin: CHROMIUM_ORIGIN,
    });
    expect(senderOf({ page, frame: frameAt(`${CHROMIUM_ORIGIN}/`) }, page)).toEqual({
      ourWindow: true,
      mainFrame: false,
      origin: CHROMIUM_ORIGIN,
    });
    expect(senderOf({ page: {} as Page, frame: frameAt('about:blank') }, page)).toEqual({
      ourWindow: false,
      mainFrame: false,
      origin: null,
    });
  });

  it('closes every second window, also one that a click opens', async () => {
    for (const address of ['https://example.com/', '/', 'about:blank']) {
      await window.page.evaluate((target) => {
        const page = Reflect.get(globalThis, 'document') as {
          addEventListener(event: string, listener: () => void, options: object): void;
        };
        const open = Reflect.get(globalThis, 'open') as (address: string) => unknown;
        page.addEventListener('click', () => open(target), { once: true });
      }, address);
      const opened = window.page.context().waitForEvent('page');
      await window.page.mouse.click(20, 20);
      await (await opened).waitForEvent('close').catch(() => undefined);
      await expect.poll(() => window.page.context().pages().length).toBe(1);
    }
  });

  it('does not leave our origin', async () => {
    for (const address of ['https://example.com/', 'about:blank', 'data:text/html,x']) {
      await window.page
        .evaluate((target) => {
          (Reflect.get(globalThis, 'location') as { href: string }).href = target;
        }, address)
        .catch(() => undefined);
      await expect.poll(() => window.page.url()).toBe(`${CHROMIUM_ORIGIN}/`);
      await expect.poll(() => call('app.status', {}).catch(() => undefined)).toMatchObject({ ok: true });
    }
  });

  it('has no permission: camera, microphone, place, notifications, clipboard reading, devices', async () => {
    const states = await window.page.evaluate(async () => {
      const { permissions, mediaDevices } = Reflect.get(globalThis, 'navigator') as unknown as {
        permissions: { query(what: { name: string }): Promise<{ state: string }> };
        mediaDevices?: { getUserMedia(what: object): Promise<unknown> };
      };
      const names = ['camera', 'microphone', 'geolocation', 'notifications', 'clipboard-read', 'midi'];
      const asked = await Promise.all(names.map(async (name) => (await permissions.query({ name })).state));
      const camera = await mediaDevices?.getUserMedia({ video: true }).then(
        () => 'granted',
        () => 'refused',
      );
      return { asked, camera };
    });
    expect(states).toEqual({ asked: Array(6).fill('denied'), camera: 'refused' });
  });

  it('registers no service worker', async () => {
    const registered = await window.page.evaluate(async () => {
      const { serviceWorker } = Reflect.get(globalThis, 'navigator') as unknown as {
        serviceWorker: { register(address: string): Promise<unknown>; getRegistrations(): Promise<unknown[]> };
      };
      await serviceWorker.register('/probe.js').catch(() => undefined);
      return (await serviceWorker.getRegistrations()).length;
    });
    expect(registered).toBe(0);
  });

  it('serves its own origin in the browser as main does, with ranges', async () => {
    const file = path.join(window.folder, 'shown.pdf');
    writeFileSync(file, `%PDF-1.7\n${'0123456789'.repeat(10)}`);
    await window.application.openPaths([file]);
    const info = window.application.documents.list().find(({ name }) => name === 'shown.pdf');
    const got = await window.page.evaluate(async (id) => {
      const part = await fetch(`/doc/${id}`, { headers: { range: 'bytes=9-18' } });
      const outside = await fetch('/..%2f..%2f..%2fetc%2fpasswd');
      const unknown = await fetch('/doc/doc-00000000000000000000000000000000');
      return [part.status, await part.text(), part.headers.get('content-range'), outside.status, unknown.status];
    }, info?.id);
    expect(got).toEqual([206, '0123456789', 'bytes 9-18/109', 404, 404]);
  });

  it('takes a dropped file by upload, into a private folder, and forgets it when it is closed', async () => {
    const dropped = await window.page.evaluate(async () => {
      const bridge = Reflect.get(globalThis, 'bridge') as {
        openDropped(file: unknown): Promise<BridgeResult<{ documents: { id: string }[] }>>;
      };
      const bytes = new Uint8Array(5_000_000).fill(0x41);
      bytes.set(new TextEncoder().encode('%PDF-1.7\n'));
      return bridge.openDropped(new File([bytes], '../../évil/contract.pdf'));
    });
    expect(dropped).toMatchObject({
      ok: true,
      value: { documents: [{ name: 'contract.pdf', size: 5_000_000 }], locked: [] },
    });
    expect(JSON.stringify(dropped)).not.toContain(window.home);
    const [run] = readdirSync(path.join(window.home, 'runs'));
    const uploads = path.join(window.home, 'runs', run ?? '', 'uploads');
    const [upload] = readdirSync(uploads);
    if (process.platform !== 'win32') {
      expect(statSync(uploads).mode & 0o777).toBe(0o700);
      expect(statSync(path.join(uploads, upload ?? '', 'contract.pdf')).mode & 0o777).toBe(0o600);
    }
    if (dropped.ok) await call('document.close', { id: dropped.value.documents[0]?.id });
    expect(readdirSync(uploads)).toEqual([]);
  });

  it('refuses a dropped file that our reader refuses, and keeps no copy', async () => {
    const dropped = await window.page.evaluate(async () => {
      const bridge = Reflect.get(globalThis, 'bridge') as { openDropped(file: unknown): Promise<unknown> };
      return bridge.openDropped(new File(['not a PDF'], 'x.pdf'));
    });
    expect(dropped).toMatchObject({ ok: false, error: { code: 'INPUT_NOT_PDF' } });
    const [run] = readdirSync(path.join(window.home, 'runs'));
    expect(readdirSync(path.join(window.home, 'runs', run ?? '', 'uploads'))).toEqual([]);
  });

  it('refuses uploads over 200 MB, of a wrong length, out of order, or without our header', async () => {
    const statuses = await window.page.evaluate(async (tooLarge) => {
      const send = async (address: string, body: string | null, headers: Record<string, string>) => {
        const response = await fetch(address, { method: 'POST', body, headers });
        return {
          status: response.status,
          answer: (await response.json()) as { token?: string; error?: { code: string } },
        };
      };
      const ours = { 'x-countersign': 'upload' };
      const large = await send(`/upload?name=x.pdf&size=${tooLarge}`, null, ours);
      const strange = await send('/upload?name=x.pdf&size=NaN', null, ours);
      const bare = await send('/upload?name=x.pdf&size=4', null, {});
      const { answer } = await send('/upload?name=x.pdf&size=4', null, ours);
      const gap = await send(`/upload?token=${answer.token}&offset=1`, 'abc', ours);
      const excess = await send(`/upload?token=${answer.token}&offset=0`, 'abcde', ours);
      return [large, strange, bare, gap, excess].map((each) => [each.status, each.answer.error?.code]);
    }, LARGEST_UPLOAD + 1);
    expect(statuses).toEqual([
      [400, 'FILE_TOO_LARGE_FOR_UPLOAD'],
      [400, 'INPUT_INVALID'],
      [403, 'BRIDGE_REFUSED'],
      [400, 'INPUT_INVALID'],
      [400, 'INPUT_INVALID'],
    ]);
  });

  it('names uploads by name only', () => {
    expect(['/etc/passwd', '..\\..\\x.pdf', '...', 'a\u0000b.pdf', 'CON:x.pdf', ''].map(safeName)).toEqual([
      'passwd',
      'x.pdf',
      'document.pdf',
      'a_b.pdf',
      'CON_x.pdf',
      'document.pdf',
    ]);
  });

  it('passes a PIN as bytes and overwrites it in main', async () => {
    const held: Uint8Array[] = [];
    const seen: string[] = [];
    const own = await openTestWindow({
      prepareSigning: async () => ({
        targetPath: path.join(window.folder, 'new.pdf'),
        warnings: [],
        pin: 'ok',
        pinEntry: 'here',
        pinSeconds: 60,
        delayed: null,
      }),
      sign: async ({ pin }) => {
        held.push(pin);
        seen.push(new TextDecoder().decode(pin));
        throw Object.assign(new Error('the token failed'), { pin: new TextDecoder().decode(pin) });
      },
    });
    try {
      const file = path.join(own.folder, 'a.pdf');
      writeFileSync(file, '%PDF-1.7\n');
      await own.application.openPaths([file]);
      const id = own.application.documents.list()[0]?.id;
      const result = await own.page.evaluate(
        async ([document, choices]) => {
          const bridge = Reflect.get(globalThis, 'bridge') as AnyBridge;
          const certificate = 'a'.repeat(64);
          const prepared = await bridge['signing.prepare']?.({
            ...choices,
            id: document,
            container: null,
            certificate,
          });
          return bridge['signing.sign']?.({
            ...choices,
            id: document,
            container: null,
            certificate,
            target: prepared?.ok ? prepared.value.target : '',
            task: `task-${'0'.repeat(32)}`,
            pin: new TextEncoder().encode('482913'),
          });
        },
        [id, PLAIN_CHOICES] as const,
      );
      expect(result).toEqual({ ok: false, error: { code: 'INTERNAL', details: { call: 'signing.sign' } } });
      expect(seen).toEqual(['482913']);
      expect(held[0]).toEqual(new Uint8Array(6));
      expect(own.logged.join()).toContain('the token failed');
      expect(own.logged.join()).not.toContain('482913');
    } finally {
      await own.end();
    }
  });

  it('leaves nothing of the run behind', async () => {
    await window.close();
    expect(readdirSync(path.join(window.home, 'runs'))).toEqual([]);
  });
});
