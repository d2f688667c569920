import type { Certificate } from '../cms/certificate.ts';
import { children, contextTag, type Der, Members, readDer, readSmallInteger, TAG } from '../cms/der.ts';
import { EXTENSION } from '../cms/extensions.ts';
import { FormatError, isFormatError } from '../cms/format-error.ts';
import { type GeneralName, readGeneralName } from '../cms/name.ts';
import { isWithin } from './name-subtrees.ts';

/** Why names fail a path. */
export interface NameViolation {
  readonly code: 'NAME_NOT_PERMITTED' | 'NAME_EXCLUDED' | 'NAME_CONSTRAINTS_UNREADABLE';
  /** One sentence. */
  readonly message: string;
}

/** Names compared with constraints in one path: hostile lists of both must not multiply. */
const MOST_COMPARISONS = 250_000;

/** Names constraints gathered down a path (RFC 5280, 4.2.1.10 and 6.1.4 g). */
export class NameConstraints {
  /** One list per constraining certificate: a name must lie within each list that speaks of its kind. */
  readonly #permitted: (readonly GeneralName[])[] = [];
  readonly #excluded: GeneralName[] = [];
  #unreadable: NameViolation | undefined;
  #comparisons = 0;

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
      this.#unreadable = unreadable(`The name constraints of ${certificate.commonName} cannot be read.`);
    }
  }

  /** What is wrong where a name of the certificate lies outside; undefined where all are within. */
  violation(certificate: Certificate): NameViolation | undefined {
    if (this.#unreadable !== undefined) {
      return this.#unreadable;
    }
    if (this.#permitted.length === 0 && this.#excluded.length === 0) {
      return undefined;
    }
    const { commonName } = certificate;
    const names = namesOf(certificate);
    if (names === undefined) {
      return unreadable(`The alternative names of ${commonName} cannot be read.`);
    }
    const bases = this.#excluded.length + this.#permitted.reduce((sum, list) => sum + list.length, 0);
    this.#comparisons += names.length * bases;
    if (this.#comparisons > MOST_COMPARISONS) {
      return unreadable(`There are too many names and name constraints above ${commonName} to compare them.`);
    }
    if (names.some((name) => this.#excluded.some((base) => sameForm(name, base) && isWithin(name, base) !== false))) {
      const message = `A name of ${commonName} is one that its certification authorities must not certify.`;
      return { code: 'NAME_EXCLUDED', message };
    }
    const isOutside = (name: GeneralName) =>
      this.#permitted
        .map((list) => list.filter((base) => sameForm(name, base)))
        .some((list) => list.length > 0 && !list.some((base) => isWithin(name, base) === true));
    if (names.some(isOutside)) {
      const message = `A name of ${commonName} lies outside what its certification authorities may certify.`;
      return { code: 'NAME_NOT_PERMITTED', message };
    }
    return undefined;
  }
}

function unreadable(message: string): NameViolation {
  return { code: 'NAME_CONSTRAINTS_UNREADABLE', message };
}

/** Constraints speak of names of their own form only; what is not decoded is of one form where its tag and type are the same. */
function sameForm(a: GeneralName, b: GeneralName): boolean {
  return a.kind === b.kind && (a.kind !== 'other' || b.kind !== 'other' || a.form === b.form);
}

/** GeneralSubtree: minimum must be 0 and maximum absent (RFC 5280, 4.2.1.10). @throws FormatError for others */
function readSubtree(value: Der): GeneralName {
  const members = new Members(value, TAG.sequence);
  const base = readGeneralName(members.take());
  const minimum = members.optional(contextTag(0, false));
  if (minimum !== undefined && readSmallInteger(minimum, minimum.tag) !== 0) {
    throw new FormatError('A name constraint has a minimum.');
  }
  members.end();
  return base;
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
