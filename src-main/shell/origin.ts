import { isAppError } from '../../shared/contract/app-error.ts';
import type { Log } from '../platform/log.ts';
import { type ByteRange, parseRange } from './byte-range.ts';
import type { DocumentRegistry } from './document-registry.ts';
import type { RendererFiles } from './renderer-files.ts';
import { SECURITY_HEADERS } from './security-headers.ts';
import { originOf } from './sender.ts';

export interface OriginRequest {
  readonly method: string;
  readonly url: string;
  /** Value of the Range header, null where there is none. */
  readonly range: string | null;
}

export interface OriginResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** The most that one answer carries; a reader that asks for more is given this much and asks again (RFC 9110, 15.3.7). */
export const LARGEST_ANSWER = 16 * 1024 * 1024;

const NOTHING = new Uint8Array(0);

/**
 * Answers for our own origin, the same in both shells: the page's files by the list of the build, and `/doc/<id>` with byte ranges
 * for documents that our own reader accepted. Everything else is 404; nothing is ever fetched from elsewhere.
 */
export function createOrigin(
  origin: string,
  files: RendererFiles,
  documents: Pick<DocumentRegistry, 'read' | 'sizeOf'>,
  log: Log,
): (request: OriginRequest) => Promise<OriginResponse> {
  return async (request) => {
    try {
      if (originOf(request.url) !== origin) return answer(403);
      if (request.method !== 'GET' && request.method !== 'HEAD') return answer(405, { allow: 'GET, HEAD' });
      const name = nameOf(request.url);
      if (name === undefined) return answer(404);
      const response = name.startsWith('doc/')
        ? await documentAnswer(documents, name.slice(4), request.range)
        : await fileAnswer(files, name);
      return request.method === 'HEAD' ? { ...response, body: NOTHING } : response;
    } catch (error) {
      if (isAppError(error) && error.code === 'DOCUMENT_CHANGED') return answer(409);
      log.write('error', 'origin.failed', { url: request.url, error });
      return answer(500);
    }
  };
}

/** The decoded path without its leading slash, `index.html` for the root; undefined where it does not decode or holds a NUL. */
function nameOf(address: string): string | undefined {
  try {
    const name = decodeURIComponent(new URL(address).pathname).slice(1);
    return name.includes('\0') ? undefined : name || 'index.html';
  } catch {
    return undefined;
  }
}

async function fileAnswer(files: RendererFiles, name: string): Promise<OriginResponse> {
  const file = await files.read(name);
  if (file === undefined) return answer(404);
  return answer(200, { 'content-type': file.type, 'content-length': String(file.bytes.length) }, file.bytes);
}

async function documentAnswer(
  documents: Pick<DocumentRegistry, 'read' | 'sizeOf'>,
  id: string,
  header: string | null,
): Promise<OriginResponse> {
  const size = documents.sizeOf(id);
  if (size === undefined) return answer(404);
  const range = parseRange(header, size);
  const whole = range === 'whole';
  if (range === 'unsatisfiable' || (whole && size > LARGEST_ANSWER)) {
    return answer(416, { 'content-range': `bytes */${size}`, 'accept-ranges': 'bytes' });
  }
  const wanted: ByteRange = whole ? { first: 0, last: size - 1 } : range;
  const last = Math.min(wanted.last, wanted.first + LARGEST_ANSWER - 1);
  const bytes = await documents.read(id, wanted.first, last - wanted.first + 1);
  const headers = {
    'content-type': 'application/octet-stream',
    'content-disposition': 'attachment',
    'content-length': String(bytes.length),
    'accept-ranges': 'bytes',
  };
  if (whole) return answer(200, headers, bytes);
  return answer(206, { ...headers, 'content-range': `bytes ${wanted.first}-${last}/${size}` }, bytes);
}

function answer(status: number, headers: Record<string, string> = {}, body: Uint8Array = NOTHING): OriginResponse {
  return { status, headers: { ...SECURITY_HEADERS, ...headers }, body };
}
