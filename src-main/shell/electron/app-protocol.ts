import type { Session } from 'electron';
import type { createOrigin } from '../origin.ts';

/** Our scheme: a secure standard origin that may fetch from itself and bypasses no policy. */
export const APP_SCHEME = {
  scheme: 'app',
  privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true },
} as const;

/** Serves `app://main/…` on our own session and nowhere else. */
// SECURITY: files by the list of the build, bytes by document id, never by path (Electron security.md, 18).
export function serveApp(session: Pick<Session, 'protocol'>, serve: ReturnType<typeof createOrigin>): void {
  session.protocol.handle(APP_SCHEME.scheme, async (request) => {
    const { status, headers, body } = await serve({
      method: request.method,
      url: request.url,
      range: request.headers.get('range'),
    });
    return new Response(body.length === 0 ? null : new Uint8Array(body), { status, headers: { ...headers } });
  });
}
