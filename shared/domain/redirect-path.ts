/**
 * The path on this computer to which the browser comes back from the pages of a signing service. Each service has its own, and is to be
 * registered with it alone: an answer that is for one service is then never given to another that had the person sign in there (RFC 9700, 4.4.2.2).
 * @param host of the service, with its port where that is not the usual one
 */
export function redirectPath(host: string): string {
  return `/countersign/${host.replace(/[^A-Za-z0-9.-]/g, '-')}`;
}
