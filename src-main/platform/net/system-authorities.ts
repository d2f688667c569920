import { readFile } from 'node:fs/promises';
import tls from 'node:tls';

/** Where Linux distributions keep what the system trusts, for a runtime that does not know. */
const BUNDLES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
];

/** Certificates that the operating system trusts, PEM; none where it keeps none that can be read. They are made for TLS servers. */
export async function systemAuthorities(): Promise<string[]> {
  // Not every runtime that this is built for has it.
  const known: unknown = Reflect.get(tls, 'getCACertificates');
  const found = typeof known === 'function' ? tls.getCACertificates('system') : [];
  if (found.length > 0 || process.platform === 'win32') return [...new Set(found)];
  for (const bundle of BUNDLES) {
    const text = await readFile(bundle, 'latin1').catch(() => undefined);
    if (text !== undefined) return [text];
  }
  return [];
}
