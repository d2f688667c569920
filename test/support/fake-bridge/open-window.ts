import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type Browser, chromium, type Page, type Route } from '@playwright/test';
import { buildBridge } from '../../../shared/contract/build-bridge.ts';
import { CALLS, type CallName, EVENTS } from '../../../shared/contract/channels.ts';
import { SECURITY_HEADERS } from '../../../src-main/shell/security-headers.ts';
import type { FakeMain } from './fake-main.ts';

const ORIGIN = 'https://window.countersign.invalid';
const FOLDER = path.join(import.meta.dirname, '../../../dist/renderer');
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
};

export interface WindowOptions {
  readonly width?: number;
  readonly height?: number;
  readonly colorScheme?: 'light' | 'dark';
  readonly deviceScaleFactor?: number;
  /** Replaces a file of the page, by its name without folder. */
  readonly replace?: (name: string, content: Buffer) => Buffer;
}

export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.COUNTERSIGN_CHROMIUM ?? '/usr/bin/chromium',
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
}

/** What went wrong in the page without anybody asking: errors, refused styles and scripts. */
export interface OpenWindow {
  readonly page: Page;
  readonly complaints: string[];
}

/** Opens the built page over a fake main: its own origin by a route, the product's own headers, no network. */
export async function openWindow(browser: Browser, main: FakeMain, options: WindowOptions = {}): Promise<OpenWindow> {
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1280, height: options.height ?? 800 },
    deviceScaleFactor: options.deviceScaleFactor ?? 1,
    colorScheme: options.colorScheme ?? 'light',
    timezoneId: 'Africa/Windhoek',
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  await context.route('**/*', (route) => serve(route, main, options));
  await page.exposeFunction('fakeCall', (name: CallName, input: unknown) => main.answer(name, input));
  await page.addInitScript({ content: pageScript() });
  main.emit = (name, value) =>
    void page.evaluate(`fakeDeliver(${JSON.stringify(name)}, ${JSON.stringify(value)})`).catch(() => {});
  await page.goto(`${ORIGIN}/`);
  await page.getByRole('navigation').first().waitFor();
  return { page, complaints };
}

/** Runs in the page before its own scripts: the bridge, built as both shells build it, over the fake. */
function pageScript(): string {
  return `(() => {
    const deliverers = new Map();
    globalThis.fakeDeliver = (name, value) => deliverers.get(name)?.(value);
    const build = (${buildBridge.toString()});
    globalThis.bridge = build(${JSON.stringify(CALLS)}, ${JSON.stringify(EVENTS)}, {
      call: (name, input) => globalThis.fakeCall(name, input),
      listen: (name, deliver) => deliverers.set(name, deliver),
      referenceOf: async (file) => ({ reference: file.name }),
    });
  })();`;
}

async function serve(route: Route, main: FakeMain, options: WindowOptions): Promise<void> {
  const url = new URL(route.request().url());
  if (url.origin !== ORIGIN) return route.abort();
  if (url.pathname.startsWith('/doc/')) return serveDocument(route, main.bytesOf(url.pathname.slice(5)));
  const name = url.pathname === '/' ? 'index.html' : url.pathname.slice(1);
  try {
    const content = await readFile(path.join(FOLDER, name));
    await route.fulfill({
      headers: { ...SECURITY_HEADERS, 'content-type': TYPES[path.extname(name)] ?? 'application/octet-stream' },
      body: options.replace?.(path.basename(name), content) ?? content,
    });
  } catch {
    await route.fulfill({ status: 404 });
  }
}

async function serveDocument(route: Route, bytes: Uint8Array | undefined): Promise<void> {
  const range = /^bytes=(\d+)-(\d+)$/.exec(route.request().headers().range ?? '');
  if (bytes === undefined || range === null) return route.fulfill({ status: 404 });
  const first = Number(range[1]);
  const last = Math.min(Number(range[2]), bytes.length - 1);
  await route.fulfill({
    status: 206,
    headers: {
      ...SECURITY_HEADERS,
      'content-range': `bytes ${first}-${last}/${bytes.length}`,
      'accept-ranges': 'bytes',
    },
    body: Buffer.from(bytes.subarray(first, last + 1)),
  });
}
