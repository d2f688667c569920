import { networkError } from './net-errors.ts';

const MAX_REDIRECTS = 3;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

export function isRedirect(status: number): boolean {
  return REDIRECTS.has(status);
}

/** @throws AppError NETWORK_UNREACHABLE for what is no address of the web */
export function readUrl(text: string, purpose: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && (url.protocol === 'http:' || url.protocol === 'https:') && url.hostname !== '') return url;
  throw networkError(
    'NETWORK_UNREACHABLE',
    purpose,
    'its address is not one of http:// or https://. Correct the address.',
    {
      scheme: url?.protocol ?? '',
    },
  );
}

/**
 * Where a redirect leads. A POST is repeated as POST (a timestamp authority moved to another address wants the same request), but not
 * after 303, which asks for a GET.
 * @param visited the addresses so far, the present one last
 * @throws AppError NETWORK_REDIRECT
 */
export function nextHop(
  visited: readonly URL[],
  location: string | undefined,
  status: number,
  method: string,
  purpose: string,
): URL {
  const from = visited.at(-1);
  const refuse = (why: string) => networkError('NETWORK_REDIRECT', purpose, why, { host: from?.host ?? '', status });
  if (location === undefined || !URL.canParse(location, from?.href))
    throw refuse(`${from?.host} redirects to nowhere.`);
  const next = new URL(location, from?.href);
  next.hash = '';
  if (next.protocol !== 'http:' && next.protocol !== 'https:') {
    throw refuse(`${from?.host} redirects to an address that is not one of the web.`);
  }
  if (from?.protocol === 'https:' && next.protocol === 'http:') {
    throw refuse(`${from.host} redirects from a protected connection to an open one.`);
  }
  if (method === 'POST' && status === 303)
    throw refuse(`${from?.host} redirects a request that cannot be redirected so.`);
  if (visited.some((url) => url.href === next.href)) throw refuse(`${from?.host} redirects in a circle.`);
  if (visited.length > MAX_REDIRECTS) throw refuse(`it was redirected more than ${MAX_REDIRECTS} times.`);
  return next;
}
