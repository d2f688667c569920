import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWith } from '../support/tools.ts';
import { missingBrowser, openTestWindow, type TestWindow } from './support/window.ts';

interface Violation {
  directive: string;
  blocked: string;
}

describeWith('content security policy, tried in the browser', missingBrowser(), () => {
  let window: TestWindow;
  beforeAll(async () => {
    window = await openTestWindow();
  });
  afterAll(() => window?.end());

  const violations = () => window.page.evaluate(() => Reflect.get(globalThis, 'violations') as Violation[]);

  it('runs a script file of the page and blocks an inline script', async () => {
    const ran = await window.page.evaluate(() => [
      Reflect.get(globalThis, 'scriptFromFileRan'),
      Reflect.get(globalThis, 'inlineScriptRan'),
    ]);
    expect(ran).toEqual([true, undefined]);
    expect(await violations()).toContainEqual({ directive: 'script-src-elem', blocked: 'inline' });
  });

  it('blocks eval, the Function constructor and a timer over text', async () => {
    const { outcome, timedTextRan } = await window.page.evaluate(() => ({
      outcome: Reflect.get(globalThis, 'codeFromText') as Record<string, string>,
      timedTextRan: Reflect.get(globalThis, 'timedTextRan') as unknown,
    }));
    expect(outcome).toMatchObject({ evaluated: 'EvalError', constructed: 'EvalError' });
    expect(timedTextRan).toBeUndefined();
    expect((await violations()).map(({ blocked }) => blocked)).toContain('trusted-types-sink');
  });

  it('allows WebAssembly, which the viewer needs', async () => {
    const compiled = await window.page.evaluate(async () => {
      const bytes = new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
      const wasm = Reflect.get(globalThis, 'WebAssembly') as { compile(bytes: Uint8Array): Promise<unknown> };
      return String(await wasm.compile(bytes));
    });
    expect(compiled).toBe('[object WebAssembly.Module]');
  });

  it('blocks every address but our own: fetch, image, web socket, beacon', async () => {
    const outcome = await window.page.evaluate(async () => {
      const world = globalThis as unknown as {
        Image: new () => { src: string; onload: () => void; onerror: () => void };
        navigator: { sendBeacon(address: string): boolean };
      };
      const fetched = await fetch('https://example.com/').then(
        () => 'reached',
        () => 'blocked',
      );
      const shown = await new Promise<string>((resolve) => {
        const image = new world.Image();
        image.onload = () => resolve('reached');
        image.onerror = () => resolve('blocked');
        image.src = 'https://example.com/a.png';
      });
      const socket = await new Promise<string>((resolve) => {
        const opened = new WebSocket('wss://example.com/');
        opened.onopen = () => resolve('reached');
        opened.onerror = () => resolve('blocked');
      });
      world.navigator.sendBeacon('https://example.com/');
      return { fetched, shown, socket };
    });
    expect(outcome).toEqual({ fetched: 'blocked', shown: 'blocked', socket: 'blocked' });
    const directives = (await violations()).map(({ directive }) => directive);
    expect(directives.filter((directive) => directive === 'connect-src').length).toBeGreaterThanOrEqual(3);
    expect(directives).toContain('img-src');
  });

  it('blocks markup written into the page by a string (trusted types)', async () => {
    const outcome = await window.page.evaluate(() => {
      const page = Reflect.get(globalThis, 'document') as { body: { innerHTML: string } };
      try {
        page.body.innerHTML = '<img src=x onerror=alert(1)>';
        return 'written';
      } catch (error) {
        return error instanceof Error ? error.name : 'thrown';
      }
    });
    expect(outcome).toBe('TypeError');
  });

  it('loads no frame, submits no form, takes no base', async () => {
    await window.page.evaluate(async () => {
      const page = Reflect.get(globalThis, 'document') as {
        createElement(name: string): Record<string, unknown> & { submit(): void };
        body: { append(element: unknown): void };
        head: { append(element: unknown): void };
      };
      const frame = page.createElement('iframe');
      frame.src = '/index.html';
      const form = page.createElement('form');
      form.action = 'https://example.com/';
      const base = page.createElement('base');
      base.href = 'https://example.com/';
      page.head.append(base);
      for (const element of [frame, form]) page.body.append(element);
      form.submit();
    });
    for (const blocked of ['frame-src', 'form-action', 'base-uri']) {
      await expect.poll(async () => (await violations()).map(({ directive }) => directive)).toContain(blocked);
    }
  });
});
