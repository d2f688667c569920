import type { BrowserContext, Page, Request, Route } from 'playwright-core';
import type { Log } from '../../platform/log.ts';
import type { createOrigin, OriginResponse } from '../origin.ts';
import { safeError } from '../safe-details.ts';
import { SECURITY_HEADERS } from '../security-headers.ts';
import { originOf } from '../sender.ts';
import type { Uploads } from './uploads.ts';

export interface RouteParts {
  readonly page: Page;
  readonly origin: string;
  readonly serve: ReturnType<typeof createOrigin>;
  readonly uploads: Uploads;
  readonly log: Log;
}

/**
 * Answers every request of the browser: our page in its main frame gets our origin, everything else is aborted.
 * No request reaches the network.
 */
// SECURITY: one origin, no network, and no navigation away from it.
export async function answerRequests(context: BrowserContext, parts: RouteParts): Promise<void> {
  await context.route('**/*', async (route) => {
    const request = route.request();
    try {
      if (!isOwnRequest(request, parts)) {
        parts.log.write('warn', 'request.refused', { url: request.url().slice(0, 200) });
        await route.abort('blockedbyclient');
        return;
      }
      const url = new URL(request.url());
      const isUpload = url.pathname === '/upload' && request.method() === 'POST';
      if (isUpload) await fulfil(route, await takeUpload(request, url, parts));
      else {
        const range = await request.headerValue('range');
        await fulfil(route, await parts.serve({ method: request.method(), url: request.url(), range }));
      }
    } catch (error) {
      parts.log.write('warn', 'request.failed', { url: request.url().slice(0, 200), error });
      await route.abort('failed').catch(() => undefined);
    }
  });
}

/** A request of the main frame of our page (its workers included) to our own origin. */
function isOwnRequest(request: Request, { page, origin }: RouteParts): boolean {
  if (originOf(request.url()) !== origin) return false;
  try {
    // Throws for the first navigation of a window that is not ours and for service workers: refused.
    return request.frame() === page.mainFrame();
  } catch {
    return false;
  }
}

async function takeUpload(request: Request, url: URL, { uploads, log }: RouteParts): Promise<OriginResponse> {
  try {
    // SECURITY: a header that another origin's form or script cannot set without asking first.
    if ((await request.headerValue('x-countersign')) !== 'upload')
      return json(403, { error: { code: 'BRIDGE_REFUSED' } });
    const token = url.searchParams.get('token');
    if (token === null) {
      const size = Number(url.searchParams.get('size') ?? Number.NaN);
      return json(201, { token: await uploads.begin(url.searchParams.get('name') ?? '', size) });
    }
    await uploads.append(token, Number(url.searchParams.get('offset')), request.postDataBuffer() ?? new Uint8Array(0));
    return json(200, {});
  } catch (error) {
    log.write('warn', 'upload.failed', { error });
    return json(400, { error: safeError(error) ?? { code: 'INTERNAL' } });
  }
}

function json(status: number, value: object): OriginResponse {
  return {
    status,
    headers: { ...SECURITY_HEADERS, 'content-type': 'application/json' },
    body: new TextEncoder().encode(JSON.stringify(value)),
  };
}

async function fulfil(route: Route, response: OriginResponse): Promise<void> {
  const { buffer, byteOffset, byteLength } = response.body;
  await route.fulfill({
    status: response.status,
    headers: { ...response.headers },
    body: Buffer.from(buffer, byteOffset, byteLength),
  });
}
