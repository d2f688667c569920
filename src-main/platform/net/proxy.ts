import { AppError } from '../../../shared/contract/app-error.ts';
import type { NetworkSettings } from '../../../shared/contract/network-settings.ts';

/** `system`: HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY, in capitals or not. `address`: one proxy for all but NO_PROXY. */
export type ProxySettings = NetworkSettings['proxy'];

/** Which proxy a request goes through; undefined for none. */
export type ProxyChoice = (url: URL) => URL | undefined;

/**
 * Words for proxy settings: `none`, `system`, else the proxy's address.
 * @throws AppError NETWORK_PROXY for an address that is none; its text appears nowhere, since it may hold a password
 */
export function readProxySettings(text: string): ProxySettings {
  if (text === 'system') return { kind: 'system' };
  if (text === 'none') return { kind: 'none' };
  return { kind: 'address', url: proxyUrl(text).href };
}

/** @throws AppError NETWORK_PROXY where an address in the settings cannot be used */
export function chooseProxy(settings: ProxySettings, environment: NodeJS.ProcessEnv): ProxyChoice {
  const variable = (name: string): string => environment[name] || environment[name.toUpperCase()] || '';
  if (settings.kind === 'none') return () => undefined;
  const exceptions = variable('no_proxy')
    .split(/[\s,]+/)
    .filter((rule) => rule !== '');
  const fixed = settings.kind === 'address' ? settings.url : undefined;
  return (url) => {
    if (exceptions.some((rule) => exempts(rule.toLowerCase(), url))) return undefined;
    const chosen = fixed ?? (variable(`${url.protocol.slice(0, -1)}_proxy`) || variable('all_proxy'));
    return chosen === '' ? undefined : proxyUrl(chosen);
  };
}

/** The value of a Proxy-Authorization or Authorization header for the credentials in an address. */
export function basicCredentials(url: URL): string | undefined {
  if (url.username === '' && url.password === '') return undefined;
  const pair = `${unescaped(url.username)}:${unescaped(url.password)}`;
  return `Basic ${Buffer.from(pair, 'utf8').toString('base64')}`;
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function proxyUrl(text: string): URL {
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url !== undefined && url.hostname !== '' && ['http:', 'https:'].includes(url.protocol)) return url;
  throw new AppError(
    'NETWORK_PROXY',
    'The address of the proxy cannot be used: give it as http://HOST:PORT or https://HOST:PORT.',
  );
}

/** One rule of NO_PROXY: `*`, a host, a domain with or without leading dot, each with or without a port. */
function exempts(rule: string, url: URL): boolean {
  if (rule === '*') return true;
  const host = url.hostname.toLowerCase();
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  const [, name = rule, onlyPort] = /^(.*?)(?::(\d+))?$/.exec(bracketed(rule)) ?? [];
  if (onlyPort !== undefined && onlyPort !== port) return false;
  const domain = name.replace(/^\*?\./, '');
  return host === domain || (domain !== '' && !/^[\d.]+$/.test(host) && host.endsWith(`.${domain}`));
}

/** IPv6 addresses stand in URLs within brackets. */
function bracketed(rule: string): string {
  return (rule.match(/:/g)?.length ?? 0) > 1 && !rule.startsWith('[') ? `[${rule}]` : rule;
}
