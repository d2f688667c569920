import { type GeneralName, isWithinName } from '../cms/name.ts';

/** Whether a name lies in a subtree of its own form (RFC 5280, 4.2.1.10); undefined where that cannot be told. */
export function isWithin(name: GeneralName, base: GeneralName): boolean | undefined {
  if (name.kind === 'directory' && base.kind === 'directory') {
    return isWithinName(name.value, base.value);
  }
  if (name.kind === 'dns' && base.kind === 'dns') {
    return isWithinDns(name.value, base.value);
  }
  if (name.kind === 'email' && base.kind === 'email') {
    return isWithinMailbox(name.value, base.value);
  }
  if (name.kind === 'uri' && base.kind === 'uri') {
    const host = hostOf(name.value);
    return host === undefined ? undefined : isWithinHost(host, base.value);
  }
  if (name.kind === 'ip' && base.kind === 'ip') {
    return isWithinNetwork(name.value, base.value);
  }
  return undefined;
}

/** DNS: zero or more labels to the left of the base. A name for every host of a domain may or may not mean those of a base inside it. */
function isWithinDns(name: string, base: string): boolean | undefined {
  if (isWithinDomain(name, base, true)) return true;
  const ofEveryHost = name.startsWith('*.') ? name.slice(1) : undefined;
  return ofEveryHost !== undefined && isWithinDomain(base, ofEveryHost, false) ? undefined : false;
}

/** @param baseItself whether the base is in its own subtree. A leading dot of the base says nothing more; a final one of either is dropped. */
function isWithinDomain(name: string, base: string, baseItself: boolean): boolean {
  const [lowName, lowBase] = [plainHost(name), plainHost(base).replace(/^\./, '')];
  return lowBase === '' || (baseItself && lowName === lowBase) || lowName.endsWith(`.${lowBase}`);
}

function plainHost(host: string): string {
  return host.toLowerCase().replace(/\.$/, '');
}

/** The host of a URI; undefined where it has none, or an address instead of a name: constraints cannot speak of these. */
function hostOf(uri: string): string | undefined {
  const host = /^[a-z][a-z0-9+.-]*:\/\/(?:[^@/?#]*@)?([^/?#:[\]]+)(?::\d*)?(?:[/?#]|$)/i.exec(uri)?.[1];
  return host === undefined || /^[\d.]+$/.test(host) ? undefined : host;
}

/** URI hosts: a base with a leading dot is a domain without the host of that name, else one host. */
function isWithinHost(host: string, base: string): boolean {
  return base.startsWith('.') ? isWithinDomain(host, base, false) : plainHost(host) === plainHost(base);
}

/** Mailboxes: one address, all of one host, or with a leading dot all of a domain. The part before @ keeps its case. */
function isWithinMailbox(name: string, base: string): boolean {
  const at = name.lastIndexOf('@');
  const host = name.slice(at + 1);
  const baseAt = base.lastIndexOf('@');
  if (baseAt >= 0) {
    return name.slice(0, at) === base.slice(0, baseAt) && plainHost(host) === plainHost(base.slice(baseAt + 1));
  }
  return isWithinHost(host, base);
}

/** Addresses of 4 or 16 octets against address and mask; undefined for what is neither. */
function isWithinNetwork(address: Uint8Array, network: Uint8Array): boolean | undefined {
  const { length } = address;
  if ((length !== 4 && length !== 16) || (network.length !== 8 && network.length !== 32)) return undefined;
  const mask = network.subarray(length);
  return (
    network.length === 2 * length &&
    address.every((octet, index) => ((octet ^ (network[index] ?? 0)) & (mask[index] ?? 0)) === 0)
  );
}
