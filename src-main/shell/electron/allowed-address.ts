/** Where the menu may send a person. */
export const ALLOWED_HOSTS = ['www.rfc-editor.org', 'www.etsi.org'] as const;

/**
 * The normalised address where it may be opened in the person's browser, else undefined: https, a host of the list,
 * no user name, no other port.
 */
export function allowedAddress(address: string): string | undefined {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return undefined;
  }
  const plain = url.protocol === 'https:' && url.port === '' && url.username === '' && url.password === '';
  return plain && (ALLOWED_HOSTS as readonly string[]).includes(url.hostname) ? url.href : undefined;
}
