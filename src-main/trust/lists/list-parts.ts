import { listError } from './list-error.ts';
import { attributeOf, elements, textOf, type XmlElement } from './xml.ts';
import { base64, DS } from './xml-signature.ts';

export const TSL = 'http://uri.etsi.org/02231/v2#';
const XML_NAMESPACE = 'http://www.w3.org/XML/1998/namespace';

/** How often a part may stand in its parent: once, at most once, once or more, any number of times. */
type Count = '1' | '?' | '+' | '*';

/** The parts of an element in their order, as the schema of ETSI TS 119 612 names them. */
export type Parts = Readonly<Record<string, Count>>;

/** Reads a list part by part, and refuses what the schema does not allow. */
export class ListReader {
  readonly name: string;

  /** @param name what errors call the list */
  constructor(name: string) {
    this.name = name;
  }

  /** @throws AppError TRUSTED_LIST_MALFORMED */
  refuse(why: string): never {
    throw listError('TRUSTED_LIST_MALFORMED', this.name, `${why}. Get it anew from its publisher.`);
  }

  /** Checks that the children of this namespace are the named ones, in order. @throws AppError TRUSTED_LIST_MALFORMED */
  check(parent: XmlElement, parts: Parts): void {
    const found = elements(parent, TSL);
    let next = 0;
    for (const [local, count] of Object.entries(parts)) {
      const start = next;
      while (found[next]?.local === local && (next === start || count === '+' || count === '*')) next += 1;
      if (next === start && (count === '1' || count === '+')) {
        this.refuse(`lacks the element ${local} in ${parent.local}`);
      }
    }
    const stray = found[next];
    if (stray !== undefined)
      this.refuse(`has the element ${stray.local} in a place of ${parent.local} where it does not belong`);
  }

  /** The one part of that name. @throws AppError TRUSTED_LIST_MALFORMED */
  one(parent: XmlElement, local: string): XmlElement {
    return elements(parent, TSL, local)[0] ?? this.refuse(`lacks the element ${local} in ${parent.local}`);
  }

  /** Text of the one part of that name. @throws AppError TRUSTED_LIST_MALFORMED where it is missing or empty */
  text(parent: XmlElement, local: string): string {
    const text = textOf(this.one(parent, local));
    return text === '' ? this.refuse(`has an empty element ${local}`) : text;
  }

  /** xsd:dateTime with its zone. @throws AppError TRUSTED_LIST_MALFORMED */
  time(parent: XmlElement, local: string): Date {
    const text = this.text(parent, local);
    const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text) ? new Date(text) : undefined;
    return time === undefined || Number.isNaN(time.getTime()) ? this.refuse(`names no time in ${local}`) : time;
  }

  /** A whole number. @throws AppError TRUSTED_LIST_MALFORMED */
  number(parent: XmlElement, local: string): number {
    const text = this.text(parent, local);
    return /^\d{1,9}$/.test(text) ? Number(text) : this.refuse(`names no number in ${local}`);
  }

  /** The English one of several names, else the first. @throws AppError TRUSTED_LIST_MALFORMED */
  localName(parent: XmlElement, local: string): string {
    const names = elements(this.one(parent, local), TSL, 'Name');
    const english = names.find((one) => languageOf(one)?.toLowerCase() === 'en') ?? names[0];
    return english === undefined ? this.refuse(`has no name in ${local}`) : textOf(english);
  }

  /** The children of this namespace inside an optional part. */
  inside(parent: XmlElement, local: string, child: string): XmlElement[] {
    return elements(parent, TSL, local).flatMap((one) => elements(one, TSL, child));
  }

  /** Value of a required attribute without a namespace. @throws AppError TRUSTED_LIST_MALFORMED */
  attribute(element: XmlElement, local: string): string {
    return attributeOf(element, local) ?? this.refuse(`lacks the attribute ${local} of ${element.local}`);
  }
}

function languageOf(element: XmlElement): string | undefined {
  return element.attributes.find(({ uri, local }) => uri === XML_NAMESPACE && local === 'lang')?.value;
}

/** What follows a common beginning of URIs; the whole where it has another. */
export function after(beginning: string, uri: string): string {
  return uri.startsWith(beginning) ? uri.slice(beginning.length) : uri;
}

/** Certificates of a ServiceDigitalIdentity, DER. */
export function certificatesOf(identity: XmlElement): Uint8Array[] {
  return elements(identity, TSL, 'DigitalId')
    .flatMap((one) => [...elements(one, TSL, 'X509Certificate'), ...elements(one, DS, 'X509Certificate')])
    .map(base64);
}
