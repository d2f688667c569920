import type { Certificate } from '../cms/certificate.ts';
import { children, contextTag, Members, readDer, TAG } from '../cms/der.ts';
import { EXTENSION } from '../cms/extensions.ts';
import { isFormatError } from '../cms/format-error.ts';
import { type GeneralName, isWithinName, readGeneralName } from '../cms/name.ts';

/** Names constraints gathered down a path (RFC 5280, 4.2.1.10 and 6.1.4 g). */
export class NameConstraints {
  /** One list per constraining certificate: a name must lie within each list that speaks of its kind. */
  readonly #permitted: (readonly GeneralName[])[] = [];
  readonly #excluded: GeneralName[] = [];
  #unreadable: string | undefined;

  /** Takes over the constraints of a CA certificate on everything below it. */
  add(certificate: Certificate): void {
    const extension = certificate.extensions.get(EXTENSION.nameConstraints);
    if (extension === undefined) {
      return;
    }
    try {
      const members = new Members(readDer(extension.value));
      const permitted = members.optional(contextTag(0));
      const excluded = members.optional(contextTag(1));
      members.end();
      if (permitted !== undefined) {
        this.#permitted.push(children(permitted).map(readSubtree));
      }
      if (excluded !== undefined) {
        this.#excluded.push(...children(excluded).map(readSubtree));
      }
    } catch (error) {
      if (!isFormatError(error)) {
        throw error;
      }
      this.#unreadable = `The name constraints of ${certificate.commonName} cannot be read.`;
    }
  }

  /** A sentence where a name of the certificate lies outside; undefined where all are within. */
  violation(certificate: Certificate): string | undefined {
    if (this.#unreadable !== undefined) {
      return this.#unreadable;
    }
    if (this.#permitted.length === 0 && this.#excluded.length === 0) {
      return undefined;
    }
    const names = namesOf(certificate);
    if (names === undefined) {
      return `The alternative names of ${certificate.commonName} cannot be read.`;
    }
    const outside = names.some((name) => {
      const sameKind = (bases: readonly GeneralName[]) => bases.filter((base) => base.kind === name.kind);
      return (
        sameKind(this.#excluded).some((base) => isWithin(name, base) !== false) ||
        this.#permitted
          .map(sameKind)
          .some((bases) => bases.length > 0 && !bases.some((base) => isWithin(name, base) === true))
      );
    });
    return outside
      ? `A name of ${certificate.commonName} lies outside what its certification authorities may certify.`
      : undefined;
  }
}

/** GeneralSubtree: minimum is always 0 and maximum absent in this profile. */
function readSubtree(value: Parameters<typeof children>[0]): GeneralName {
  return readGeneralName(new Members(value, TAG.sequence).take());
}

/** Undefined where the alternative names are malformed; else subject (unless empty), subjectAltName, and the e-mail addresses inside the subject where there is no alternative name. */
function namesOf(certificate: Certificate): GeneralName[] | undefined {
  const extension = certificate.extensions.get(EXTENSION.subjectAltName);
  const subject = certificate.subjectName;
  const names: GeneralName[] = subject.rdns.length > 0 ? [{ kind: 'directory', value: subject }] : [];
  if (extension !== undefined) {
    try {
      names.push(...children(readDer(extension.value, TAG.sequence)).map(readGeneralName));
    } catch (error) {
      if (isFormatError(error)) {
        return undefined;
      }
      throw error;
    }
  } else {
    for (const attribute of subject.rdns.flat()) {
      if (attribute.oid === '1.2.840.113549.1.9.1') {
        names.push({ kind: 'email', value: attribute.text });
      }
    }
  }
  return names;
}

/** Whether a name lies in a subtree of its own kind; undefined where that cannot be told. */
function isWithin(name: GeneralName, base: GeneralName): boolean | undefined {
  if (name.kind === 'directory' && base.kind === 'directory') {
    return isWithinName(name.value, base.value);
  }
  if (name.kind === 'dns' && base.kind === 'dns') {
    return isWithinDomain(name.value, base.value, true);
  }
  if (name.kind === 'email' && base.kind === 'email') {
    return isWithinMailbox(name.value, base.value);
  }
  if (name.kind === 'uri' && base.kind === 'uri') {
    const host = /^[a-z][a-z0-9+.-]*:\/\/(?:[^@/?#]*@)?([^/?#:[\]]+)(?::\d*)?(?:[/?#]|$)/i.exec(name.value)?.[1];
    return host === undefined ? undefined : isWithinHost(host, base.value);
  }
  if (name.kind === 'ip' && base.kind === 'ip') {
    const length = name.value.length;
    const mask = base.value.subarray(length);
    return (
      base.value.length === 2 * length &&
      name.value.every((octet, index) => ((octet ^ (base.value[index] ?? 0)) & (mask[index] ?? 0)) === 0)
    );
  }
  return undefined;
}

/** DNS: zero or more labels to the left of the base. */
function isWithinDomain(name: string, base: string, baseItself: boolean): boolean {
  const [lowName, lowBase] = [name.toLowerCase(), base.toLowerCase().replace(/^\./, '')];
  return lowBase === '' || (baseItself && lowName === lowBase) || lowName.endsWith(`.${lowBase}`);
}

/** URI hosts: a base with a leading dot is a domain without the host of that name, else one host. */
function isWithinHost(host: string, base: string): boolean {
  return base.startsWith('.') ? isWithinDomain(host, base, false) : host.toLowerCase() === base.toLowerCase();
}

/** Mailboxes: one address, all of one host, or with a leading dot all of a domain. The part before @ keeps its case. */
function isWithinMailbox(name: string, base: string): boolean {
  const at = name.lastIndexOf('@');
  const host = name.slice(at + 1);
  const baseAt = base.lastIndexOf('@');
  if (baseAt >= 0) {
    return name.slice(0, at) === base.slice(0, baseAt) && host.toLowerCase() === base.slice(baseAt + 1).toLowerCase();
  }
  return isWithinHost(host, base);
}
